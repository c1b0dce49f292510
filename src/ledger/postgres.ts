import postgres from "postgres";
import type { LedgerEntry } from "../core/ledger-entry.ts";
import type { UsageLedger, UsageQuery } from "./port.ts";
import { batchesOf, COLUMN_NAMES, isText, keyUsesOf, type Row, storable } from "./rows.ts";
import { exact, usageRow, usageStatement } from "./usage-query.ts";
import { within } from "./within.ts";

const DEADLINE_MS = 5_000;
const CONNECT_SECONDS = 4;
const ENTRIES = "agentshield.usage_entries";
const USES = "agentshield.key_uses";

const typeOf = (column: string) => `${column} ${isText(column) ? "text" : "bigint"}`;

const APPEND = `INSERT INTO ${ENTRIES} (${COLUMN_NAMES.join(", ")})
  SELECT ${COLUMN_NAMES.join(", ")} FROM json_to_recordset($1::text::json) AS entry (${COLUMN_NAMES.map(typeOf).join(", ")})
  ON CONFLICT (tenant, id) DO NOTHING`;

// Sorted, so that two batches lock the rows of keys in the same order.
const NOTE_USES = `INSERT INTO ${USES} AS known (tenant, key_id, last_used)
  SELECT tenant, key_id, last_used FROM json_to_recordset($1::text::json) AS used (tenant text, key_id text, last_used bigint)
  ORDER BY tenant, key_id
  ON CONFLICT (tenant, key_id) DO UPDATE SET last_used = excluded.last_used WHERE known.last_used < excluded.last_used`;

/** The usage ledger in PostgreSQL, reached through Hyperdrive; migrations/postgres makes the tables. */
export class PostgresLedger implements UsageLedger {
  readonly #connectionString: string;
  readonly #deadlineMs: number;

  constructor(connectionString: string, deadlineMs: number = DEADLINE_MS) {
    this.#connectionString = connectionString;
    this.#deadlineMs = deadlineMs;
  }

  async append(entries: readonly LedgerEntry[]): Promise<void> {
    const batches = batchesOf(entries);
    if (batches.length === 0) return;
    await this.#connected(async (sql) => {
      for (const rows of batches) await write(sql, rows);
    });
  }

  async usage(query: UsageQuery): Promise<ReturnType<typeof usageRow>[]> {
    const { text, parameters } = usageStatement(query, ENTRIES, "$");
    const rows = await this.#connected((sql) => sql.unsafe<Record<string, unknown>[]>(text, [...parameters]));
    return rows.map((row) => usageRow(row, query));
  }

  async lastUses(tenant: string): Promise<ReadonlyMap<string, number>> {
    const query = `SELECT key_id, last_used FROM ${USES} WHERE tenant = $1`;
    const rows = await this.#connected((sql) => sql.unsafe<Record<string, unknown>[]>(query, [storable(tenant)]));
    return new Map(rows.map((row) => [String(row["key_id"]), exact(row["last_used"])]));
  }

  async ping(): Promise<void> {
    await this.#connected((sql) => sql.unsafe(`SELECT 1 FROM ${ENTRIES} LIMIT 1`));
  }

  /**
   * One connection for each call: in Workers a socket belongs to the request that opened it, and
   * Hyperdrive keeps those to the database. It is closed whatever happens, so a late answer is not waited for.
   */
  async #connected<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
    const sql = postgres(this.#connectionString, {
      max: 1,
      // Connection poolers in transaction mode know no named statements.
      prepare: false,
      fetch_types: false,
      connect_timeout: CONNECT_SECONDS,
      onnotice: () => undefined,
    });
    try {
      return await within(this.#deadlineMs, work(sql));
    } finally {
      await sql.end({ timeout: 0 });
    }
  }
}

/** One transaction: a key's last use is there when its entries are. */
async function write(sql: postgres.Sql, rows: readonly Row[]): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction.unsafe(APPEND, [JSON.stringify(rows)]);
    await transaction.unsafe(NOTE_USES, [JSON.stringify(keyUsesOf(rows))]);
  });
}
