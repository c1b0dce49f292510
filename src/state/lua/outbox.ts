/** KEYS: the tenant's outbox, the tenants with entries. ARGV: tenant, ids that the ledger has. */
export const FORGET_ENTRIES = String.raw`
for index = 2, #ARGV do redis.call('HDEL', KEYS[1], ARGV[index]) end
-- In one step, so that no entry is left without its tenant being known.
if redis.call('HLEN', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[1]) end
return 1
`;
