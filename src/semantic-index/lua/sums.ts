/**
 * Adds up what has happened. KEYS: sums, audits of the day, worth. ARGV: now, what a use is worth, what
 * uses are worth at most, hour, audited, wrong, ms that audits live, number of sums; name and sum of
 * each; ids that were used. The worth is that of `worthAfterUses`.
 */
export const RECORD = String.raw`
local now, use, mostUses = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if tonumber(ARGV[5]) > 0 then
  redis.call('HINCRBY', KEYS[2], ARGV[4] .. ':audited', ARGV[5])
  redis.call('HINCRBY', KEYS[2], ARGV[4] .. ':wrong', ARGV[6])
  redis.call('PEXPIRE', KEYS[2], ARGV[7])
end
local sums = tonumber(ARGV[8])
for index = 9, 8 + 2 * sums, 2 do redis.call('HINCRBY', KEYS[1], ARGV[index], ARGV[index + 1]) end
for index = 9 + 2 * sums, #ARGV do
  local worth = redis.call('ZSCORE', KEYS[3], ARGV[index])
  if worth then
    local after = math.min(math.max(tonumber(worth), now) + use, now + mostUses)
    redis.call('ZADD', KEYS[3], string.format('%.0f', after), ARGV[index])
  end
end
return 1
`;

/** KEYS: audits of days. Answers with fields and numbers, one list a day. */
export const READ_AUDITS = String.raw`
local days = {}
for index, key in ipairs(KEYS) do days[index] = redis.call('HGETALL', key) end
return days
`;

/** KEYS: epochs, then what is forgotten. ARGV: reach. */
export const BUMP = String.raw`
redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
for index = 2, #KEYS do redis.call('DEL', KEYS[index]) end
return 1
`;
