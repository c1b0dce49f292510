import type {
  BucketLimit,
  BudgetLimit,
  Charge,
  ConcurrencyLimit,
  Limit,
  Reading,
  WindowLimit,
} from "../../../src/core/limits/limit.ts";
import type { Admission, TenantState, Verdict } from "../../../src/state/port.ts";

/** So long that no test meets the end of a window. */
export const WINDOW_MS = 30 * 86_400_000;
export const LONG_MS = 3_600_000;

let made = 0;
/** A tenant that no other test uses. */
export function freshTenant(): string {
  made += 1;
  return `tenant-${made}`;
}

export const requests = (limit: number, more: Partial<WindowLimit> = {}): WindowLimit => ({
  kind: "window",
  counter: "requests",
  onHit: true,
  limit,
  windowMs: WINDOW_MS,
  amount: 1,
  ...more,
});

export const tokens = (capacity: number, amount: number, more: Partial<BucketLimit> = {}): BucketLimit => ({
  kind: "bucket",
  counter: "tokens",
  onHit: false,
  capacity,
  fillMs: WINDOW_MS,
  amount,
  ...more,
});

export const atATime = (limit: number, more: Partial<ConcurrencyLimit> = {}): ConcurrencyLimit => ({
  kind: "concurrency",
  counter: "running",
  onHit: false,
  limit,
  ...more,
});

export const money = (limit: number, amount: number, more: Partial<BudgetLimit> = {}): BudgetLimit => ({
  kind: "budget",
  counter: "budget",
  onHit: false,
  limit,
  amount,
  hard: true,
  warnAt: Math.ceil(limit * 0.8),
  endsAt: Date.now() + WINDOW_MS,
  ...more,
});

export const admission = (limits: readonly Limit[], more: Partial<Admission> = {}): Admission => ({
  id: crypto.randomUUID(),
  leaseMs: LONG_MS,
  limits,
  ...more,
});

/** Charges for all limits of an admission, each with the same amount. */
export const charges = (limits: readonly Limit[], used: number, since = Date.now()): Charge[] =>
  limits.map((limit) => ({ limit, since, used }));

export type Readings = readonly Reading[];

export function readingsOf(verdict: Verdict): Readings {
  if (verdict.kind === "replayed") throw new Error("replayed");
  return verdict.readings;
}

/** One tenant's calls. */
export function asTenant(state: TenantState, tenant = freshTenant()) {
  const admit = (limits: readonly Limit[], more: Partial<Admission> = {}) =>
    state.admit(tenant, admission(limits, more));
  return {
    tenant,
    admit,
    passes: async (limits: readonly Limit[], more: Partial<Admission> = {}) =>
      (await admit(limits, more)).kind === "admitted",
    /** What is left, without changing it: hits are not counted by limits that are not asked. */
    left: async (limits: readonly Limit[]) =>
      readingsOf(
        await admit(
          limits.map((limit) => ({ ...limit, onHit: false })),
          { answered: true },
        ),
      ).map(({ remaining }) => remaining),
    settle: (id: string, settled: readonly Charge[]) => state.settle(tenant, [{ id, charges: settled }]),
    spending: async (...counters: string[]) => state.spending(tenant, counters),
  };
}
