import { inTime } from "../core/deadline.ts";
import type { DirectoryObject } from "./directory-object.ts";
import type { Rows } from "./directory-tables.ts";
import { ChangedMeanwhile, type Directory, type Page } from "./port.ts";
import { readKey, readTenant } from "./records.ts";

/** An object that takes longer is down, as far as a caller can tell. */
const DEADLINE_MS = 3_000;

/** The directory in a Durable Object. */
export function durableObjectDirectory(namespace: DurableObjectNamespace<DirectoryObject>): Directory {
  const object = () => namespace.getByName("directory");
  const ask = <T>(answer: Promise<T>): Promise<T> => inTime(DEADLINE_MS, answer);
  return {
    find: async (publicId) => {
      const found = await ask(object().find(publicId));
      return found && { key: readKey(found.key), tenant: readTenant(found.tenant) };
    },
    tenant: async (id) => readIf(readTenant, await ask(object().tenant(id))),
    tenants: async (limit, after = "") => pageOf(readTenant, await ask(object().tenants(limit, after))),
    addTenant: (tenant) => ask(object().addTenant(tenant.id, tenant.version, JSON.stringify(tenant))),
    replaceTenant: async (tenant) => {
      const replaced = await ask(object().replaceTenant(tenant.id, tenant.version, JSON.stringify(tenant)));
      if (!replaced) throw new ChangedMeanwhile();
    },
    addKey: (key) => ask(object().addKey(key.publicId, key.tenant, key.version, JSON.stringify(key))),
    key: async (tenant, publicId) => readIf(readKey, await ask(object().key(tenant, publicId))),
    keys: async (tenant, limit, after = "") => pageOf(readKey, await ask(object().keys(tenant, limit, after))),
    replaceKey: async (key) => {
      const { publicId, tenant, version } = key;
      const replaced = await ask(object().replaceKey(publicId, tenant, version, JSON.stringify(key)));
      if (!replaced) throw new ChangedMeanwhile();
    },
    ping: () => ask(object().ping()),
  };
}

function readIf<T>(read: (json: string) => T, json: string | undefined): T | undefined {
  return json === undefined ? undefined : read(json);
}

function pageOf<T>(read: (json: string) => T, { rows, next }: Rows): Page<T> {
  return { items: rows.map((row) => read(row)), next };
}
