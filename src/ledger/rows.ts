import type { LedgerEntry } from "../core/ledger-entry.ts";

/** Entries that one statement writes: well below the size of a parameter that either database takes. */
export const MAX_ROWS = 500;

/** Columns of `usage_entries`, and what stands in them, in the order in which statements name them. */
const COLUMNS: Readonly<Record<string, (entry: LedgerEntry) => string | number>> = {
  tenant: ({ tenant }) => tenant,
  id: ({ id }) => id,
  request_id: ({ requestId }) => requestId,
  at: ({ at }) => at,
  day: ({ at }) => new Date(at).toISOString().slice(0, 10),
  key_id: ({ keyId }) => keyId,
  provider: ({ provider }) => provider,
  model: ({ model }) => model,
  outcome: ({ outcome }) => outcome,
  cache: ({ cache }) => cache,
  input_tokens: ({ inputTokens }) => inputTokens,
  cached_input_tokens: ({ cachedInputTokens }) => cachedInputTokens,
  output_tokens: ({ outputTokens }) => outputTokens,
  reasoning_tokens: ({ reasoningTokens }) => reasoningTokens,
  estimated: ({ estimated }) => Number(estimated),
  unpriced: ({ unpriced }) => Number(unpriced),
  cost_microdollars: ({ costMicrodollars }) => costMicrodollars,
  duration_ms: ({ durationMs }) => Math.round(durationMs),
};

export const COLUMN_NAMES: readonly string[] = Object.keys(COLUMNS);

const TEXT_COLUMNS = new Set(["tenant", "id", "request_id", "day", "key_id", "provider", "model", "outcome", "cache"]);

export function isText(column: string): boolean {
  return TEXT_COLUMNS.has(column);
}

export type Row = Readonly<Record<string, string | number>>;

/**
 * An entry as it is stored.
 * @throws RangeError for a count that is not a whole number from 0 on: no database may round or refuse it later.
 */
export function rowOf(entry: LedgerEntry): Row {
  return Object.fromEntries(
    Object.entries(COLUMNS).map(([column, read]) => {
      const value = read(entry);
      if (typeof value === "string") return [column, storable(value)];
      if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${column} is no count`);
      return [column, value];
    }),
  );
}

/** Text that both databases take: PostgreSQL knows no NUL, and neither a lone surrogate. */
export function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").toWellFormed();
}

/** Entries in groups of which each fits into one statement. */
export function batchesOf(entries: readonly LedgerEntry[]): Row[][] {
  const rows = entries.map(rowOf);
  return Array.from({ length: Math.ceil(rows.length / MAX_ROWS) }, (_, index) =>
    rows.slice(index * MAX_ROWS, (index + 1) * MAX_ROWS),
  );
}

/** The latest use of each key in a batch. */
export function keyUsesOf(rows: readonly Row[]): Row[] {
  const latest = new Map<string, Row>();
  for (const { tenant = "", key_id = "", at = 0 } of rows) {
    const name = JSON.stringify([tenant, key_id]);
    if (Number(latest.get(name)?.["last_used"] ?? -1) < Number(at)) latest.set(name, { tenant, key_id, last_used: at });
  }
  return [...latest.values()];
}
