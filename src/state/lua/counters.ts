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

export const WINDOWS = String.raw`
local function aged(counter, windowMs, now)
  local start = now - math.fmod(now, windowMs)
  if start <= counter.start then return counter end
  local previous = 0
  if start - counter.start == windowMs then previous = counter.current end
  return { start = start, current = 0, previous = previous }
end

local function weightedPrevious(counter, windowMs, now)
  local elapsed = math.min(windowMs, math.max(0, now - counter.start))
  return math.ceil((counter.previous * (windowMs - elapsed)) / windowMs)
end

local function windowEnd(counter, windowMs)
  if counter.current > 0 then return counter.start + 2 * windowMs end
  if counter.previous > 0 then return counter.start + windowMs end
  return counter.start
end

kinds.window = {
  load = function(limit)
    local text = redis.call('GET', limit.key)
    if not text then return { start = 0, current = 0, previous = 0 } end
    local start, current, previous = string.match(text, '^(%d+) (%d+) (%d+)$')
    return { start = tonumber(must(start)), current = tonumber(current), previous = tonumber(previous) }
  end,
  read = function(counter, limit, now)
    local window = aged(counter, limit.windowMs, now)
    local left = limit.limit - window.current - weightedPrevious(window, limit.windowMs, now)
    return limit.amount <= left, math.max(0, left), math.max(0, windowEnd(window, limit.windowMs) - now)
  end,
  passesAt = function(counter, limit, now)
    local windowMs = limit.windowMs
    local window = aged(counter, windowMs, now)
    local free = limit.limit - limit.amount - window.current
    if free >= 0 then return window.start + windowMs - math.floor((free * windowMs) / window.previous) end
    return window.start + 2 * windowMs - math.floor(((free + window.current) * windowMs) / window.current)
  end,
  reserve = function(counter, limit, now)
    local window = aged(counter, limit.windowMs, now)
    return { start = window.start, current = window.current + limit.amount, previous = window.previous }
  end,
  save = function(counter, limit, now)
    -- Longer than two windows only where the clock went back.
    local ttl = math.max(2 * limit.windowMs, counter.start + 2 * limit.windowMs - now)
    local text = whole(counter.start) .. ' ' .. whole(counter.current) .. ' ' .. whole(counter.previous)
    redis.call('SET', limit.key, text, 'PX', whole(ttl))
  end,
}

local function correctWindow(limit, since, change, now)
  local window = aged(kinds.window.load(limit), limit.windowMs, now)
  local reserved = since - math.fmod(since, limit.windowMs)
  if reserved >= window.start then
    window = { start = window.start, current = math.max(0, window.current + change), previous = window.previous }
  elseif reserved + limit.windowMs == window.start then
    window = { start = window.start, current = window.current, previous = math.max(0, window.previous + change) }
  end
  kinds.window.save(window, limit, now)
end
`;

export const BUCKETS = String.raw`
local UNUSED_LEVEL = 9007199254740991

local function levelAt(counter, limit, now)
  return math.min(limit.capacity, counter.level + (math.max(0, now - counter.at) * limit.capacity) / limit.fillMs)
end

local function reaches(counter, limit, wanted)
  if counter.level >= wanted then return counter.at end
  -- More than it holds never comes; the loop below would not end.
  if wanted > limit.capacity then return math.huge end
  local estimate = math.ceil(((wanted - counter.level) * limit.fillMs) / limit.capacity)
  local at = counter.at + math.max(0, estimate - 1)
  while levelAt(counter, limit, at) < wanted do at = at + 1 end
  return at
end

local function addToBucket(counter, limit, change, now)
  local level = math.min(limit.capacity, levelAt(counter, limit, now) + change)
  return { level = math.max(-limit.capacity, level), at = math.max(counter.at, now) }
end

kinds.bucket = {
  load = function(limit)
    local text = redis.call('GET', limit.key)
    if not text then return { level = UNUSED_LEVEL, at = 0 } end
    local level, at = string.match(text, '^(%S+) (%d+)$')
    return { level = must(tonumber(must(level))), at = tonumber(at) }
  end,
  read = function(counter, limit, now)
    local level = levelAt(counter, limit, now)
    local reset = math.max(0, reaches(counter, limit, limit.capacity) - now)
    return level >= limit.amount, math.max(0, math.floor(level)), reset
  end,
  passesAt = function(counter, limit)
    return reaches(counter, limit, limit.amount)
  end,
  reserve = function(counter, limit, now)
    return addToBucket(counter, limit, -limit.amount, now)
  end,
  save = function(counter, limit, now)
    local ttl = math.max(1, reaches(counter, limit, limit.capacity) - now)
    -- Seventeen digits: every double comes back as it was.
    redis.call('SET', limit.key, string.format('%.17g', counter.level) .. ' ' .. whole(counter.at), 'PX', whole(ttl))
  end,
}
`;

