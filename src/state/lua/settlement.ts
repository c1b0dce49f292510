/**
 * Settles requests, the first time each. What a request holds stands in its own record; if that
 * names keys which the script was not given, nothing is done and they are asked for.
 *
 * ARGV: as `upstash-settlement.ts` writes them. Answers: `{ "keys", names }` or `{ "settled", notices }`;
 * a notice is settlement and charge by their places, level, spent.
 */
export const SETTLEMENT = String.raw`
local now = clock(number())
local tenant = text()
local rememberedMs = number()
local outbox = key()
local outboxes = key()

local function readCharge()
  local charge = { limit = readLimit() }
  charge.since = number()
  charge.used = number()
  return charge
end

local settlements = {}
while place < #ARGV do
  local settlement = { id = text(), charges = {} }
  settlement.request = key()
  settlement.entry = text()
  for index = 1, number() do settlement.charges[index] = readCharge() end
  settlements[#settlements + 1] = settlement
end

local given = {}
for _, name in ipairs(KEYS) do given[name] = true end

local records, missing = {}, {}
for index, settlement in ipairs(settlements) do
  local stored = redis.call('GET', settlement.request)
  if stored ~= SETTLED then
    records[index] = readRecord(stored)
    for _, lease in ipairs(records[index].leases) do
      lease.set = lease.kind == 'budget' and lease.key .. ':leases' or lease.key
      for _, name in ipairs({ lease.key, lease.set }) do
        if not given[name] then
          given[name] = true
          missing[#missing + 1] = name
        end
      end
    end
  end
end
if #missing > 0 then return { 'keys', missing } end

local function release(held, id)
  for _, lease in ipairs(held.leases) do
    if lease.kind == 'concurrency' then
      redis.call('ZREM', lease.key, id)
    elseif redis.call('ZREM', lease.set, lease.amount .. ' ' .. id) == 1 then
      redis.call('HINCRBY', lease.key, 'reserved', whole(0 - tonumber(lease.amount)))
    end
  end
end

local notices = {}
local function spend(limit, used, settlement, charge)
  local spent = redis.call('HINCRBY', limit.key, 'spent', whole(used))
  keepBudget(limit, now)
  local function notice(level, passed)
    if spent - used < passed and spent >= passed then
      notices[#notices + 1] = { settlement, charge, level, whole(spent) }
    end
  end
  notice('warning', limit.warnAt)
  notice('spent', limit.limit)
end

for index, settlement in ipairs(settlements) do
  local held = records[index]
  -- An id may stand twice in one batch.
  if held and redis.call('GET', settlement.request) ~= SETTLED then
    release(held, settlement.id)
    for place, charge in ipairs(settlement.charges) do
      local limit = charge.limit
      local change = charge.used - (held.amounts[limit.key] or 0)
      if limit.kind == 'window' then
        correctWindow(limit, held.at or charge.since, change, now)
      elseif limit.kind == 'bucket' then
        kinds.bucket.save(addToBucket(kinds.bucket.load(limit), limit, -change, now), limit, now)
      elseif limit.kind == 'budget' then
        spend(limit, charge.used, index, place)
      end
    end
    if settlement.entry ~= '' then
      redis.call('RPUSH', outbox, settlement.entry)
      redis.call('SADD', outboxes, tenant)
    end
    redis.call('SET', settlement.request, SETTLED, 'PX', whole(math.max(0, (held.endsAt or 0) - now) + rememberedMs))
  end
end
return { 'settled', notices }
`;
