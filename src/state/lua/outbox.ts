/**
 * KEYS: the tenant's outbox, the tenants with entries. ARGV: tenant, entries that the ledger has.
 * They are named by what they are, not by their places: another replica may have been faster.
 */
export const FORGET_ENTRIES = String.raw`
for index = 2, #ARGV do redis.call('LREM', KEYS[1], 1, ARGV[index]) end
-- In one step, so that no entry is left without its tenant being known.
if redis.call('LLEN', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[1]) end
return 1
`;
