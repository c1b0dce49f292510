import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BudgetCounter, readBudget, spend } from "../../../src/core/limits/budget.ts";
import { type ConcurrencyCounter, readConcurrency, startRequest } from "../../../src/core/limits/concurrency.ts";
import { Leases } from "../../../src/core/limits/leases.ts";
import { budget, concurrency } from "./limits.ts";

interface Held {
  readonly amount: number;
  readonly endsAt: number;
}

test("leases are as a list of them says", () => {
  const step = fc.record({
    id: fc.constantFrom("a", "b", "c", "d", "e"),
    action: fc.constantFrom("add", "remove", "expire"),
    amount: fc.nat(20),
    lasts: fc.integer({ min: 1, max: 100 }),
    pause: fc.nat(60),
    wanted: fc.integer({ min: 1, max: 60 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const leases = new Leases();
      let model: (Held & { id: string })[] = [];
      let now = 0;
      for (const { id, action, amount, lasts, pause, wanted } of steps) {
        now += pause;
        leases.expire(now);
        model = model.filter(({ endsAt }) => endsAt > now);
        if (action === "add") {
          leases.add(id, { amount, endsAt: now + lasts });
          if (!model.some((held) => held.id === id)) model.push({ id, amount, endsAt: now + lasts });
        } else if (action === "remove") {
          leases.remove(id);
          model = model.filter((held) => held.id !== id);
        }
        expect(leases.total).toBe(model.reduce((sum, held) => sum + held.amount, 0));
        expect(leases.lastEnd()).toBe(Math.max(...model.map(({ endsAt }) => endsAt)));
        const freed = (at: number) =>
          model.filter(({ endsAt }) => endsAt <= at).reduce((sum, held) => sum + held.amount, 0);
        const ends = model.map(({ endsAt }) => endsAt).filter((end) => freed(end) >= wanted);
        expect(leases.freesAt(wanted)).toBe(Math.min(...ends));
      }
    }),
  );
});

describe("concurrency", () => {
  const running = (...ends: number[]): ConcurrencyCounter => {
    const counter: ConcurrencyCounter = { kind: "concurrency", leases: new Leases() };
    for (const [index, end] of ends.entries()) startRequest(counter, `r${index}`, end);
    return counter;
  };

  const readings: [string, number[], number, number, object][] = [
    ["nothing runs", [], 2, 0, { allowed: true, remaining: 2, resetMs: 0, retryAfterMs: 0 }],
    ["one of two runs", [50], 2, 0, { allowed: true, remaining: 1, resetMs: 50, retryAfterMs: 0 }],
    ["two of two run", [50, 30], 2, 10, { allowed: false, remaining: 0, resetMs: 40, retryAfterMs: 20 }],
    ["one has ended by itself", [50, 30], 2, 30, { allowed: true, remaining: 1, resetMs: 20, retryAfterMs: 0 }],
    ["just before its end", [50, 30], 2, 29, { allowed: false, retryAfterMs: 1 }],
    ["the limit was lowered", [50, 30, 40], 1, 0, { allowed: false, remaining: 0, retryAfterMs: 50 }],
  ];
  test.each(readings)("%s", (_, ends, limit, now, expected) => {
    expect(readConcurrency(running(...ends), concurrency(limit), now)).toMatchObject(expected);
  });
});

describe("a budget", () => {
  const counter = (spent: number, ...held: Held[]): BudgetCounter => {
    const leases = new Leases();
    for (const [index, lease] of held.entries()) leases.add(`r${index}`, lease);
    return { kind: "budget", spent, leases };
  };
  const END = budget().endsAt;

  const readings: [string, BudgetCounter, Partial<ReturnType<typeof budget>>, number, object][] = [
    ["untouched", counter(0), {}, 0, { allowed: true, remaining: 100, resetMs: END, retryAfterMs: 0 }],
    ["just enough is left", counter(60, { amount: 30, endsAt: 50 }), {}, 0, { allowed: true, remaining: 10 }],
    [
      "one too much reserved",
      counter(60, { amount: 31, endsAt: 50 }),
      {},
      0,
      { allowed: false, remaining: 9, retryAfterMs: 50 },
    ],
    ["a reservation has ended", counter(60, { amount: 31, endsAt: 50 }), {}, 50, { allowed: true, remaining: 40 }],
    ["one too much spent", counter(91), {}, 1_000, { allowed: false, remaining: 9, retryAfterMs: END - 1_000 }],
    ["overspent", counter(250), {}, 0, { allowed: false, remaining: 0 }],
    ["overspent, soft", counter(250), { hard: false }, 0, { allowed: true, remaining: 0, retryAfterMs: 0 }],
    ["nothing is left, and nothing is asked for", counter(100), { amount: 0 }, 0, { allowed: true, remaining: 0 }],
    ["more than the whole budget", counter(0), { amount: 101 }, 0, { allowed: false, retryAfterMs: END }],
    ["of nothing", counter(0), { limit: 0, amount: 1 }, 0, { allowed: false, remaining: 0 }],
    [
      "a reservation beyond the period",
      counter(95, { amount: 5, endsAt: 2 * END }),
      {},
      0,
      { allowed: false, retryAfterMs: END },
    ],
    ["behind its period", counter(95), {}, END + 5, { allowed: false, resetMs: 0, retryAfterMs: 1 }],
  ];
  test.each(readings)("%s", (_, state, more, now, expected) => {
    expect(readBudget(state, budget(more), now)).toMatchObject(expected);
  });

  test("spending ends the reservation and says once which levels were passed", () => {
    const state = counter(60, { amount: 30, endsAt: 50 });
    expect(spend(state, budget(), "r0", 19)).toEqual([]);
    expect([state.spent, state.leases.total]).toEqual([79, 0]);
    expect(spend(state, budget(), "x", 1)).toEqual([{ counter: "budget", level: "warning", spent: 80, limit: 100 }]);
    expect(spend(state, budget(), "y", 5)).toEqual([]);
    expect(spend(state, budget(), "z", 40)).toEqual([{ counter: "budget", level: "spent", spent: 125, limit: 100 }]);
    expect(spend(state, budget(), "w", 40)).toEqual([]);
    expect(spend(state, budget({ limit: 200 }), "v", 40).map(({ level }) => level)).toEqual(["spent"]);
  });

  test("one settlement can pass both levels", () => {
    expect(spend(counter(0), budget(), "x", 100).map(({ level }) => level)).toEqual(["warning", "spent"]);
  });
});
