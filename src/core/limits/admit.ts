import { readBucket, takeFromBucket } from "./bucket.ts";
import { readBudget } from "./budget.ts";
import { readConcurrency, startRequest } from "./concurrency.ts";
import { type Counters, counterOf } from "./counter.ts";
import type { Limit, Reading } from "./limit.ts";
import { readWindow, reserveInWindow } from "./window.ts";

/** What one admission holds. */
export interface Reservation {
  /** When it was admitted, unix ms. */
  readonly at: number;
  /** When what it holds of concurrency and budgets stops counting by itself, unix ms. */
  readonly endsAt: number;
  /** What was reserved in each counter that was charged. */
  readonly amounts: ReadonlyMap<string, Amount>;
}

export interface Amount {
  readonly kind: Limit["kind"];
  readonly amount: number;
}

export interface Asked {
  readonly id: string;
  readonly leaseMs: number;
  readonly limits: readonly Limit[];
}

/** Without a reservation the request is refused, and nothing was counted. */
export interface Decided {
  readonly readings: readonly Reading[];
  readonly reservation: Reservation | undefined;
}

/**
 * Asks all limits of an admission with what each counter holds, and charges all or none. On a hit
 * only limits with `onHit` are asked and charged; the others are read as allowed.
 */
export function admit(counters: Counters, asked: Asked, hit: boolean, now: number): Decided {
  const { id, leaseMs, limits } = asked;
  const counts = (limit: Limit) => !hit || limit.onHit;
  const readings = readAll(counters, limits, hit, now);
  if (readings.some(({ allowed }) => !allowed)) return { readings, reservation: undefined };
  const endsAt = now + leaseMs;
  const amounts = new Map<string, Amount>();
  for (const limit of limits.filter(counts)) {
    reserve(counters, limit, id, endsAt, now);
    amounts.set(limit.counter, { kind: limit.kind, amount: limit.kind === "concurrency" ? 1 : limit.amount });
  }
  const after = readAll(counters, limits, true, now).map(passed);
  return { readings: after, reservation: { at: now, endsAt, amounts } };
}

/** How the limits stand, without counting anything. On a hit, limits without `onHit` are not asked. */
export function readAll(counters: Counters, limits: readonly Limit[], hit: boolean, now: number): Reading[] {
  return limits.map((limit) => {
    const reading = read(counters, limit, now);
    return hit && !limit.onHit ? passed(reading) : reading;
  });
}

/** A limit as it stands for a request that it did not stop. */
export function passed(reading: Reading): Reading {
  return { ...reading, allowed: true, retryAfterMs: 0 };
}

function read(counters: Counters, limit: Limit, now: number): Reading {
  switch (limit.kind) {
    case "window":
      return readWindow(counterOf(counters, limit), limit, now);
    case "bucket":
      return readBucket(counterOf(counters, limit), limit, now);
    case "concurrency":
      return readConcurrency(counterOf(counters, limit), limit, now);
    case "budget":
      return readBudget(counterOf(counters, limit), limit, now);
  }
}

function reserve(counters: Counters, limit: Limit, id: string, endsAt: number, now: number): void {
  switch (limit.kind) {
    case "window":
      return counters.set(limit, reserveInWindow(counterOf(counters, limit), limit, now));
    case "bucket":
      return counters.set(limit, takeFromBucket(counterOf(counters, limit), limit, now));
    case "concurrency": {
      const counter = counterOf(counters, limit);
      startRequest(counter, id, endsAt);
      return counters.set(limit, counter);
    }
    case "budget": {
      const counter = counterOf(counters, limit);
      counter.leases.add(id, { amount: limit.amount, endsAt });
      return counters.set(limit, counter);
    }
  }
}
