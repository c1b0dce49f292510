import { asList, asText, asTextOrNull, asYesOrNo } from "../upstash/answers.ts";
import { UpstashFault } from "../upstash/fault.ts";
import { keyPart } from "../upstash/key-part.ts";
import type { Call, Script, UpstashRedis } from "../upstash/redis.ts";
import { ADD_KEY, ADD_TENANT, FIND, LIST_TENANTS, REPLACE_KEY, REPLACE_TENANT } from "./directory-scripts.ts";
import { ChangedMeanwhile, type Directory, type Page, type StoredKey, type TenantRecord } from "./port.ts";
import { BadRecord, readKey, readTenant } from "./records.ts";

/** Most records on a page. */
const MAX_PAGE = 100;

/**
 * | key                             | type | value                                                 | lives    |
 * |---------------------------------|------|-------------------------------------------------------|----------|
 * | `as:directory:tenants`          | hash | tenant's id → its record, JSON                        | for good |
 * | `as:directory:versions`         | hash | tenant's id → version of its record                   | for good |
 * | `as:directory:ids`              | zset | ids of tenants, all with score 0: sorted by bytes     | for good |
 * | `as:directory:key:<public id>`  | hash | `tenant`, `version`, `record` (JSON, hashes only)     | for good |
 * | `as:directory:keys:<tenant>`    | zset | public ids of the tenant's keys, all with score 0     | for good |
 */
const TENANTS = "as:directory:tenants";
const VERSIONS = "as:directory:versions";
const IDS = "as:directory:ids";
const recordOf = (publicId: string): string => `as:directory:key:${keyPart(publicId)}`;
const keysOf = (tenant: string): string => `as:directory:keys:${keyPart(tenant)}`;

/** Tenants and keys in a Redis at Upstash. No call takes longer than `deadlineMs`. */
export function upstashDirectory(upstash: UpstashRedis, deadlineMs: number): Directory {
  const call = <T>(work: (call: Call) => Promise<T>): Promise<T> => upstash.call(deadlineMs, work);
  const decide = async (script: Script, keys: readonly string[], args: readonly string[]): Promise<boolean> =>
    asYesOrNo(await call(({ evaluate }) => evaluate(script, keys, args)));

  return {
    find: async (publicId) => {
      const answer = asList(await call(({ evaluate }) => evaluate(FIND, [recordOf(publicId), TENANTS], [])));
      if (answer.length === 0) return undefined;
      if (answer.length !== 3) throw new UpstashFault("garbled");
      const [tenantId, key, tenant] = answer;
      const id = asText(tenantId);
      return { key: keyFrom(key, publicId, id), tenant: tenantFrom(tenant, id) };
    },

    tenant: async (id) => {
      const text = asTextOrNull(await call(({ redis }) => redis.hget(TENANTS, id)));
      return text === null ? undefined : tenantFrom(text, id);
    },

    tenants: async (limit, after) => {
      const size = pageSize(limit);
      const [ids, records] = asList(
        await call(({ evaluate }) => evaluate(LIST_TENANTS, [IDS, TENANTS], [behind(after), String(size + 1)])),
      );
      return page(asList(ids), asList(records), size, tenantFrom);
    },

    addTenant: (tenant) =>
      decide(ADD_TENANT, [TENANTS, VERSIONS, IDS], [tenant.id, String(tenant.version), JSON.stringify(tenant)]),

    replaceTenant: async (tenant) => {
      const args = [tenant.id, String(tenant.version), JSON.stringify(tenant), String(tenant.version - 1)];
      if (!(await decide(REPLACE_TENANT, [TENANTS, VERSIONS], args))) throw new ChangedMeanwhile();
    },

    addKey: (key) =>
      decide(
        ADD_KEY,
        [recordOf(key.publicId), TENANTS, keysOf(key.tenant)],
        [key.tenant, key.publicId, String(key.version), JSON.stringify(key)],
      ),

    key: async (tenant, publicId) => {
      const answer = await call(({ redis }) => redis.exec(["HMGET", recordOf(publicId), "tenant", "record"]));
      const [owner, record] = asList(answer);
      return asTextOrNull(owner) === tenant ? keyFrom(record, publicId, tenant) : undefined;
    },

    keys: async (tenant, limit, after) => {
      const size = pageSize(limit);
      const { ids, records } = await call(({ redis }) => recordsOfKeys(redis, tenant, behind(after), size + 1));
      return page(ids, records, size, (text, id) => keyFrom(text, id, tenant));
    },

    replaceKey: async (key) => {
      const args = [key.tenant, String(key.version), JSON.stringify(key), String(key.version - 1)];
      if (!(await decide(REPLACE_KEY, [recordOf(key.publicId)], args))) throw new ChangedMeanwhile();
    },

    ping: async () => {
      if ((await call(({ redis }) => redis.ping())) !== "PONG") throw new UpstashFault("garbled");
    },
  };
}

/** @throws BadRecord also when it is another one's */
function tenantFrom(text: unknown, id: string): TenantRecord {
  const tenant = readTenant(asRecord(text));
  if (tenant.id !== id) throw new BadRecord();
  return tenant;
}

/** @throws BadRecord also when it is another one's */
function keyFrom(text: unknown, publicId: string, tenant: string): StoredKey {
  const key = readKey(asRecord(text));
  if (key.publicId !== publicId || key.tenant !== tenant) throw new BadRecord();
  return key;
}

/** What an index names must be there. */
function asRecord(text: unknown): string {
  if (text === null) throw new BadRecord();
  return asText(text);
}

/** Two requests, for administrators only: which records there are stands in the index. */
async function recordsOfKeys(redis: Call["redis"], tenant: string, from: string, count: number) {
  const ids = asList(await redis.exec(["ZRANGEBYLEX", keysOf(tenant), from, "+", "LIMIT", 0, count]));
  if (ids.length === 0) return { ids, records: [] };
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.hget(recordOf(asText(id)), "record");
  return { ids, records: await pipeline.exec<unknown[]>() };
}

function pageSize(limit: number): number {
  return Math.max(1, Math.min(MAX_PAGE, Math.floor(limit)));
}

/** The start of a range of ZRANGEBYLEX. */
function behind(after: string | undefined): string {
  return after === undefined ? "-" : `(${after}`;
}

/** One more than `size` was asked for, to know whether there is a next page. */
function page<T extends TenantRecord | StoredKey>(
  ids: readonly unknown[],
  records: readonly unknown[],
  size: number,
  read: (text: unknown, id: string) => T,
): Page<T> {
  if (ids.length !== records.length) throw new BadRecord();
  const items = records.slice(0, size).map((text, index) => read(text, asText(ids[index])));
  return ids.length > size ? { items, next: asText(ids[size - 1]) } : { items };
}
