import { script } from "../upstash/redis.ts";

/**
 * A key with its tenant, in one step. Which tenant it is stands in the key's record, and a script
 * may touch no key that it was not given: so the tenants are fields of one hash.
 */
export const FIND = script(`
local key = redis.call('HMGET', KEYS[1], 'tenant', 'record')
if not key[1] then return {} end
return { key[1], key[2], redis.call('HGET', KEYS[2], key[1]) }
`);

/** KEYS: tenants, their versions, their ids. ARGV: id, version, record. */
export const ADD_TENANT = script(`
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[3], 0, ARGV[1])
return 1
`);

/** KEYS: tenants, their versions. ARGV: id, version, record, the version before. */
export const REPLACE_TENANT = script(`
if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[4] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 1
`);

/** KEYS: the ids of tenants, tenants. ARGV: where to start, how many. */
export const LIST_TENANTS = script(`
local ids = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], '+', 'LIMIT', 0, ARGV[2])
if #ids == 0 then return { {}, {} } end
return { ids, redis.call('HMGET', KEYS[2], unpack(ids)) }
`);

/** KEYS: the key, tenants, the ids of the tenant's keys. ARGV: tenant, public id, version, record. */
export const ADD_KEY = script(`
if redis.call('EXISTS', KEYS[1]) == 1 or redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'tenant', ARGV[1], 'version', ARGV[3], 'record', ARGV[4])
redis.call('ZADD', KEYS[3], 0, ARGV[2])
return 1
`);

/** KEYS: the key. ARGV: tenant, version, record, the version before. */
export const REPLACE_KEY = script(`
local stored = redis.call('HMGET', KEYS[1], 'tenant', 'version')
if stored[1] ~= ARGV[1] or stored[2] ~= ARGV[4] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'record', ARGV[3])
return 1
`);
