import type { Reservation } from "./admit.ts";
import { addToBucket } from "./bucket.ts";
import { type BudgetNotice, spend } from "./budget.ts";
import { type Counters, counterOf } from "./counter.ts";
import type { Charge } from "./limit.ts";
import { correctWindow } from "./window.ts";

export interface Settled {
  readonly id: string;
  readonly charges: readonly Charge[];
}

/**
 * Replaces what an admission has reserved by what it used. What it holds of concurrency and budgets
 * ends, charged or not; a window or bucket without a charge stays as reserved. Where nothing was
 * reserved, or nobody knows it any more, all that was used is added.
 * @param reservation of this id, until its first settlement. The caller sees to it that an id is
 *   settled once.
 */
export function settle(
  counters: Counters,
  { id, charges }: Settled,
  reservation: Reservation | undefined,
  now: number,
): BudgetNotice[] {
  for (const name of reservation?.amounts.keys() ?? []) {
    const counter = counters.get(name);
    if (counter !== undefined && "leases" in counter) counter.leases.remove(id);
  }
  return charges.flatMap((charge) => settleCharge(counters, id, charge, reservation, now));
}

function settleCharge(
  counters: Counters,
  id: string,
  { limit, since, used }: Charge,
  reservation: Reservation | undefined,
  now: number,
): BudgetNotice[] {
  const reserved = reservation?.amounts.get(limit.counter);
  const change = used - (reserved?.kind === limit.kind ? reserved.amount : 0);
  switch (limit.kind) {
    case "window":
      counters.set(limit, correctWindow(counterOf(counters, limit), limit, reservation?.at ?? since, change, now));
      return [];
    case "bucket":
      counters.set(limit, addToBucket(counterOf(counters, limit), limit, -change, now));
      return [];
    case "concurrency":
      return [];
    case "budget": {
      const counter = counterOf(counters, limit);
      const notices = spend(counter, limit, id, used);
      counters.set(limit, counter);
      return notices;
    }
  }
}
