import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Reading } from "../../../src/core/limits/limit.ts";
import {
  correctWindow,
  readWindow,
  reserveInWindow,
  UNUSED_WINDOW,
  windowEnd,
  type WindowCounter,
} from "../../../src/core/limits/window.ts";
import { MINUTE, window } from "./limits.ts";

/** Plays calls of `[time, amount]`; gives what each of them met. */
function play(limit: number, calls: readonly (readonly [number, number])[]): Reading[] {
  let counter = UNUSED_WINDOW;
  return calls.map(([now, amount]) => {
    const asked = window({ limit, amount });
    const reading = readWindow(counter, asked, now);
    if (reading.allowed) counter = reserveInWindow(counter, asked, now);
    return reading;
  });
}
const allowed = (readings: readonly Reading[]) => readings.map((reading) => reading.allowed);
const filled = (amount: number, now: number) => reserveInWindow(UNUSED_WINDOW, window({ amount }), now);

describe("a window", () => {
  test("lets the limit through and not one more", () => {
    const readings = play(
      3,
      [5, 5, 5, 5].map((now) => [now, 1]),
    );
    expect(allowed(readings)).toEqual([true, true, true, false]);
    expect(readings.map(({ remaining }) => remaining)).toEqual([3, 2, 1, 0]);
  });

  test("an amount passes whole or not at all, and a smaller one may still pass", () => {
    const readings = play(10, [
      [0, 7],
      [0, 4],
      [0, 3],
      [0, 1],
    ]);
    expect(allowed(readings)).toEqual([true, false, true, false]);
  });

  test("what is refused is not counted", () => {
    expect(
      allowed(
        play(1, [
          [0, 1],
          [1, 1],
          [2, 1],
          [2 * MINUTE, 1],
        ]),
      ),
    ).toEqual([true, false, false, true]);
  });

  test("the last window counts by what of it is left, rounded against the caller", () => {
    const counter = filled(10, MINUTE - 1);
    const remaining = (elapsed: number) => readWindow(counter, window(), MINUTE + elapsed).remaining;
    expect([0, 1, 6_000, 30_000, 54_000, 59_999].map(remaining)).toEqual([0, 0, 1, 5, 9, 9]);
    expect(readWindow(counter, window(), 2 * MINUTE)).toMatchObject({ remaining: 10, resetMs: 0 });
  });

  test("a clock that goes back forgets nothing, and the wait counts from the clock", () => {
    expect(
      allowed(
        play(1, [
          [10 * MINUTE, 1],
          [5 * MINUTE, 1],
          [0, 1],
        ]),
      ),
    ).toEqual([true, false, false]);
    const [, back] = play(1, [
      [10 * MINUTE, 1],
      [9 * MINUTE, 1],
    ]);
    expect(back).toMatchObject({ retryAfterMs: 3 * MINUTE, resetMs: 3 * MINUTE });
  });
});

describe("a correction", () => {
  const counts = ({ current, previous }: WindowCounter) => [current, previous];
  const cases: [string, number, number, number, number[]][] = [
    ["in the current window", 30, -4, 40, [6, 0]],
    ["upwards", 30, 5, 40, [15, 0]],
    ["never below 0", 30, -11, 40, [0, 0]],
    ["in the window before", 30, -4, MINUTE + 40, [0, 6]],
    ["in the window before, never below 0", 30, -40, MINUTE + 40, [0, 0]],
    ["in one that no longer counts", 30, -4, 2 * MINUTE + 40, [0, 0]],
  ];
  test.each(cases)("%s", (_, since, change, now, after) => {
    expect(counts(correctWindow(filled(10, 30), window(), since, change, now))).toEqual(after);
  });

  test("of the window before leaves the current one alone", () => {
    const both = reserveInWindow(filled(10, 30), window({ amount: 3 }), MINUTE + 10);
    expect(counts(correctWindow(both, window(), 30, -4, MINUTE + 40))).toEqual([3, 6]);
    expect(counts(correctWindow(both, window(), MINUTE + 10, -2, MINUTE + 40))).toEqual([1, 10]);
  });

  test("with a clock that went back stands where the reservation stands", () => {
    const counter = filled(10, 5 * MINUTE);
    expect(counts(correctWindow(counter, window(), 5 * MINUTE, -4, 3 * MINUTE))).toEqual([6, 0]);
  });
});

