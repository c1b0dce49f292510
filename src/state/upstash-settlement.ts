import type { BudgetNotice } from "../core/limits/budget.ts";
import { asList, asText, asWhole } from "../upstash/answers.ts";
import { UpstashFault } from "../upstash/fault.ts";
import { REMEMBERED_MS, type Settlement } from "./port.ts";
import { OUTBOXES, outboxKey, ScriptKeys, tenantKey, writtenLimit } from "./upstash-keys.ts";

/**
 * What the script of settlements is asked.
 * @param more keys of what the requests hold, beside those of their charges
 * @param kept whether entries are kept, for a ledger. `now` is given in tests only; else Redis'
 *   clock counts.
 */
export function writeSettlements(
  tenant: string,
  settlements: readonly Settlement[],
  more: readonly string[],
  { kept, now }: { readonly kept: boolean; readonly now: number | undefined },
) {
  const keys = new ScriptKeys();
  const asked = {
    now,
    tenant,
    rememberedMs: REMEMBERED_MS,
    outbox: keys.add(outboxKey(tenant)),
    outboxes: keys.add(OUTBOXES),
    settlements: settlements.map(({ id, charges, entry }) => ({
      id,
      request: keys.add(tenantKey(tenant, "request", id)),
      charges: charges.map(({ limit, since, used }) => ({ limit: writtenLimit(tenant, limit, keys), since, used })),
      entry: kept && entry !== undefined ? JSON.stringify(entry) : undefined,
    })),
  };
  for (const key of more) keys.add(key);
  return { keys: keys.list(), args: [JSON.stringify(asked)] };
}

/** Notices, or the keys of what the requests hold that no charge has named. @throws UpstashFault */
export function readSettled(
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
