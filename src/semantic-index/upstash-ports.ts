import type { UpstashRedis } from "../upstash/redis.ts";
import type { UpstashVector } from "../upstash/vector.ts";
import type { Capacity } from "./port.ts";

export interface UpstashIndexPorts {
  readonly redis: UpstashRedis;
  readonly vector: UpstashVector;
  /** For each request of everything but a query, which no caller waits for. */
  readonly deadlineMs: number;
  readonly now: () => number;
  readonly capacity: Capacity;
}

const DAY_MS = 86_400_000;
/** How long an entry outlasts its time, so that a sweep still knows where it is. */
export const GRACE_MS = DAY_MS;
/** What has no time of its own lives longer than any entry. */
export const LONG_MS = 31 * DAY_MS;
