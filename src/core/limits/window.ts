import type { Reading, WindowLimit } from "./limit.ts";

/**
 * Sliding-window counter: two fixed windows, the older weighted by how much of it still lies
 * within the last `windowMs`. Constant memory; the same arithmetic as `@upstash/ratelimit`'s
 * sliding window, for amounts. Only whole numbers are kept. The weighted window is
 * `ceil(previous * (windowMs - elapsed) / windowMs)`, in doubles and in this order: as everything
 * beside it is whole, rounding up decides exactly as the fraction would.
 */
export interface WindowCounter {
  readonly kind: "window";
  /** Start of the current fixed window, unix ms, a multiple of the window's length. */
  readonly start: number;
  readonly current: number;
  readonly previous: number;
}

export const UNUSED_WINDOW: WindowCounter = { kind: "window", start: 0, current: 0, previous: 0 };

export function readWindow(counter: WindowCounter, limit: WindowLimit, now: number): Reading {
  const { windowMs, amount } = limit;
  const aged = age(counter, windowMs, now);
  const left = limit.limit - aged.current - weightedPrevious(aged, windowMs, now);
  const allowed = amount <= left;
  return {
    allowed,
    remaining: Math.max(0, left),
    resetMs: Math.max(0, windowEnd(aged, windowMs) - now),
    retryAfterMs: allowed ? 0 : passesAt(aged, limit) - now,
  };
}

/** Counts `limit.amount`, whatever the limit says. */
export function reserveInWindow(counter: WindowCounter, limit: WindowLimit, now: number): WindowCounter {
  const aged = age(counter, limit.windowMs, now);
  return { ...aged, current: aged.current + limit.amount };
}

/** Adds `change`, which may be negative, to the window that held `since`; a window that no longer counts has nothing to correct. */
export function correctWindow(
  counter: WindowCounter,
  { windowMs }: WindowLimit,
  since: number,
  change: number,
  now: number,
): WindowCounter {
  const aged = age(counter, windowMs, now);
  const { start, current, previous } = aged;
  const reserved = since - (since % windowMs);
  if (reserved >= start) return { ...aged, current: Math.max(0, current + change) };
  if (reserved + windowMs === start) return { ...aged, previous: Math.max(0, previous + change) };
  return aged;
}

/** When nothing of it counts any more, unix ms. */
export function windowEnd({ start, current, previous }: WindowCounter, windowMs: number): number {
  if (current > 0) return start + 2 * windowMs;
  return previous > 0 ? start + windowMs : start;
}

function age(counter: WindowCounter, windowMs: number, now: number): WindowCounter {
  const start = now - (now % windowMs);
  // A clock that went back must not forget what was counted.
  if (start <= counter.start) return counter;
  return { kind: "window", start, current: 0, previous: start - counter.start === windowMs ? counter.current : 0 };
}

function weightedPrevious({ start, previous }: WindowCounter, windowMs: number, now: number): number {
  const elapsed = Math.min(windowMs, Math.max(0, now - start));
  return Math.ceil((previous * (windowMs - elapsed)) / windowMs);
}

/** When a refused amount passes, unix ms. */
function passesAt({ start, current, previous }: WindowCounter, limit: WindowLimit): number {
  const { windowMs } = limit;
  const free = limit.limit - limit.amount - current;
  if (free >= 0) return start + windowMs - Math.floor((free * windowMs) / previous);
  // Not in this window: in the next one, what is current now is the one that is weighted.
  return start + 2 * windowMs - Math.floor(((free + current) * windowMs) / current);
}
