/**
 * Writes an entry and makes room for it.
 * KEYS: epochs, worth, expiry, spaces, tenants, writer, entry, its negatives, its aliases; then for an
 * alias the entry that it belongs to and that one's aliases; then tags.
 * ARGV: epoch that must still be, its three reaches, now, id, record, ms that it lives, place, end of
 * its time, space, tenant, most entries, most of the writer, ms of what has no time of its own, 1 for an alias.
 * Answers `stale`, `gone`, or `kept` with how many gave way, the ids that must be forgotten, and the
 * record that was replaced.
 */
export const PUT_ENTRY = String.raw`
local epochs, worth, expiry, spaces, tenants, writer, entry, negatives, aliases = unpack(KEYS, 1, 9)
local expected, tenantReach, namespaceReach, partitionReach, now, id, record, lives = unpack(ARGV, 1, 8)
local place, ends, space, tenant, most, mostOfWriter, long, isAlias = unpack(ARGV, 9, 16)
now = tonumber(now)

local read = redis.call('HMGET', epochs, tenantReach, namespaceReach, partitionReach)
if (read[1] or '0') .. '.' .. (read[2] or '0') .. '.' .. (read[3] or '0') ~= expected then return { 'stale' } end
if isAlias == '1' and redis.call('EXISTS', KEYS[10]) == 0 then return { 'gone' } end

local replaced = redis.call('GET', entry)
-- The aliases of an answer go with it.
local forgotten = redis.call('SMEMBERS', aliases)
redis.call('DEL', aliases, negatives)
for _, key in ipairs({ worth, writer }) do redis.call('ZREM', key, id) end
local evicted = 0
local function giveWay(ids)
  for _, other in ipairs(ids) do
    redis.call('ZREM', worth, other)
    redis.call('ZREM', writer, other)
    forgotten[#forgotten + 1] = other
    evicted = evicted + 1
  end
end

-- Of the writer's oldest entries those that are worth least.
local own = redis.call('ZCARD', writer) - tonumber(mostOfWriter) + 1
if own > 0 then
  local oldest, worths = redis.call('ZRANGE', writer, 0, 63), {}
  for _, other in ipairs(oldest) do worths[other] = tonumber(redis.call('ZSCORE', worth, other) or 0) end
  table.sort(oldest, function(one, other)
    if worths[one] ~= worths[other] then return worths[one] < worths[other] end
    return one < other
  end)
  local ids = {}
  for index = 1, math.min(own, #oldest) do ids[index] = oldest[index] end
  giveWay(ids)
end
local all = redis.call('ZCARD', worth) - tonumber(most) + 1
if all > 0 then giveWay(redis.call('ZRANGE', worth, 0, math.min(all, 64) - 1)) end

redis.call('SET', entry, record, 'PX', lives)
redis.call('ZADD', worth, now, id)
redis.call('ZADD', writer, now, id)
redis.call('ZADD', expiry, ends, place)
local until_ = tonumber(redis.call('ZSCORE', spaces, space) or 0)
redis.call('ZADD', spaces, math.max(until_, tonumber(ends)), space)
redis.call('SADD', tenants, tenant)
local first = 10
if isAlias == '1' then
  redis.call('SADD', KEYS[11], id)
  redis.call('PEXPIRE', KEYS[11], long)
  first = 12
end
for index = first, #KEYS do
  redis.call('SADD', KEYS[index], id)
  redis.call('PEXPIRE', KEYS[index], long)
end
for _, key in ipairs({ worth, writer }) do redis.call('PEXPIRE', key, long) end
return { 'kept', tostring(evicted), forgotten, replaced }
`;
