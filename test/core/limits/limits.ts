import type { Counter, Counters } from "../../../src/core/limits/counter.ts";
import type { BucketLimit, BudgetLimit, ConcurrencyLimit, WindowLimit } from "../../../src/core/limits/limit.ts";

export const MINUTE = 60_000;

export const window = (more: Partial<WindowLimit> = {}): WindowLimit => ({
  kind: "window",
  counter: "window",
  onHit: false,
  limit: 10,
  windowMs: MINUTE,
  amount: 1,
  ...more,
});

export const bucket = (more: Partial<BucketLimit> = {}): BucketLimit => ({
  kind: "bucket",
  counter: "bucket",
  onHit: false,
  capacity: 10,
  fillMs: MINUTE,
  amount: 1,
  ...more,
});

export const concurrency = (limit = 2, counter = "concurrency"): ConcurrencyLimit => ({
  kind: "concurrency",
  counter,
  onHit: false,
  limit,
});

export const budget = (more: Partial<BudgetLimit> = {}): BudgetLimit => ({
  kind: "budget",
  counter: "budget",
  onHit: false,
  limit: 100,
  amount: 10,
  hard: true,
  warnAt: 80,
  endsAt: 100 * MINUTE,
  ...more,
});

/** Counters in a map, as every backend has them. */
export function memory(): Counters & { readonly all: Map<string, Counter> } {
  const all = new Map<string, Counter>();
  return { all, get: (name) => all.get(name), set: ({ counter }, state) => void all.set(counter, state) };
}
