import { checkAdmission, checkBatch, checkSettlements } from "./check-input.ts";
import { withinDeadline } from "./deadline.ts";
import type { TenantState } from "./port.ts";
import type { TenantObject } from "./tenant-object.ts";

/**
 * Tenant state in Durable Objects, one object for each tenant.
 * A call that takes too long rejects with `DeadlineExceeded`; it may still have its effect.
 * @param deadlineMs for what a caller waits for.
 * @param backgroundDeadlineMs for what happens behind an answer.
 */
export function durableObjectState(
  namespace: DurableObjectNamespace<TenantObject>,
  deadlineMs: number,
  backgroundDeadlineMs: number,
): TenantState {
  const objectOf = (tenant: string) => namespace.getByName(`tenant:${tenant}`);
  return {
    async admit(tenant, admission) {
      checkAdmission(admission);
      return withinDeadline(objectOf(tenant).admit(admission), deadlineMs);
    },
    async settle(tenant, settlements) {
      checkSettlements(tenant, settlements);
      return withinDeadline(objectOf(tenant).settle(settlements), backgroundDeadlineMs);
    },
    async spending(tenant, counters) {
      checkBatch("counters", counters);
      return withinDeadline(objectOf(tenant).spending(counters), deadlineMs);
    },
    store: (tenant, entries) => withinDeadline(objectOf(tenant).store(entries), backgroundDeadlineMs),
    deliver: (tenant) => withinDeadline(objectOf(tenant).deliver(), backgroundDeadlineMs),
    ping: () => withinDeadline(namespace.getByName("readiness").ping(), deadlineMs),
  };
}
