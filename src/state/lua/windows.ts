/** `core/limits/window.ts` in Lua. */
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
