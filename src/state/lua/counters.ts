/**
 * The decisions of `core/limits` in Lua, operation for operation: both work in doubles, so they
 * decide and round alike. Numbers leave a script as text, because Redis would cut them to integers,
 * and Lua itself would drop digits above 1e14.
 *
 * A kind of limit has these functions: `load` reads a counter and drops leases that have ended,
 * `read` gives allowed, remaining and resetMs, `passesAt` says when a refused request would pass,
 * `reserve` counts in memory, and `save` writes what was reserved, with a time to live that covers
 * everything it counts.
 */
export const COUNTERS = String.raw`
local KEPT_BEHIND_PERIOD_MS = 32 * 86400000
-- Behind what a counter counts: Redis' clock may go back.
local SLACK_MS = 60000
local kinds = {}

local function whole(number)
  if number == math.huge then return 'inf' end
  return string.format('%.0f', number)
end

local function clock(given)
  if given then return given end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function must(value)
  if value == nil then error('ERR a counter cannot be read') end
  return value
end

`;
