import type { LedgerEntry } from "../core/ledger-entry.ts";
import { D1_SCHEMA } from "./d1-schema.ts";
import type { UsageLedger, UsageQuery } from "./port.ts";
import { batchesOf, COLUMN_NAMES, keyUsesOf, type Row, storable } from "./rows.ts";
import { exact, usageRow, usageStatement } from "./usage-query.ts";
import { within } from "./within.ts";

/** How long a call may take; D1 itself gives up a query after 30 s. */
const DEADLINE_MS = 5_000;

// The conflict is named: `INSERT OR IGNORE` would also drop entries that break another rule.
const APPEND = `INSERT INTO usage_entries (${COLUMN_NAMES.join(", ")})
  SELECT ${COLUMN_NAMES.map((name) => `value ->> '${name}'`).join(", ")} FROM json_each(?1) WHERE true
  ON CONFLICT (tenant, id) DO NOTHING`;

const NOTE_USES = `INSERT INTO key_uses (tenant, key_id, last_used)
  SELECT value ->> 'tenant', value ->> 'key_id', value ->> 'last_used' FROM json_each(?1) WHERE true
  ON CONFLICT (tenant, key_id) DO UPDATE SET last_used = max(last_used, excluded.last_used)`;

/**
 * The usage ledger in D1. The tables are made on first use where they are missing, so that a new
 * database needs no step of its own.
 */
export class D1Ledger implements UsageLedger {
  readonly #database: D1Database;
  readonly #deadlineMs: number;

  constructor(database: D1Database, deadlineMs: number = DEADLINE_MS) {
    this.#database = database;
    this.#deadlineMs = deadlineMs;
  }

  async append(entries: readonly LedgerEntry[]): Promise<void> {
    for (const rows of batchesOf(entries)) await this.#asked(() => this.#write(rows));
  }

  async usage(query: UsageQuery): Promise<ReturnType<typeof usageRow>[]> {
    const { text, parameters } = usageStatement(query, "usage_entries", "?");
    const rows = await this.#rows(text, parameters);
    return rows.map((row) => usageRow(row, query));
  }

  async lastUses(tenant: string): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#rows("SELECT key_id, last_used FROM key_uses WHERE tenant = ?1", [storable(tenant)]);
    return new Map(rows.map((row) => [String(row["key_id"]), exact(row["last_used"])]));
  }

  async ping(): Promise<void> {
    await this.#rows("SELECT 1 FROM usage_entries LIMIT 1", []);
  }

  /** One transaction: a key's last use is there when its entries are. */
  async #write(rows: readonly Row[]): Promise<void> {
    await this.#database.batch([
      this.#database.prepare(APPEND).bind(JSON.stringify(rows)),
      this.#database.prepare(NOTE_USES).bind(JSON.stringify(keyUsesOf(rows))),
    ]);
  }

  async #rows(text: string, parameters: readonly (string | number)[]): Promise<Record<string, unknown>[]> {
    const { results } = await this.#asked(() =>
      this.#database
        .prepare(text)
        .bind(...parameters)
        .all(),
    );
    return results;
  }

  async #asked<T>(work: () => Promise<T>): Promise<T> {
    return within(this.#deadlineMs, this.#withTables(work));
  }

  async #withTables<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof Error) || !/no such table/.test(thrown.message)) throw thrown;
      await this.#database.batch(D1_SCHEMA.map((statement) => this.#database.prepare(statement)));
      return work();
    }
  }
}
