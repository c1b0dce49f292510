/** Reads the epochs of a scope and entries. KEYS: epochs, then entry and negatives of each. ARGV: three reaches. */
export const READ_ENTRIES = String.raw`
local epochs = redis.call('HMGET', KEYS[1], ARGV[1], ARGV[2], ARGV[3])
local entries = {}
for index = 2, #KEYS, 2 do
  entries[#entries + 1] = { redis.call('GET', KEYS[index]), redis.call('LRANGE', KEYS[index + 1], 0, -1) }
end
return { (epochs[1] or '0') .. '.' .. (epochs[2] or '0') .. '.' .. (epochs[3] or '0'), entries }
`;

/** Reads what must be known to forget entries. KEYS: entry and aliases of each. */
export const READ_PLACES = String.raw`
local places = {}
for index = 1, #KEYS, 2 do
  places[#places + 1] = { redis.call('GET', KEYS[index]), redis.call('SMEMBERS', KEYS[index + 1]) }
end
return places
`;

/**
 * Forgets entries. KEYS: worth, expiry, how many follow of texts and lists, those, sorted sets by id,
 * sets of ids. ARGV: how many texts and lists, how many sorted sets, how many places; places; ids.
 */
export const FORGET_ENTRIES = String.raw`
local worth, expiry = KEYS[1], KEYS[2]
local texts, writers, places = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
for index = 4, 3 + places do redis.call('ZREM', expiry, ARGV[index]) end
for index = 3, 2 + texts do redis.call('DEL', KEYS[index]) end
for index = 4 + places, #ARGV do
  local id = ARGV[index]
  redis.call('ZREM', worth, id)
  for writer = 3 + texts, 2 + texts + writers do redis.call('ZREM', KEYS[writer], id) end
  for tag = 3 + texts + writers, #KEYS do redis.call('SREM', KEYS[tag], id) end
end
return 1
`;

/** KEYS: entry, its negatives. ARGV: the wording, most of them, ms that they live. */
export const ADD_NEGATIVE = String.raw`
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('LREM', KEYS[2], 0, ARGV[1])
redis.call('LPUSH', KEYS[2], ARGV[1])
redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[2]) - 1)
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 1
`;
