import type { Leases } from "./leases.ts";
import type { BudgetLimit, Reading } from "./limit.ts";

/** Micro-dollars of one period. */
export interface BudgetCounter {
  readonly kind: "budget";
  spent: number;
  /** Reserved, not settled yet. */
  readonly leases: Leases;
}

/** A budget that was passed to `warnAt`, or to its limit, for the first time. */
export interface BudgetNotice {
  readonly counter: string;
  readonly level: "warning" | "spent";
  /** Micro-dollars. */
  readonly spent: number;
  readonly limit: number;
}

/** A refused request passes when enough reservations have ended, or else in the next period. */
export function readBudget(counter: BudgetCounter, limit: BudgetLimit, now: number): Reading {
  const { spent, leases } = counter;
  leases.expire(now);
  const left = limit.limit - spent - leases.total;
  const allowed = !limit.hard || limit.amount <= left;
  const passesAt = allowed ? now : Math.min(limit.endsAt, leases.freesAt(limit.amount - left));
  return {
    allowed,
    remaining: Math.max(0, left),
    resetMs: Math.max(0, limit.endsAt - now),
    retryAfterMs: allowed ? 0 : Math.max(1, passesAt - now),
  };
}

/**
 * Ends the reservation, if there is one, and spends what was used. Spending only goes up, so each
 * level is passed once.
 */
export function spend(counter: BudgetCounter, limit: BudgetLimit, id: string, used: number): BudgetNotice[] {
  counter.leases.remove(id);
  const before = counter.spent;
  counter.spent += used;
  const { spent } = counter;
  const passed = (level: number) => before < level && spent >= level;
  const notice = { counter: limit.counter, spent, limit: limit.limit };
  const notices: BudgetNotice[] = [];
  if (passed(limit.warnAt)) notices.push({ ...notice, level: "warning" });
  if (passed(limit.limit)) notices.push({ ...notice, level: "spent" });
  return notices;
}
