import type { AuditRecord, Usage } from "../core/audit-record.ts";
import type { LedgerEntry } from "../core/ledger-entry.ts";
import { costMicrodollars } from "../core/money/cost.ts";
import type { TokenPrice } from "../core/money/price.ts";

const NOTHING_USED: Usage = { promptTokens: 0, completionTokens: 0 };

/** What an entry is made of, beside the record of its request. */
export interface Spending {
  /** The admission's. */
  readonly id: string;
  readonly admittedAt: number;
  /** Nothing where no price is known and the policy lets that count as nothing. */
  readonly price: TokenPrice | undefined;
}

/** The ledger's entry of a request that was admitted and has ended; nothing before it has a tenant and a key. */
export function ledgerEntry(record: AuditRecord, { id, admittedAt, price }: Spending): LedgerEntry | undefined {
  const { tenant, keyId, cache = "bypass" } = record;
  if (tenant === undefined || keyId === undefined) return undefined;
  // What the cache answers was paid for by whoever asked first.
  const usage = cache === "hit" ? NOTHING_USED : (record.usage ?? NOTHING_USED);
  const { promptTokens, completionTokens, cachedTokens = 0, reasoningTokens = 0 } = usage;
  return {
    id,
    requestId: record.requestId,
    at: admittedAt,
    tenant,
    keyId,
    provider: record.provider ?? "",
    model: record.model ?? "",
    outcome: record.outcome,
    cache,
    inputTokens: promptTokens,
    cachedInputTokens: cachedTokens,
    outputTokens: completionTokens,
    reasoningTokens,
    estimated: usage.estimated === true,
    unpriced: price === undefined && usage !== NOTHING_USED,
    costMicrodollars: price === undefined || usage === NOTHING_USED ? 0 : costMicrodollars(usage, price),
    durationMs: Math.max(0, Math.round(record.durationMs ?? 0)),
  };
}
