/** `core/limits/bucket.ts` in Lua. */
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
    local ttl = math.max(0, reaches(counter, limit, limit.capacity) - now) + SLACK_MS
    -- Seventeen digits: every double comes back as it was.
    redis.call('SET', limit.key, string.format('%.17g', counter.level) .. ' ' .. whole(counter.at), 'PX', whole(ttl))
  end,
}
`;
