/** Commands whose keys are every argument, and those without keys; of all others the first one is the key. */
const ALL_KEYS = ["DEL", "UNLINK", "EXISTS", "MGET"];
const NO_KEYS = ["TIME"];
const FIRST_KEY = (
  "GET SET LPUSH LTRIM PEXPIRE PEXPIREAT PTTL PERSIST HGET HSET HMGET HDEL HLEN HEXISTS HINCRBY HGETALL SADD SREM SMEMBERS LREM LLEN LRANGE RPUSH " +
  "ZADD ZREM ZCARD ZRANGE ZRANGEBYSCORE ZRANGEBYLEX ZREMRANGEBYSCORE ZSCORE"
).split(" ");

const SHEBANG = "#!lua flags=allow-key-locking\n";

const set = (names: readonly string[]) => `{${names.map((name) => `${name}=true`).join(",")}}`;

// On one line, so that line numbers in errors stay right.
const GUARD = [
  // What plain Redis has and Upstash does not.
  `local cjson, cmsgpack, struct, bit`,
  `local redis = (function(real)`,
  `local declared, all, none, first = {}, ${set(ALL_KEYS)}, ${set(NO_KEYS)}, ${set(FIRST_KEY)}`,
  `for _, key in ipairs(KEYS) do declared[key] = true end`,
  `local function check(command, ...)`,
  `local name = string.upper(command)`,
  `if none[name] then return end`,
  `if not all[name] and not first[name] then error('ERR the double does not know the keys of ' .. name) end`,
  `for index = 1, all[name] and select('#', ...) or 1 do`,
  `if not declared[(select(index, ...))] then error('ERR undeclared key in ' .. name) end end end`,
  `return { call = function(...) check(...) return real.call(...) end,`,
  `pcall = function(...) check(...) return real.pcall(...) end,`,
  `error_reply = real.error_reply, status_reply = real.status_reply } end)(redis)`,
].join(" ");

/**
 * A script for Upstash as plain Redis can run it: without the flag that Redis does not know, and
 * held to what the flag promises, that every key it touches is in KEYS.
 * @returns undefined for a script without the flag
 */
export function guardedScript(script: string): string | undefined {
  return script.startsWith(SHEBANG) ? `#!lua\n${GUARD} ${script.slice(SHEBANG.length)}` : undefined;
}
