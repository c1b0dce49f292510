/**
 * Reads entries for whoever delivers: one at a time, among all replicas.
 * KEYS: the tenant's outbox, whose turn it is. ARGV: who asks, how long a turn lasts, from, to.
 */
export const READ_ENTRIES = String.raw`
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then return { 'busy' } end
local entries = redis.call('LRANGE', KEYS[1], ARGV[3], ARGV[4])
if #entries > 0 then redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2]) end
return { 'read', entries }
`;

/**
 * KEYS: the tenant's outbox, the tenants with entries. ARGV: tenant, entries that the ledger has.
 * They are named by what they are, not by their places: a turn may have ended before its delivery.
 */
export const FORGET_ENTRIES = String.raw`
for index = 2, #ARGV do redis.call('LREM', KEYS[1], 1, ARGV[index]) end
-- In one step, so that no entry is left without its tenant being known.
if redis.call('LLEN', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[1]) end
return 1
`;

/** KEYS: whose turn it is. ARGV: who has it. */
export const END_TURN = String.raw`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`;
