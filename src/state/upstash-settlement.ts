import type { BudgetNotice } from "../core/limits/budget.ts";
import { asList, asText, asWhole } from "../upstash/answers.ts";
import { UpstashFault } from "../upstash/fault.ts";
import type { Call, UpstashRedis } from "../upstash/redis.ts";
import { SETTLE } from "./lua/scripts.ts";
import { REMEMBERED_MS, type Settlement } from "./port.ts";
import { limitArguments, OUTBOXES, outboxKey, ScriptKeys, tenantKey, writtenArguments } from "./upstash-keys.ts";

/** Settlements in one script, which nothing else can come between. */
const MAX_SETTLEMENTS = 100;
/** How often a script may ask for more keys; the second time it should have them all. */
const MAX_ROUNDS = 4;

export interface SettlingOptions {
  readonly deadlineMs: number;
  /** Whether entries are kept, for a ledger. */
  readonly kept: boolean;
  /** Instead of Redis' clock; for tests. */
  readonly now: number | undefined;
}

/**
 * Settles requests, a hundred in one step. Where a later step fails, what the earlier ones had to
 * report is lost with it: the same settlements sent again change and report nothing.
 * @throws UpstashFault
 */
export async function settleRequests(
  upstash: UpstashRedis,
  tenant: string,
  settlements: readonly Settlement[],
  options: SettlingOptions,
): Promise<BudgetNotice[]> {
  const notices: BudgetNotice[] = [];
  for (let from = 0; from < settlements.length; from += MAX_SETTLEMENTS) {
    const some = settlements.slice(from, from + MAX_SETTLEMENTS);
    notices.push(...(await upstash.call(options.deadlineMs, (call) => settleSome(call, tenant, some, options))));
  }
  return notices;
}

async function settleSome(
  { evaluate }: Call,
  tenant: string,
  settlements: readonly Settlement[],
  options: SettlingOptions,
): Promise<readonly BudgetNotice[]> {
  const missing: string[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { keys, args } = writeSettlements(tenant, settlements, missing, options);
    const settled = readSettled(await evaluate(SETTLE, keys, args), settlements);
    if ("notices" in settled) return settled.notices;
    // A request that was admitted in between may hold more; what is known does not change.
    missing.push(...settled.missing);
  }
  throw new UpstashFault("garbled");
}

/** @param more keys of what the requests hold, beside those of their charges */
function writeSettlements(
  tenant: string,
  settlements: readonly Settlement[],
  more: readonly string[],
  { kept, now }: SettlingOptions,
) {
  const keys = new ScriptKeys();
  const asked = [
    now,
    tenant,
    REMEMBERED_MS,
    keys.add(outboxKey(tenant)),
    keys.add(OUTBOXES),
    ...settlements.flatMap(({ id, charges, entry }) => [
      id,
      keys.add(tenantKey(tenant, "request", id)),
      kept && entry !== undefined ? JSON.stringify(entry) : undefined,
      charges.length,
      ...charges.flatMap(({ limit, since, used }) => [...limitArguments(tenant, limit, keys), since, used]),
    ]),
  ];
  for (const key of more) keys.add(key);
  return { keys: keys.list(), args: writtenArguments(asked) };
}

/** Notices, or the keys of what the requests hold that no charge has named. @throws UpstashFault */
function readSettled(
  answer: unknown,
  settlements: readonly Settlement[],
): { readonly notices: readonly BudgetNotice[] } | { readonly missing: readonly string[] } {
  const [kind, list] = asList(answer);
  if (kind === "keys") return { missing: asList(list).map(asText) };
  if (kind !== "settled") throw new UpstashFault("garbled");
  return { notices: asList(list).map((notice) => readNotice(notice, settlements)) };
}

function readNotice(answer: unknown, settlements: readonly Settlement[]): BudgetNotice {
  const [settlement, charge, level, spent] = asList(answer);
  const limit = settlements[Number(settlement) - 1]?.charges[Number(charge) - 1]?.limit;
  if (limit?.kind !== "budget" || (level !== "warning" && level !== "spent")) throw new UpstashFault("garbled");
  return { counter: limit.counter, level, spent: asWhole(spent), limit: limit.limit };
}
