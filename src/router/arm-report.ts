import { OUTCOME_EFFECTS, type OutcomeKind } from "./outcome.ts";

/** What a flush says of an arm beside its sums. */
export interface ArmReport {
  readonly arm: string;
  /** Digests of tenants whose requests failed. */
  readonly failingTenants: readonly string[];
  /** Connect errors since anything else happened here. */
  readonly connectErrors: number;
  /** Whether anything else happened. */
  readonly isRunBroken: boolean;
  /** Closes the arm for that long. */
  readonly longOpenMs: number;
}

/** More say nothing new: two are enough to open a breaker. */
export const MOST_TENANTS = 8;

/** Gathers reports between two flushes. */
export class Reports {
  private readonly arms = new Map<string, ArmReport>();

  add(arm: string, tenant: string, kind: OutcomeKind): void {
    const { breaker, longOpenMs } = OUTCOME_EFFECTS[kind];
    if (breaker === "none" && longOpenMs === 0) return;
    const before = this.arms.get(arm) ?? { arm, failingTenants: [], connectErrors: 0, isRunBroken: false, longOpenMs };
    const { failingTenants, connectErrors, isRunBroken } = before;
    const isNew = breaker === "failure" && !failingTenants.includes(tenant) && failingTenants.length < MOST_TENANTS;
    const isConnectError = kind === "connect";
    this.arms.set(arm, {
      arm,
      failingTenants: isNew ? [...failingTenants, tenant] : failingTenants,
      connectErrors: isConnectError ? connectErrors + 1 : 0,
      isRunBroken: isRunBroken || !isConnectError,
      longOpenMs: Math.max(before.longOpenMs, longOpenMs),
    });
  }

  take(): ArmReport[] {
    const reports = [...this.arms.values()];
    this.arms.clear();
    return reports;
  }
}
