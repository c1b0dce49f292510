import { asList, asWhole } from "../upstash/answers.ts";
import { UpstashFault } from "../upstash/fault.ts";
import { type Call, script, type UpstashRedis } from "../upstash/redis.ts";
import { checkAdmission, checkBatch, checkSettlements } from "./check-input.ts";
import { ADMISSION } from "./lua/admission.ts";
import { KEEP_ANSWERS } from "./lua/answers.ts";
import { BUCKETS, BUDGETS, CONCURRENCY, COUNTERS, WINDOWS } from "./lua/counters.ts";
import { RECORDS } from "./lua/records.ts";
import { SETTLEMENT } from "./lua/settlement.ts";
import { SPENDING } from "./lua/spending.ts";
import type { CacheEntry, Settlement, TenantState } from "./port.ts";
import { readVerdict, writeAdmission } from "./upstash-admission.ts";
import { leasesKey, tenantKey } from "./upstash-keys.ts";
import { deliverEntries, type EntrySink, tenantsWithEntries } from "./upstash-outbox.ts";
import { readSettled, writeSettlements } from "./upstash-settlement.ts";

const ADMIT = script(COUNTERS, RECORDS, WINDOWS, BUCKETS, CONCURRENCY, BUDGETS, ADMISSION);
const SETTLE = script(COUNTERS, RECORDS, WINDOWS, BUCKETS, CONCURRENCY, BUDGETS, SETTLEMENT);
const SPEND = script(COUNTERS, BUDGETS, SPENDING);
const STORE = script(COUNTERS, KEEP_ANSWERS);

/** Settlements in one script, which nothing else can come between. */
const MAX_SETTLEMENTS = 100;
/** How often a script may ask for more keys; the second time it should have them all. */
const MAX_ROUNDS = 4;
/** Characters of answers in one request. */
const MAX_STORED_CHARACTERS = 1_048_576;

export interface UpstashStatePorts {
  readonly upstash: UpstashRedis;
  /** Without one, no entry is kept. */
  readonly ledger: EntrySink | undefined;
  /** For what a caller waits for. */
  readonly deadlineMs: number;
  /** For what happens behind the answer, which is larger and may take longer. */
  readonly backgroundDeadlineMs: number;
  /** Instead of Redis' clock, unix ms; for tests. */
  readonly now?: () => number;
}

export interface UpstashState extends TenantState {
  /** {@link TenantState.deliver} for every tenant with entries; goes on behind one that fails. @throws the first failure */
  deliverAll(): Promise<void>;
}

/** Tenant state in a Redis at Upstash. Calls reject with an UpstashFault or an OutboxFull. */
export function upstashState({
  upstash,
  ledger,
  deadlineMs,
  backgroundDeadlineMs,
  now,
}: UpstashStatePorts): UpstashState {
  const behind = <T>(work: (call: Call) => Promise<T>): Promise<T> => upstash.call(backgroundDeadlineMs, work);
  const delivering = new Map<string, Promise<void>>();
  const deliver = async (tenant: string): Promise<void> => {
    if (ledger === undefined) return;
    const running =
      delivering.get(tenant) ??
      deliverEntries(upstash, ledger, tenant, backgroundDeadlineMs).finally(() => delivering.delete(tenant));
    delivering.set(tenant, running);
    await running;
  };

  const settleSome = (tenant: string, settlements: readonly Settlement[]) =>
    behind(async ({ evaluate }) => {
      const settle = async (more: readonly string[]) => {
        const { keys, args } = writeSettlements(tenant, settlements, more, {
          kept: ledger !== undefined,
          now: now?.(),
        });
        return readSettled(await evaluate(SETTLE, keys, args), settlements);
      };
      const missing: string[] = [];
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const settled = await settle(missing);
        if ("notices" in settled) return settled.notices;
        // A request that was admitted in between may hold more; what is known does not change.
        missing.push(...settled.missing);
      }
      throw new UpstashFault("garbled");
    });

  return {
    admit: async (tenant, admission) => {
      checkAdmission(admission);
      const { keys, args } = writeAdmission(tenant, admission, now?.());
      const answer = await upstash.call(deadlineMs, ({ evaluate }) => evaluate(ADMIT, keys, args));
      return readVerdict(answer, admission.limits.length);
    },

    settle: async (tenant, settlements) => {
      checkSettlements(tenant, settlements);
      const notices = [];
      for (let from = 0; from < settlements.length; from += MAX_SETTLEMENTS) {
        notices.push(...(await settleSome(tenant, settlements.slice(from, from + MAX_SETTLEMENTS))));
      }
      return notices;
    },

    spending: async (tenant, counters) => {
      checkBatch("counters", counters);
      if (counters.length === 0) return [];
      const keys = counters.flatMap((counter) => [tenantKey(tenant, "budget", counter), leasesKey(tenant, counter)]);
      const args = [String(now?.() ?? "")];
      const amounts = asList(await upstash.call(deadlineMs, ({ evaluate }) => evaluate(SPEND, keys, args))).map(
        asWhole,
      );
      if (amounts.length !== keys.length) throw new UpstashFault("garbled");
      return counters.map((_, index) => ({ spent: amounts[2 * index] ?? 0, reserved: amounts[2 * index + 1] ?? 0 }));
    },

    store: async (tenant, entries) => {
      for (const some of batches(entries)) {
        const keys = some.map(({ key }) => tenantKey(tenant, "answer", key));
        const args = some.flatMap(({ ttlMs, text }) => [String(Math.max(1, Math.ceil(ttlMs))), text]);
        const stored = await behind(({ evaluate }) => evaluate(STORE, keys, [String(now?.() ?? ""), ...args]));
        if (stored !== keys.length) throw new UpstashFault("garbled");
      }
    },

    deliver,

    deliverAll: async () => {
      const failures: unknown[] = [];
      for (const tenant of await tenantsWithEntries(upstash, backgroundDeadlineMs)) {
        await deliver(tenant).catch((thrown: unknown) => failures.push(thrown));
      }
      if (failures.length > 0) throw failures[0];
    },

    ping: async () => {
      if ((await upstash.call(deadlineMs, ({ redis }) => redis.ping())) !== "PONG") throw new UpstashFault("garbled");
    },
  };
}

/** As many entries at a time as fit into a request. */
function* batches(entries: readonly CacheEntry[]): Generator<readonly CacheEntry[]> {
  let batch: CacheEntry[] = [];
  let characters = 0;
  for (const entry of entries) {
    if (batch.length > 0 && characters + entry.text.length > MAX_STORED_CHARACTERS) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(entry);
    characters += entry.text.length;
  }
  if (batch.length > 0) yield batch;
}