export const CONCURRENCY = String.raw`
-- The score of a member with its rank, or nothing.
local function endOf(key, rank)
  return tonumber(redis.call('ZRANGE', key, whole(rank), whole(rank), 'WITHSCORES')[2])
end

kinds.concurrency = {
  load = function(limit, now)
    redis.call('ZREMRANGEBYSCORE', limit.key, '-inf', whole(now))
    return { running = redis.call('ZCARD', limit.key), lastEnd = endOf(limit.key, -1) or -math.huge }
  end,
  read = function(counter, limit, now)
    local left = limit.limit - counter.running
    return left > 0, math.max(0, left), math.max(0, counter.lastEnd - now)
  end,
  passesAt = function(counter, limit)
    return endOf(limit.key, counter.running - limit.limit) or math.huge
  end,
  reserve = function(counter, limit, now, id, endsAt)
    return { running = counter.running + 1, lastEnd = math.max(counter.lastEnd, endsAt), id = id, endsAt = endsAt }
  end,
  save = function(counter, limit, now)
    redis.call('ZADD', limit.key, whole(counter.endsAt), counter.id)
    redis.call('PEXPIRE', limit.key, whole(math.max(1, counter.lastEnd - now)))
  end,
}
`;

export const BUDGETS = String.raw`
-- A lease is the member "amount id"; its score is when it ends.
local function amountOf(member)
  return tonumber(must(string.match(member, '^(%d+) ')))
end

local function dropEnded(limit, now)
  local ended = redis.call('ZRANGEBYSCORE', limit.leases, '-inf', whole(now))
  if #ended == 0 then return end
  local amount = 0
  for _, member in ipairs(ended) do amount = amount + amountOf(member) end
  redis.call('ZREMRANGEBYSCORE', limit.leases, '-inf', whole(now))
  redis.call('HINCRBY', limit.key, 'reserved', whole(0 - amount))
end

-- When so much of what is reserved has ended.
local function freesAt(limit, amount)
  local freed, from, step = 0, 0, 100
  while true do
    local leases = redis.call('ZRANGE', limit.leases, whole(from), whole(from + step - 1), 'WITHSCORES')
    for index = 1, #leases, 2 do
      freed = freed + amountOf(leases[index])
      if freed >= amount then return tonumber(leases[index + 1]) end
    end
    if #leases < 2 * step then return math.huge end
    from = from + step
  end
end

local function keepBudget(limit, now)
  local ttl = whole(math.max(1, limit.endsAt + KEPT_BEHIND_PERIOD_MS - now))
  redis.call('PEXPIRE', limit.key, ttl)
  redis.call('PEXPIRE', limit.leases, ttl)
end

kinds.budget = {
  load = function(limit, now)
    dropEnded(limit, now)
    local stored = redis.call('HMGET', limit.key, 'spent', 'reserved')
    return { spent = must(tonumber(stored[1] or '0')), reserved = math.max(0, must(tonumber(stored[2] or '0'))) }
  end,
  read = function(counter, limit, now)
    local left = limit.limit - counter.spent - counter.reserved
    return not limit.hard or limit.amount <= left, math.max(0, left), math.max(0, limit.endsAt - now)
  end,
  passesAt = function(counter, limit, now)
    local left = limit.limit - counter.spent - counter.reserved
    return math.max(now + 1, math.min(limit.endsAt, freesAt(limit, limit.amount - left)))
  end,
  reserve = function(counter, limit, now, id, endsAt)
    return { spent = counter.spent, reserved = counter.reserved + limit.amount, id = id, endsAt = endsAt }
  end,
  save = function(counter, limit, now)
    redis.call('ZADD', limit.leases, whole(counter.endsAt), whole(limit.amount) .. ' ' .. counter.id)
    redis.call('HINCRBY', limit.key, 'reserved', whole(limit.amount))
    keepBudget(limit, now)
  end,
}
`;
