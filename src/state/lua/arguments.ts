/**
 * Reads ARGV one after the other. There is no JSON: Upstash's Lua has no `cjson`. An empty text
 * stands for nothing; keys are named by their places in KEYS.
 */
export const ARGUMENTS = String.raw`
local place = 0

local function text()
  place = place + 1
  return ARGV[place]
end

local function number()
  return tonumber(text())
end

local function flag()
  return text() == '1'
end

local function key()
  local at = number()
  return at and KEYS[at]
end

local LIMIT_FIELDS = {
  window = { 'limit', 'windowMs', 'amount' },
  bucket = { 'capacity', 'fillMs', 'amount' },
  concurrency = { 'limit' },
  budget = { 'limit', 'amount', 'warnAt', 'endsAt' },
}

local function readLimit()
  local limit = { kind = text() }
  limit.key = key()
  limit.leases = key()
  limit.onHit = flag()
  limit.hard = flag()
  for _, field in ipairs(LIMIT_FIELDS[limit.kind]) do limit[field] = number() end
  return limit
end
`;
