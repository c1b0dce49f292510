import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countCall, EMPTY_WINDOW, type WindowDecision, type WindowState } from "../../src/core/sliding-window.ts";

const MINUTE = 60_000;

/** Plays calls at the given times; gives the decisions. */
function play(limit: number, times: readonly number[]): WindowDecision[] {
  let state: WindowState = EMPTY_WINDOW;
  return times.map((now) => {
    const counted = countCall(state, { limit, windowMs: MINUTE }, now);
    state = counted.state;
    return counted.decision;
  });
}

describe("countCall", () => {
  test("allows the limit and not one more", () => {
    const decisions = play(3, [5, 5, 5, 5]);
    expect(decisions.map(({ allowed }) => allowed)).toEqual([true, true, true, false]);
    expect(decisions.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0]);
  });

  test("the last window counts by what of it is left", () => {
    const full = Array.from({ length: 10 }, () => MINUTE - 1);
    expect(play(10, [...full, MINUTE + MINUTE / 2]).at(-1)).toMatchObject({ allowed: true, remaining: 4 });
  });

  test("a refused call is not counted", () => {
    const decisions = play(1, [0, 1, 2, 3, 2 * MINUTE]);
    expect(decisions.map(({ allowed }) => allowed)).toEqual([true, false, false, false, true]);
  });

  test("a clock that goes back forgets nothing", () => {
    expect(play(1, [10 * MINUTE, 5 * MINUTE]).map(({ allowed }) => allowed)).toEqual([true, false]);
  });

  test("the time to wait is enough, and not a window too long", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(2 * MINUTE), { minLength: 1, maxLength: 120 }),
        (limit, times) => {
          let state: WindowState = EMPTY_WINDOW;
          for (const now of times.toSorted((a, b) => a - b)) {
            const rule = { limit, windowMs: MINUTE };
            const { state: next, decision } = countCall(state, rule, now);
            state = next;
            if (decision.allowed) continue;
            expect(decision.retryAfterMs).toBeGreaterThan(0);
            expect(decision.retryAfterMs).toBeLessThanOrEqual(2 * MINUTE);
            expect(countCall(state, rule, now + decision.retryAfterMs).decision.allowed).toBe(true);
            expect(countCall(state, rule, now + decision.retryAfterMs - 2).decision.allowed).toBe(false);
          }
        },
      ),
    );
  });

  test("nothing counts any more after the reset", () => {
    const [first] = play(5, [1_000]);
    expect(play(5, [1_000, 1_000 + (first?.resetMs ?? 0)]).at(-1)).toMatchObject({ remaining: 4 });
  });
});
