import { asList, asWhole } from "../upstash/answers.ts";
import { UpstashFault } from "../upstash/fault.ts";
import type { UpstashRedis } from "../upstash/redis.ts";
import { checkAdmission, checkBatch, checkSettlements } from "./check-input.ts";
import { ADMIT, SPEND } from "./lua/scripts.ts";
import type { Spending, TenantState } from "./port.ts";
import { readVerdict, writeAdmission } from "./upstash-admission.ts";
import { storeAnswers } from "./upstash-answers.ts";
import { leasesKey, tenantKey } from "./upstash-keys.ts";
import { delivery, type EntrySink } from "./upstash-outbox.ts";
import { settleRequests } from "./upstash-settlement.ts";

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

/** Tenant state in a Redis at Upstash. Calls reject with an UpstashFault, an OutboxFull or a RangeError. */
export function upstashState(ports: UpstashStatePorts): UpstashState {
  const { upstash, ledger, deadlineMs, backgroundDeadlineMs, now } = ports;
  return {
    async admit(tenant, admission) {
      checkAdmission(admission);
      const { keys, args } = writeAdmission(tenant, admission, now?.());
      const answer = await upstash.call(deadlineMs, ({ evaluate }) => evaluate(ADMIT, keys, args));
      return readVerdict(answer, admission.limits.length);
    },
    async settle(tenant, settlements) {
      checkSettlements(tenant, settlements);
      const options = { deadlineMs: backgroundDeadlineMs, kept: ledger !== undefined, now: now?.() };
      return settleRequests(upstash, tenant, settlements, options);
    },
    async spending(tenant, counters) {
      checkBatch("counters", counters);
      return counters.length === 0 ? [] : readSpending(ports, tenant, counters);
    },
    store: (tenant, entries) => storeAnswers(upstash, tenant, entries, backgroundDeadlineMs, now?.()),
    ...delivery(upstash, ledger, backgroundDeadlineMs),
    async ping() {
      const answer = await upstash.call(deadlineMs, ({ redis }) => redis.ping());
      if (answer !== "PONG") throw new UpstashFault("garbled");
    },
  };
}

async function readSpending(
  { upstash, deadlineMs, now }: UpstashStatePorts,
  tenant: string,
  counters: readonly string[],
): Promise<readonly Spending[]> {
  const keys = counters.flatMap((counter) => [tenantKey(tenant, "budget", counter), leasesKey(tenant, counter)]);
  const answer = await upstash.call(deadlineMs, ({ evaluate }) => evaluate(SPEND, keys, [String(now?.() ?? "")]));
  const amounts = asList(answer).map(asWhole);
  if (amounts.length !== keys.length) throw new UpstashFault("garbled");
  return counters.map((_, index) => ({ spent: amounts[2 * index] ?? 0, reserved: amounts[2 * index + 1] ?? 0 }));
}
