import type { Charge } from "../core/limits/limit.ts";
import type { AskedLimit } from "../core/limits/rules.ts";
import { ledgerEntry } from "../ledger/entry.ts";
import type { Settlement } from "../state/port.ts";
import type { Exchange } from "./context.ts";

/** An admission, or what takes its place while the state cannot be asked. */
export interface Admitted {
  readonly id: string;
  /** By the state's clock, unix ms. */
  readonly since: number;
  readonly asked: readonly AskedLimit[];
  /** Nothing was reserved: only money is charged, which no time brings back. */
  readonly unguarded: boolean;
}

/** Gives back all of an admission that nobody waits for any more. */
export function releaseOf(id: string, asked: readonly AskedLimit[], since: number): Settlement {
  return { id, charges: asked.map(({ limit }) => ({ limit, since, used: 0 })) };
}

/**
 * What a request has used, when its answer has ended; notes the cost in its record. A request that
 * was for no model has held nothing that must be given back.
 */
export function settlementOf(exchange: Exchange, { id, since, asked, unguarded }: Admitted): Settlement | undefined {
  const { record, call, price } = exchange;
  if (call === undefined) return undefined;
  const entry = ledgerEntry(record, { id, admittedAt: since, price });
  if (entry === undefined) return undefined;
  record.costMicrodollars = entry.costMicrodollars;
  if (entry.unpriced) record.unpriced = true;
  const used = {
    requests: 1,
    concurrency: 0,
    tokens: entry.inputTokens + entry.outputTokens,
    money: entry.costMicrodollars,
  };
  const charges = asked
    .filter(({ about }) => !unguarded || about.of === "money")
    .map(({ limit, about }): Charge => ({ limit, since, used: used[about.of] }));
  return { id, charges, entry };
}
