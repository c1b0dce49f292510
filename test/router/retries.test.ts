import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countHedge, FIRST_HEDGE_PACE, HEDGE_SHARE, hedgeAfter } from "../../src/router/hedge.ts";
import { seededRandom } from "../../src/router/random.ts";
import { decideRetry, EMPTY_RETRY_BUDGET, payIn, RETRIES, takeRetry } from "../../src/router/retry-budget.ts";
import { seen } from "./support.ts";

const full = { tokens: 5 };
const ask = { attempts: 1, hasBegun: false, isRetryable: true, budget: full, leftMs: 10_000 };

describe("decideRetry", () => {
  test.each([
    ["a byte has reached the caller", { ...ask, hasBegun: true }, "begun"],
    ["the kind of failure is the caller's", { ...ask, isRetryable: false }, "kind"],
    ["three attempts were made", { ...ask, attempts: 3 }, "attempts"],
    ["the budget is empty", { ...ask, budget: EMPTY_RETRY_BUDGET }, "budget"],
    ["no time is left", { ...ask, leftMs: 0 }, "deadline"],
  ])("not when %s", (_, question, because) => {
    expect(decideRetry(question, RETRIES, () => 0.5)).toEqual({ retry: false, because });
  });

  test("waits anything up to the back-off, which doubles: full jitter", () => {
    const wait = (attempts: number, random: number) => {
      const answer = decideRetry({ ...ask, attempts }, { ...RETRIES, mostAttempts: 99 }, () => random);
      return answer.retry ? answer.waitMs : -1;
    };
    expect([wait(1, 0), wait(1, 0.5), wait(2, 0.5), wait(3, 0.5), wait(50, 0.5)]).toEqual([0, 25, 50, 100, 1_000]);
  });

  test("retries are never more than a tenth of the requests, whatever fails", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { maxLength: 400 }), (wanted) => {
        let [budget, retries] = [EMPTY_RETRY_BUDGET, 0];
        for (const [index, times] of wanted.entries()) {
          budget = payIn(budget);
          for (let time = 0; time < times; time += 1) {
            const left = takeRetry(budget);
            if (left === undefined) break;
            budget = left;
            retries += 1;
          }
          expect(retries).toBeLessThanOrEqual(0.1 * (index + 1) + 1e-6);
        }
      }),
    );
  });
});

describe("hedges", () => {
  const posterior = seen(1_000, 5, 1);
  const ready = {
    posterior,
    pace: { ...FIRST_HEDGE_PACE, allowance: 1 },
    isOptedIn: true,
    hasSideEffects: false,
    hasOther: true,
  };

  test("are sent at the predicted p95 of the first token", () => {
    const after = hedgeAfter(ready) ?? 0;
    expect(after).toBeGreaterThan(0.2 * Math.exp(1.5 * 0.1));
    expect(after).toBeLessThan(0.2 * Math.exp(1.8 * 0.11));
  });

  test.each([
    ["nobody has asked for them", { isOptedIn: false }],
    ["tools act on the world", { hasSideEffects: true }],
    ["there is no other arm", { hasOther: false }],
    ["the allowance is used up", { pace: FIRST_HEDGE_PACE }],
  ])("are not sent when %s", (_, changes) => {
    expect(hedgeAfter({ ...ready, ...changes })).toBeUndefined();
  });

  test("stay below three in a hundred, when every request is late", () => {
    let [pace, hedged] = [FIRST_HEDGE_PACE, 0];
    for (let request = 1; request <= 2_000; request += 1) {
      const isHedged = hedgeAfter({ ...ready, pace }) !== undefined;
      hedged += isHedged ? 1 : 0;
      pace = countHedge(pace, { isLate: true, isHedged });
      expect(hedged).toBeLessThanOrEqual(HEDGE_SHARE * request + 1e-6);
    }
    expect(hedged).toBeGreaterThan(50);
  });

  test("are saved for the slowest: the score settles where three in a hundred are late", () => {
    const random = seededRandom(1);
    let pace = FIRST_HEDGE_PACE;
    let late = 0;
    for (let request = 0; request < 50_000; request += 1) {
      const isLate = random() < Math.exp(-pace.score);
      late += isLate ? 1 : 0;
      pace = countHedge(pace, { isLate, isHedged: false });
    }
    expect(late / 50_000).toBeCloseTo(HEDGE_SHARE, 2);
  });
});
