/** `core/limits/budget.ts` in Lua: sums in a hash, reservations by the ends of their leases beside it. */
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
