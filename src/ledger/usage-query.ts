import type { UsageGrouping, UsageQuery, UsageRow } from "./port.ts";
import { storable } from "./rows.ts";

/** Rows of one report at most, whatever is asked for. */
const MAX_REPORT_ROWS = 10_000;

const GROUP_COLUMNS: Readonly<Record<UsageGrouping, string>> = {
  key: "key_id",
  model: "model",
  day: "day",
  provider: "provider",
};

/** What is counted, and under which name. The casts make PostgreSQL's sums whole numbers; in SQLite they are already. */
const SUMS: Readonly<Record<Exclude<keyof UsageRow, "group">, string>> = {
  requests: "COUNT(*)",
  failed: "SUM(CASE WHEN outcome IN ('failed', 'cut') THEN 1 ELSE 0 END)",
  cacheHits: "SUM(CASE WHEN cache = 'hit' THEN 1 ELSE 0 END)",
  inputTokens: "SUM(input_tokens)",
  cachedInputTokens: "SUM(cached_input_tokens)",
  outputTokens: "SUM(output_tokens)",
  reasoningTokens: "SUM(reasoning_tokens)",
  unpriced: "SUM(unpriced)",
  costMicrodollars: "SUM(cost_microdollars)",
};

export interface Statement {
  readonly text: string;
  readonly parameters: readonly (string | number)[];
}

/**
 * The statement for a report. Every value is a parameter; names of columns come from the tables above.
 * @param table where the entries stand
 * @param mark how the database marks its parameters: `?1` or `$1`
 */
export function usageStatement(query: UsageQuery, table: string, mark: "?" | "$"): Statement {
  const groups = [...new Set(query.groupBy)].map((grouping) => GROUP_COLUMNS[grouping]);
  const parameters: (string | number)[] = [];
  const parameter = (value: string | number) => `${mark}${parameters.push(value)}`;
  const conditions = [
    `tenant = ${parameter(storable(query.tenant))}`,
    `at >= ${parameter(query.from)}`,
    `at < ${parameter(query.to)}`,
    ...(query.keyId === undefined ? [] : [`key_id = ${parameter(storable(query.keyId))}`]),
    ...(query.model === undefined ? [] : [`model = ${parameter(storable(query.model))}`]),
  ];
  const columns = [
    ...groups.map((column, index) => `${column} AS group_${index}`),
    ...Object.entries(SUMS).map(([name, sum]) => `CAST(${sum} AS BIGINT) AS "${name}"`),
  ];
  const order = ['"costMicrodollars" DESC', ...groups.map((_, index) => `group_${index}`)];
  return {
    text: [
      `SELECT ${columns.join(", ")} FROM ${table}`,
      `WHERE ${conditions.join(" AND ")}`,
      groups.length === 0 ? "HAVING COUNT(*) > 0" : `GROUP BY ${groups.join(", ")}`,
      `ORDER BY ${order.join(", ")}`,
      `LIMIT ${parameter(Math.min(query.limit, MAX_REPORT_ROWS))}`,
    ].join(" "),
    parameters,
  };
}

/**
 * A row as a database gives it, whose counts may be digits in a text.
 * @throws RangeError for a sum that a number cannot hold exactly.
 */
export function usageRow(row: Readonly<Record<string, unknown>>, { groupBy }: UsageQuery): UsageRow {
  const names = [...new Set(groupBy)];
  const counts = Object.fromEntries(Object.keys(SUMS).map((name) => [name, exact(row[name])]));
  return {
    group: groupBy.map((grouping) => String(row[`group_${names.indexOf(grouping)}`])),
    ...(counts as Omit<UsageRow, "group">),
  };
}

/** @throws RangeError for what is no whole number, or too large for one. */
export function exact(value: unknown): number {
  const count = Number(value);
  if (value === null || !Number.isSafeInteger(count)) throw new RangeError("the ledger gave a sum that is not exact");
  return count;
}
