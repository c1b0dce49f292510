import { type BucketCounter, UNUSED_BUCKET } from "./bucket.ts";
import type { BudgetCounter } from "./budget.ts";
import type { ConcurrencyCounter } from "./concurrency.ts";
import { Leases } from "./leases.ts";
import type { Limit } from "./limit.ts";
import { UNUSED_WINDOW, type WindowCounter } from "./window.ts";

export type Counter = WindowCounter | BucketCounter | ConcurrencyCounter | BudgetCounter;

/** The counters of one tenant, by name. */
export interface Counters {
  get(name: string): Counter | undefined;
  /** `limit` says how long the counter matters. */
  set(limit: Limit, counter: Counter): void;
}

/** A counter of a limit's own kind. A name that belonged to another kind begins anew. */
export type CounterOf<Kind extends Limit["kind"]> = Extract<Counter, { readonly kind: Kind }>;

export function counterOf<Kind extends Limit["kind"]>(
  counters: Counters,
  { counter: name, kind }: { readonly counter: string; readonly kind: Kind },
): CounterOf<Kind> {
  const counter = counters.get(name) ?? unusedCounter(kind);
  return (counter.kind === kind ? counter : unusedCounter(kind)) as CounterOf<Kind>;
}

export function unusedCounter(kind: Limit["kind"]): Counter {
  switch (kind) {
    case "window":
      return UNUSED_WINDOW;
    case "bucket":
      return UNUSED_BUCKET;
    case "concurrency":
      return { kind, leases: new Leases() };
    case "budget":
      return { kind, spent: 0, leases: new Leases() };
  }
}
