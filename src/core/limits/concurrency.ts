import type { Lease, Leases } from "./leases.ts";
import type { ConcurrencyLimit, Reading } from "./limit.ts";

/** Requests that run now: a lease of 1 for each. */
export interface ConcurrencyCounter {
  readonly kind: "concurrency";
  readonly leases: Leases;
}

export function readConcurrency({ leases }: ConcurrencyCounter, { limit }: ConcurrencyLimit, now: number): Reading {
  leases.expire(now);
  const running = leases.total;
  const allowed = running < limit;
  return {
    allowed,
    remaining: Math.max(0, limit - running),
    resetMs: Math.max(0, leases.lastEnd() - now),
    retryAfterMs: allowed ? 0 : leases.freesAt(running - limit + 1) - now,
  };
}

export function startRequest({ leases }: ConcurrencyCounter, id: string, endsAt: Lease["endsAt"]): void {
  leases.add(id, { amount: 1, endsAt });
}