test("as a list of events decides: every amount in the last window, the older window weighted", () => {
  const step = fc.record({
    pause: fc.nat(MINUTE),
    amount: fc.integer({ min: 1, max: 12 }),
    used: fc.nat(20),
    settled: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.array(step, { maxLength: 60 }), (limit, steps) => {
      let counter = UNUSED_WINDOW;
      const events: { at: number; amount: bigint }[] = [];
      let now = 1_000 * MINUTE;
      for (const { pause, used, settled, ...more } of steps) {
        now += pause;
        const amount = Math.min(more.amount, limit);
        const asked = window({ limit, amount });
        const start = now - (now % MINUTE);
        const within = (from: number) =>
          events.filter(({ at }) => at >= from && at < from + MINUTE).reduce((sum, event) => sum + event.amount, 0n);
        // All in units of 1/MINUTE, so that nothing is rounded.
        const counted = within(start - MINUTE) * BigInt(MINUTE - (now - start)) + within(start) * BigInt(MINUTE);
        const fits = counted + BigInt(amount * MINUTE) <= BigInt(limit * MINUTE);
        const reading = readWindow(counter, asked, now);
        expect(reading.allowed).toBe(fits);
        const left = BigInt(limit * MINUTE) - counted;
        expect(reading.remaining).toBe(left < 0n ? 0 : Number(left / BigInt(MINUTE)));
        if (fits) {
          counter = reserveInWindow(counter, asked, now);
          events.push({ at: now, amount: BigInt(amount) });
        }
        const event = events.at(-settled);
        if (settled === 0 || event === undefined) continue;
        counter = correctWindow(counter, asked, event.at, used - Number(event.amount), now);
        event.amount = BigInt(used);
      }
    }),
  );
});

describe("the times of a reading", () => {
  const state = fc.record({
    limit: fc.integer({ min: 1, max: 50 }),
    before: fc.nat(60),
    current: fc.nat(60),
    elapsed: fc.integer({ min: -MINUTE, max: 3 * MINUTE }),
  });
  const amount = fc.integer({ min: 1, max: 50 });

  test("the wait is the shortest one", () => {
    fc.assert(
      fc.property(state, amount, ({ limit, before, current, elapsed }, wanted) => {
        const start = 10 * MINUTE;
        const counter: WindowCounter = { kind: "window", start, current, previous: before };
        const asked = window({ limit, amount: Math.min(wanted, limit) });
        const { allowed, retryAfterMs } = readWindow(counter, asked, start + elapsed);
        expect(allowed).toBe(retryAfterMs === 0);
        if (allowed) return;
        expect(readWindow(counter, asked, start + elapsed + retryAfterMs).allowed).toBe(true);
        expect(readWindow(counter, asked, start + elapsed + retryAfterMs - 1).allowed).toBe(false);
      }),
    );
  });

  test("the reset is the first time at which nothing counts", () => {
    fc.assert(
      fc.property(state, ({ before, current, elapsed }) => {
        const start = 10 * MINUTE;
        const counter: WindowCounter = { kind: "window", start, current, previous: before };
        const { resetMs, remaining } = readWindow(counter, window({ limit: 1_000 }), start + elapsed);
        if (before + current === 0) expect([resetMs <= MINUTE, remaining]).toEqual([true, 1_000]);
        const left = (now: number) => readWindow(counter, window({ limit: 1_000 }), now).remaining;
        expect(left(start + elapsed + resetMs)).toBe(1_000);
        if (resetMs > 0 && before + current > 0) expect(left(start + elapsed + resetMs - 1)).toBeLessThan(1_000);
        expect(windowEnd(counter, MINUTE)).toBeLessThanOrEqual(start + 2 * MINUTE);
      }),
    );
  });
});
