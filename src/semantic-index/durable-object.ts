import { withinDeadline } from "../state/deadline.ts";
import type { CacheObject } from "./cache-object.ts";
import {
  checkAlias,
  checkEntry,
  checkHappened,
  checkName,
  checkQuery,
  checkReach,
  checkTarget,
  checkText,
} from "./check-input.ts";
import type { SemanticIndex } from "./port.ts";

/**
 * The semantic index in Durable Objects, one object for each tenant.
 * A call that takes too long rejects with `DeadlineExceeded`; it may still have its effect.
 * @param deadlineMs for everything but a query, which no caller waits for.
 */
export function durableObjectIndex(namespace: DurableObjectNamespace<CacheObject>, deadlineMs: number): SemanticIndex {
  const objectOf = (tenant: string) => namespace.getByName(`cache:${tenant}`);
  return {
    async query(scope, vector, top, deadlineMs) {
      checkQuery(scope, vector, top);
      return withinDeadline(objectOf(scope.tenant).query(scope, vector, top), deadlineMs);
    },
    async put(scope, epoch, entry) {
      checkEntry(scope, entry);
      return withinDeadline(objectOf(scope.tenant).put(scope, epoch, entry), deadlineMs);
    },
    async addAlias(scope, epoch, id, wording, writer) {
      checkAlias(scope, id, wording, writer);
      return withinDeadline(objectOf(scope.tenant).addAlias(scope, epoch, id, wording, writer), deadlineMs);
    },
    async addNegative(tenant, id, text) {
      checkName("id", id);
      checkText(text);
      return withinDeadline(objectOf(tenant).addNegative(id, text), deadlineMs);
    },
    async remove(tenant, target) {
      checkTarget(target);
      return withinDeadline(objectOf(tenant).remove(target), deadlineMs);
    },
    async bumpEpoch(tenant, reach) {
      checkReach(reach);
      return withinDeadline(objectOf(tenant).bumpEpoch(reach), deadlineMs);
    },
    async report(tenant, id) {
      checkName("id", id);
      return withinDeadline(objectOf(tenant).report(id), deadlineMs);
    },
    async record(tenant, happened) {
      checkHappened(happened);
      return withinDeadline(objectOf(tenant).record(happened), deadlineMs);
    },
    sums: (tenant) => withinDeadline(objectOf(tenant).sums(), deadlineMs),
    audits: (tenant) => withinDeadline(objectOf(tenant).audits(), deadlineMs),
    ping: () => withinDeadline(namespace.getByName("readiness").ping(), deadlineMs),
  };
}
