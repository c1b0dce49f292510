import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FULL_HEADROOM, hasRoom, readHeadroom, refuseUntil, retryAfterMs } from "../../src/router/headroom.ts";
import { firstPacing, pace, reserve, settle, STRONG_PULL, weightNow } from "../../src/router/pacing.ts";
import { addFeedback, chooseModel, qualities, qualitySums } from "../../src/router/quality.ts";
import { seededRandom } from "../../src/router/random.ts";

const NOW = Date.UTC(2026, 0, 1);
const headers = (pairs: Record<string, string>) => (name: string) => pairs[name] ?? null;

describe("headroom", () => {
  test.each([
    [{ "retry-after": "12" }, 12_000],
    [{ "retry-after": "0.5" }, 500],
    [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
    [{ "retry-after": "Thu, 01 Jan 2026 00:01:00 GMT" }, 60_000],
    [{ "retry-after": "Wed, 31 Dec 2025 00:00:00 GMT" }, 0],
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "9".repeat(400) }, undefined],
    [{}, undefined],
  ])("%j waits %s ms", (pairs, ms) => {
    expect(retryAfterMs(headers(pairs as Record<string, string>), NOW)).toBe(ms);
  });

  test.each([
    ["OpenAI's", { "x-ratelimit-remaining-tokens": "100", "x-ratelimit-reset-tokens": "6m0.5s" }, 360_500],
    ["milliseconds", { "x-ratelimit-remaining-tokens": "100", "x-ratelimit-reset-tokens": "12ms" }, 12],
    [
      "Anthropic's",
      { "anthropic-ratelimit-tokens-remaining": "100", "anthropic-ratelimit-tokens-reset": "2026-01-01T00:00:30Z" },
      30_000,
    ],
  ])("%s headers say when there is room again", (_, pairs, resetMs) => {
    const room = readHeadroom(FULL_HEADROOM, headers(pairs as unknown as Record<string, string>), NOW);
    expect(hasRoom(room, 100, NOW)).toBe(true);
    expect(hasRoom(room, 101, NOW)).toBe(false);
    expect(hasRoom(room, 101, NOW + resetMs - 1)).toBe(false);
    expect(hasRoom(room, 101, NOW + resetMs)).toBe(true);
  });

  test.each(["", "-1", "1e9", "NaN", "5s5", "s", "1h".repeat(60)])("a reset of %j changes nothing", (reset) => {
    const pairs = { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": reset };
    expect(readHeadroom(FULL_HEADROOM, headers(pairs), NOW)).toEqual(FULL_HEADROOM);
  });

  test("a 429 closes the key until the provider's time, an hour at most, a second when it says none", () => {
    const closed = (pairs: Record<string, string>) => refuseUntil(FULL_HEADROOM, headers(pairs), NOW).closedUntil - NOW;
    expect([closed({ "retry-after": "7" }), closed({ "retry-after": "999999" }), closed({})]).toEqual([
      7_000, 3_600_000, 1_000,
    ]);
  });
});

describe("pacing", () => {
  const rule = { budget: 1, leastWeight: 0.01, mostWeight: 100, pull: STRONG_PULL };

  test("keeps any thousand requests within half a percent of the budget, where no answer costs many budgets", () => {
    const random = seededRandom(7);
    let pacing = firstPacing(0.1);
    const costs = Array.from({ length: 5_000 }, () => {
      const weight = weightNow(pacing, rule);
      const [dear, cheap] = [1.5 + random(), 0.2 + 0.2 * random()];
      const cost = 0.8 - weight * 2 > 0.6 - weight * 0.3 ? dear : cheap;
      pacing = pace(pacing, cost, rule);
      return cost;
    });
    for (let from = 500; from + 1_000 <= costs.length; from += 1) {
      const mean = costs.slice(from, from + 1_000).reduce((sum, cost) => sum + cost, 0) / 1_000;
      expect(Math.abs(mean - 1)).toBeLessThan(0.005);
    }
  });

  test("a hard cap is passed by at most one reservation, however requests overlap", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.boolean()), { maxLength: 100 }),
        (steps) => {
          let cap = { cap: 10, spent: 0, reserved: 0 };
          const open: number[] = [];
          for (const [amount, settles] of steps) {
            const reserved = reserve(cap, amount);
            if (reserved !== undefined) open.push(amount);
            cap = reserved ?? cap;
            const first = settles ? open.shift() : undefined;
            if (first !== undefined) cap = settle(cap, first, first);
            expect(cap.spent + cap.reserved).toBeLessThanOrEqual(10 + 3);
          }
        },
      ),
    );
  });

  test.each([Number.NaN, -1])("a reservation of %s is refused", (amount) => {
    expect(reserve({ cap: 10, spent: 0, reserved: 0 }, amount)).toBeUndefined();
  });
});

describe("quality", () => {
  const models = ["cheap", "dear"].map((model, index) => ({ model, quality: 0.9, cost: index === 0 ? 0.001 : 0.01 }));

  test("is learned for each class of tasks", () => {
    const sums = qualitySums();
    for (let request = 0; request < 200; request += 1) {
      for (const model of ["cheap", "dear"]) {
        addFeedback(sums, { taskClass: "easy", model, quality: 0.95, cost: model === "dear" ? 0.01 : 0.001 }, request);
        addFeedback(sums, { taskClass: "hard", model, quality: model === "dear" ? 0.9 : 0.3, cost: 0.001 }, request);
      }
    }
    const best = (taskClass: string) =>
      chooseModel(qualities(sums, taskClass, models, 200), 5, false, Math.random)?.model;
    expect([best("easy"), best("hard")]).toEqual([0, 1]);
  });

  test.each([
    { quality: Number.NaN, cost: 1 },
    { quality: -0.1, cost: 1 },
    { quality: 1.1, cost: 1 },
    { quality: 0.5, cost: -1 },
    { quality: 0.5, cost: Infinity },
    { quality: 0.5, cost: Number.NaN },
  ])("feedback of %j is refused", (values) => {
    const sums = qualitySums();
    expect(addFeedback(sums, { taskClass: "a", model: "b", ...values }, 0)).toBe(false);
    expect(sums.isEmpty).toBe(true);
  });

  test("names with any characters do not meet in one row", () => {
    const sums = qualitySums();
    addFeedback(sums, { taskClass: 'a","b', model: "c", quality: 0, cost: 0 }, 0);
    const [posterior] = qualities(sums, "a", [{ model: 'b","c', quality: 0.9, cost: 0 }], 0);
    expect((posterior?.good ?? 0) / ((posterior?.good ?? 0) + (posterior?.bad ?? 1))).toBeCloseTo(0.9, 6);
  });

  test("without models there is no choice", () => {
    expect(chooseModel([], 1, true, Math.random)).toBeUndefined();
  });
});
