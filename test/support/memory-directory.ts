import {
  ChangedMeanwhile,
  type Directory,
  type Page,
  type StoredKey,
  type TenantRecord,
} from "../../src/tenants/port.ts";
import { readKey, readTenant } from "../../src/tenants/records.ts";

/** A directory in memory that keeps the same JSON as a real one. `fail` lets every call reject. */
export function memoryDirectory() {
  const tenants = new Map<string, string>();
  const keys = new Map<string, string>();
  const keysOf = new Map<string, Set<string>>();
  const state = { failing: false, finds: 0 };
  const work = async <T>(answer: () => T): Promise<T> => {
    if (state.failing) throw new Error("unreachable, with details");
    return answer();
  };
  const keyOf = (publicId: string) => {
    const json = keys.get(publicId);
    return json === undefined ? undefined : readKey(json);
  };
  const tenantOf = (id: string) => {
    const json = tenants.get(id);
    return json === undefined ? undefined : readTenant(json);
  };
  const directory: Directory = {
    find: (publicId) =>
      work(() => {
        state.finds += 1;
        const key = keyOf(publicId);
        const tenant = key && tenantOf(key.tenant);
        return key && tenant && { key, tenant };
      }),
    tenant: (id) => work(() => tenantOf(id)),
    tenants: (limit, after = "") =>
      work(() => page([...tenants.keys()], limit, after, (id) => readTenant(tenants.get(id) ?? ""))),
    addTenant: (tenant) =>
      work(() => {
        if (tenants.has(tenant.id)) return false;
        tenants.set(tenant.id, JSON.stringify(tenant));
        return true;
      }),
    replaceTenant: (tenant) => work(() => replace(tenants, tenant.id, tenantOf(tenant.id), tenant)),
    addKey: (key) =>
      work(() => {
        if (keys.has(key.publicId) || !tenants.has(key.tenant)) return false;
        keys.set(key.publicId, JSON.stringify(key));
        keysOf.set(key.tenant, (keysOf.get(key.tenant) ?? new Set()).add(key.publicId));
        return true;
      }),
    key: (tenant, publicId) =>
      work(() => {
        const key = keyOf(publicId);
        return key?.tenant === tenant ? key : undefined;
      }),
    keys: (tenant, limit, after = "") =>
      work(() => page([...(keysOf.get(tenant) ?? [])], limit, after, (id) => readKey(keys.get(id) ?? ""))),
    replaceKey: (key) =>
      work(() => {
        const held = keyOf(key.publicId);
        replace(keys, key.publicId, held?.tenant === key.tenant ? held : undefined, key);
      }),
    ping: () => work(() => undefined),
  };
  return { directory, state, tenants, keys };
}

function replace(
  map: Map<string, string>,
  id: string,
  held: { version: number } | undefined,
  next: StoredKey | TenantRecord,
) {
  if (held?.version !== next.version - 1) throw new ChangedMeanwhile();
  map.set(id, JSON.stringify(next));
}

function page<T>(ids: readonly string[], limit: number, after: string, read: (id: string) => T): Page<T> {
  const behind = ids.filter((id) => id > after).sort();
  return { items: behind.slice(0, limit).map(read), next: behind.length > limit ? behind[limit - 1] : undefined };
}
