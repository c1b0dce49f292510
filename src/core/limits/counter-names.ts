import type { Limit } from "./limit.ts";

/**
 * Names of counters that callers can make as many of as they like begin with what they count:
 * `user:`, `ip:` or `model:`. Where there is room for no more counters, windows and buckets of such names give
 * way, those first that were not used for longest. Others never do: money and what is held.
 */
export function mayGiveWay(counter: string, kind: Limit["kind"]): boolean {
  return (kind === "window" || kind === "bucket") && /^(?:user|ip|model):/.test(counter);
}
