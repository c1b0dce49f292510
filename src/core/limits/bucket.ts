import type { BucketLimit, Reading } from "./limit.ts";

/**
 * Token bucket. `level` is the one number that is not whole: `min(capacity, level + elapsed *
 * capacity / fillMs)`, in doubles and in this order, and only written when an amount is taken or
 * settled, so that every backend rounds alike. It must be kept with all of its digits.
 */
export interface BucketCounter {
  readonly kind: "bucket";
  /** What could be taken at `at`. Below 0, by a capacity at most, when more was used than reserved. */
  readonly level: number;
  /** Unix ms. */
  readonly at: number;
}

/** A bucket that nobody has used: full, whatever its capacity is. */
export const UNUSED_BUCKET: BucketCounter = { kind: "bucket", level: Number.MAX_SAFE_INTEGER, at: 0 };

export function readBucket(counter: BucketCounter, limit: BucketLimit, now: number): Reading {
  const level = levelAt(counter, limit, now);
  const allowed = level >= limit.amount;
  return {
    allowed,
    remaining: Math.max(0, Math.floor(level)),
    resetMs: Math.max(0, reaches(counter, limit, limit.capacity) - now),
    retryAfterMs: allowed ? 0 : reaches(counter, limit, limit.amount) - now,
  };
}

/** Takes `limit.amount`, whatever the level is. */
export function takeFromBucket(counter: BucketCounter, limit: BucketLimit, now: number): BucketCounter {
  return addToBucket(counter, limit, -limit.amount, now);
}

/** Puts `change` in, or takes it out: never above the capacity, never more than a capacity into debt. */
export function addToBucket(counter: BucketCounter, limit: BucketLimit, change: number, now: number): BucketCounter {
  const level = Math.min(limit.capacity, levelAt(counter, limit, now) + change);
  return { kind: "bucket", level: Math.max(-limit.capacity, level), at: Math.max(counter.at, now) };
}

/** When it is full again and can be forgotten, unix ms. */
export function bucketEnd(counter: BucketCounter, limit: BucketLimit): number {
  return reaches(counter, limit, limit.capacity);
}

/** A clock that goes back neither fills nor empties. */
function levelAt({ level, at }: BucketCounter, { capacity, fillMs }: BucketLimit, now: number): number {
  return Math.min(capacity, level + (Math.max(0, now - at) * capacity) / fillMs);
}

/** The first millisecond at which the level is `wanted`, by the same arithmetic that will be asked then. */
function reaches(counter: BucketCounter, limit: BucketLimit, wanted: number): number {
  if (counter.level >= wanted) return counter.at;
  const estimate = Math.ceil(((wanted - counter.level) * limit.fillMs) / limit.capacity);
  let at = counter.at + Math.max(0, estimate - 1);
  while (levelAt(counter, limit, at) < wanted) at += 1;
  return at;
}
