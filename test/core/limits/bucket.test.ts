import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addToBucket,
  type BucketCounter,
  bucketEnd,
  readBucket,
  takeFromBucket,
  UNUSED_BUCKET,
} from "../../../src/core/limits/bucket.ts";
import { bucket, MINUTE } from "./limits.ts";

const NOW = 1_000 * MINUTE;
const at = (level: number): BucketCounter => ({ kind: "bucket", level, at: NOW });

describe("a bucket", () => {
  test("is full when nobody has used it, whatever it holds", () => {
    expect(readBucket(UNUSED_BUCKET, bucket({ amount: 10 }), NOW)).toEqual({
      allowed: true,
      remaining: 10,
      resetMs: 0,
      retryAfterMs: 0,
    });
    expect(readBucket(UNUSED_BUCKET, bucket({ capacity: 1e12 }), NOW).remaining).toBe(1e12);
  });

  const readings: [string, number, number, number, object][] = [
    ["empty", 0, 1, 0, { allowed: false, remaining: 0, retryAfterMs: 6_000, resetMs: MINUTE }],
    ["just before the next one", 0, 1, 5_999, { allowed: false, remaining: 0, retryAfterMs: 1 }],
    ["at the next one", 0, 1, 6_000, { allowed: true, remaining: 1, retryAfterMs: 0 }],
    ["too little for this amount", 4, 5, 0, { allowed: false, remaining: 4, retryAfterMs: 6_000 }],
    ["fills no further than full", 5, 10, 10 * MINUTE, { allowed: true, remaining: 10, resetMs: 0 }],
    ["in debt", -10, 1, 0, { allowed: false, remaining: 0, retryAfterMs: 66_000, resetMs: 2 * MINUTE }],
    ["with a clock that went back", 0, 1, -MINUTE, { allowed: false, remaining: 0, retryAfterMs: 66_000 }],
  ];
  test.each(readings)("%s", (_, level, amount, elapsed, expected) => {
    expect(readBucket(at(level), bucket({ amount }), NOW + elapsed)).toMatchObject(expected);
  });

  test("a smaller capacity counts at once", () => {
    expect(readBucket(at(10), bucket({ capacity: 3, amount: 3 }), NOW).remaining).toBe(3);
  });

  const changes: [string, number, number, number, number][] = [
    ["gets back what was not used", 4, 3, 0, 7],
    ["not more than it holds", 8, 5, 0, 10],
    ["loses what was used beyond the reservation", 4, -3, 0, 1],
    ["goes into debt by that", 1, -3, 0, -2],
    ["by a capacity at most", 1, -1_000, 0, -10],
    ["after it has filled", 0, -3, 30_000, 2],
  ];
  test.each(changes)("%s", (_, level, change, elapsed, after) => {
    const { level: left, at: time } = addToBucket(at(level), bucket(), change, NOW + elapsed);
    expect([left, time]).toEqual([after, NOW + elapsed]);
  });

  test("a clock that goes back does not fill it twice", () => {
    const taken = takeFromBucket(at(5), bucket({ amount: 5 }), NOW - MINUTE);
    expect(taken).toEqual({ kind: "bucket", level: 0, at: NOW });
    expect(readBucket(taken, bucket(), NOW + 6_000).remaining).toBe(1);
  });
});

/** A level in units of 1/fillMs, so that nothing is rounded. */
class ExactBucket {
  level: bigint;
  at = NOW;
  readonly capacity: number;
  readonly fillMs: number;
  constructor(capacity: number, fillMs: number) {
    this.capacity = capacity;
    this.fillMs = fillMs;
    this.level = this.full;
  }
  get full(): bigint {
    return BigInt(this.capacity) * BigInt(this.fillMs);
  }
  change(amount: number, now: number): void {
    const filled = this.level + BigInt(now - this.at) * BigInt(this.capacity);
    this.at = now;
    const next = (filled > this.full ? this.full : filled) + BigInt(amount) * BigInt(this.fillMs);
    this.level = next > this.full ? this.full : next < -this.full ? -this.full : next;
  }
  get tokens(): number {
    return Number(this.level) / this.fillMs;
  }
}

const size = fc.record({ capacity: fc.integer({ min: 1, max: 1e6 }), fillMs: fc.integer({ min: 1, max: 86_400_000 }) });

test("as exact arithmetic decides, through any number of calls", () => {
  const step = fc.record({
    pause: fc.nat(10_000),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    change: fc.integer({ min: -50, max: 50 }),
  });
  fc.assert(
    fc.property(size, fc.array(step, { maxLength: 80 }), ({ capacity, fillMs }, steps) => {
      const exact = new ExactBucket(capacity, fillMs);
      let counter = UNUSED_BUCKET;
      let now = NOW;
      for (const { pause, share, change } of steps) {
        now += pause;
        const asked = bucket({ capacity, fillMs, amount: Math.max(1, Math.floor(share * capacity)) });
        exact.change(0, now);
        const { allowed } = readBucket(counter, asked, now);
        // Doubles may differ where the level is the amount to within 1e-6 of a token.
        if (Math.abs(exact.tokens - asked.amount) > 1e-6) expect(allowed).toBe(exact.tokens > asked.amount);
        if (allowed) {
          counter = takeFromBucket(counter, asked, now);
          exact.change(-asked.amount, now);
        } else {
          counter = addToBucket(counter, asked, change, now);
          exact.change(change, now);
        }
        expect(counter.level).toBeCloseTo(exact.tokens, 6);
      }
    }),
  );
});

test("the wait is the shortest one, and the reset the first time at which it is full", () => {
  const level = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      size,
      level,
      fc.integer({ min: 1, max: 1e6 }),
      fc.nat(100_000),
      ({ capacity, fillMs }, share, wanted, elapsed) => {
        const counter = at(share * capacity);
        const asked = bucket({ capacity, fillMs, amount: Math.min(wanted, capacity) });
        const now = NOW + elapsed;
        const { allowed, retryAfterMs, resetMs } = readBucket(counter, asked, now);
        expect(allowed).toBe(retryAfterMs === 0);
        if (!allowed) {
          expect(readBucket(counter, asked, now + retryAfterMs).allowed).toBe(true);
          expect(readBucket(counter, asked, now + retryAfterMs - 1).allowed).toBe(false);
        }
        const full = { ...asked, amount: capacity };
        expect(readBucket(counter, full, now + resetMs).allowed).toBe(true);
        if (resetMs > 0) expect(readBucket(counter, full, now + resetMs - 1).allowed).toBe(false);
        expect(Math.max(0, bucketEnd(counter, asked) - now)).toBe(resetMs);
      },
    ),
  );
});
