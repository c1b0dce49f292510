/**
 * Asks everything, then counts everything or nothing: whatever cannot be read ends the script
 * before its first write.
 *
 * ARGV: as `upstash-admission.ts` writes them. Answers: `{ "full" }`, `{ "replayed" }`,
 * `{ "refused", readings }` or `{ "admitted", readings, at, answer }`; a reading is four texts: allowed,
 * remaining, resetMs, retryAfterMs.
 */
export const ADMISSION = String.raw`
local now = clock(number())
local id = text()
local leaseMs = number()
local rememberedMs = number()
local request = key()
local outbox = key()
local maxOutbox = number()
local nonce = key()
local nonceEndsAt = number()
local answerKey = key()
local answered = flag()

local before = redis.call('GET', request)
local answer = false
if answerKey then answer = redis.call('GET', answerKey) end
local hit = answered or answer ~= false

local limits, counters = {}, {}
while place < #ARGV do
  local limit = readLimit()
  limits[#limits + 1] = limit
  counters[#limits] = kinds[limit.kind].load(limit, now)
end

local function read(asksAll)
  local readings, refused = {}, false
  for index, limit in ipairs(limits) do
    local kind = kinds[limit.kind]
    local allowed, remaining, reset = kind.read(counters[index], limit, now)
    local retryAfter = 0
    if allowed or not asksAll or (hit and not limit.onHit) then
      allowed = true
    else
      refused = true
      retryAfter = kind.passesAt(counters[index], limit, now) - now
    end
    readings[#readings + 1] = allowed and '1' or '0'
    readings[#readings + 1] = whole(remaining)
    readings[#readings + 1] = whole(reset)
    readings[#readings + 1] = whole(retryAfter)
  end
  return readings, refused
end

-- Again: it has what it was given, unless that has ended. Its caller may have gone before it came.
if before then
  local record = before ~= SETTLED and readRecord(before)
  local holds = record and record.endsAt > now
  for _, limit in ipairs(limits) do
    holds = holds and ((hit and not limit.onHit) or record.amounts[limit.key])
  end
  if not holds then return { 'refused', (read(true)) } end
  return { 'admitted', (read(false)), whole(record.at), answer }
end

if redis.call('LLEN', outbox) >= maxOutbox then return { 'full' } end
-- Whether a proof that is too old was spent is not known any more.
if nonce and (nonceEndsAt <= now or redis.call('EXISTS', nonce) == 1) then
  return { 'replayed' }
end

local readings, refused = read(true)
if refused then return { 'refused', readings } end

local endsAt = now + leaseMs
local held = { whole(now) .. ' ' .. whole(endsAt) }
local reserved = {}
for index, limit in ipairs(limits) do
  if not hit or limit.onHit then
    reserved[#reserved + 1] = index
    counters[index] = kinds[limit.kind].reserve(counters[index], limit, now, id, endsAt)
    held[#held + 1] = limit.kind .. ' ' .. whole(limit.amount or 1) .. ' ' .. limit.key
  end
end
readings = read(false)
for _, index in ipairs(reserved) do
  local limit = limits[index]
  kinds[limit.kind].save(counters[index], limit, now)
end
if nonce then redis.call('SET', nonce, '1', 'PX', whole(nonceEndsAt - now)) end
redis.call('SET', request, table.concat(held, '\n'), 'PX', whole(leaseMs + rememberedMs))
return { 'admitted', readings, whole(now), answer }
`;
