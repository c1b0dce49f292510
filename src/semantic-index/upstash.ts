import { withinDeadline } from "../state/deadline.ts";
import { asList, asText, asYesOrNo } from "../upstash/answers.ts";
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
import { reachName } from "./epoch-table.ts";
import { EMPTY, NEGATIVE } from "./lua/scripts.ts";
import { MAX_NEGATIVES, type SemanticIndex } from "./port.ts";
import { forgetEntries } from "./upstash-forget.ts";
import { indexKey } from "./upstash-keys.ts";
import { LONG_MS, type UpstashIndexPorts } from "./upstash-ports.ts";
import { putAlias, putEntry } from "./upstash-put.ts";
import { UpstashQuery } from "./upstash-query.ts";
import { auditKeys, readAudits, readSums, recordHappened } from "./upstash-sums.ts";
import { sweepTenants } from "./upstash-sweep.ts";

export interface UpstashIndex extends SemanticIndex {
  /** Removes what nobody can find any more, of every tenant. @throws the first failure */
  sweepAll(): Promise<void>;
}

/**
 * The semantic index at Upstash: vectors in a Vector index of cosines, one namespace for each scope;
 * texts and everything else in Redis. Calls reject with an UpstashFault, a DeadlineExceeded or a
 * RangeError. The index has one dimension: with vectors of another one every query is a miss.
 */
export function upstashIndex(ports: UpstashIndexPorts): UpstashIndex {
  const { redis, vector, deadlineMs } = ports;
  const queries = new UpstashQuery(ports);
  return {
    async query(scope, vector, top, deadlineMs) {
      checkQuery(scope, vector, top);
      return withinDeadline(queries.query(scope, vector, top, deadlineMs), deadlineMs);
    },
    async put(scope, epoch, entry) {
      checkEntry(scope, entry);
      return putEntry(ports, scope, epoch, entry);
    },
    async addAlias(scope, epoch, id, wording, writer) {
      checkAlias(scope, id, wording, writer);
      return putAlias(ports, scope, epoch, id, wording, writer);
    },
    async addNegative(tenant, id, text) {
      checkName("id", id);
      checkText(text);
      const keys = [indexKey(tenant, "entry", id), indexKey(tenant, "negatives", id)];
      const args = [text, String(MAX_NEGATIVES), String(LONG_MS)];
      return asYesOrNo(await redis.call(deadlineMs, ({ evaluate }) => evaluate(NEGATIVE, keys, args)));
    },
    async remove(tenant, target) {
      checkTarget(target);
      return forgetEntries(ports, tenant, "id" in target ? [target.id] : await idsOfTag(ports, tenant, target.tag));
    },
    async bumpEpoch(tenant, reach) {
      checkReach(reach);
      const audits = reach.namespace === undefined ? auditKeys(tenant, ports.now()) : [];
      const keys = [indexKey(tenant, "epochs"), ...audits];
      await redis.call(deadlineMs, ({ evaluate }) => evaluate(EMPTY, keys, [reachName(reach)]));
    },
    async report(tenant, id) {
      checkName("id", id);
      const key = indexKey(tenant, "entry", id);
      const known = asYesOrNo(await redis.call(deadlineMs, ({ redis }) => redis.exists(key)));
      if (!known) return false;
      await forgetEntries(ports, tenant, [id]);
      await recordHappened(ports, tenant, { sums: { reported: 1 } });
      return true;
    },
    async record(tenant, happened) {
      checkHappened(happened);
      return recordHappened(ports, tenant, happened);
    },
    sums: (tenant) => readSums(ports, tenant),
    audits: (tenant) => readAudits(ports, tenant),
    async ping() {
      await Promise.all([redis.call(deadlineMs, ({ redis }) => redis.ping()), vector.ping(deadlineMs)]);
    },
    sweepAll: () => sweepTenants(ports),
  };
}

async function idsOfTag({ redis, deadlineMs }: UpstashIndexPorts, tenant: string, tag: string): Promise<string[]> {
  const key = indexKey(tenant, "tag", tag);
  return asList(await redis.call(deadlineMs, ({ redis }) => redis.exec(["SMEMBERS", key]))).map(asText);
}
