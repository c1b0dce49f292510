/** `core/limits/concurrency.ts` in Lua: ids of admissions, by the ends of their leases. */
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
    redis.call('PEXPIRE', limit.key, whole(math.max(0, counter.lastEnd - now) + SLACK_MS))
  end,
}
`;
