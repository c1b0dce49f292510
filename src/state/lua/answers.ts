/** KEYS: the answers. ARGV: now, if given; then for each answer its time to live and its text. */
export const KEEP_ANSWERS = String.raw`
local now = whole(clock(tonumber(ARGV[1])))
for index, key in ipairs(KEYS) do
  redis.call('SET', key, now .. ' ' .. ARGV[2 * index + 1], 'PX', ARGV[2 * index])
end
return #KEYS
`;
