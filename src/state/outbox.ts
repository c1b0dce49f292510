import type { LedgerEntry } from "../core/ledger-entry.ts";
import type { UsageLedger } from "../ledger/port.ts";
import { withinDeadline } from "./deadline.ts";
import { CorruptedEntry, readEntry } from "./outbox-entry.ts";

/** Entries that may wait for the ledger. */
const MAX_WAITING = 100_000;
/** Entries handed over at a time. */
const MAX_BATCH = 100;
/** Entries handed over by one call, so that it ends. */
const MAX_BATCHES = 20;
/** A ledger that takes longer for a batch is down. */
const LEDGER_DEADLINE_MS = 10_000;

/**
 * | table  | key                  | value                 | lives                   |
 * |--------|----------------------|-----------------------|-------------------------|
 * | outbox | id of the admission  | ledger entry, as JSON | until the ledger has it |
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, entry TEXT NOT NULL);
`;

/** Ledger entries of one tenant that the ledger does not have yet. */
export class Outbox {
  readonly #sql: SqlStorage;
  readonly #ledger: UsageLedger | undefined;
  #waiting: number;
  #delivering: Promise<void> | undefined;

  /** @param ledger without one, no entry is kept. */
  constructor(sql: SqlStorage, ledger: UsageLedger | undefined) {
    this.#sql = sql;
    this.#ledger = ledger;
    sql.exec(SCHEMA);
    this.#waiting = this.#count();
  }

  isEmpty(): boolean {
    return this.#waiting === 0;
  }

  /** Then nothing may be let through: its use could not be written down. */
  isFull(): boolean {
    return this.#waiting >= MAX_WAITING;
  }

  /** Call within the transaction of the charges. */
  add(entry: LedgerEntry): void {
    if (this.#ledger === undefined) return;
    this.#sql.exec("INSERT OR IGNORE INTO outbox (id, entry) VALUES (?, ?)", entry.id, JSON.stringify(entry));
    this.#waiting += 1;
  }

  /**
   * Hands over what waits, oldest first. Rejects when the ledger does; what it has is forgotten. What
   * is no entry stays, and keeps no other back.
   * @throws CorruptedEntry when the others were delivered
   */
  deliver(): Promise<void> {
    this.#delivering ??= this.#deliver().finally(() => {
      this.#delivering = undefined;
    });
    return this.#delivering;
  }

  async #deliver(): Promise<void> {
    let [read, corrupted] = [0, 0];
    for (let batch = 0; batch < MAX_BATCHES && this.#ledger !== undefined; batch += 1) {
      const rows = this.#sql
        .exec<{ sequence: number; entry: string }>(
          "SELECT sequence, entry FROM outbox WHERE sequence > ? ORDER BY sequence LIMIT ?",
          read,
          MAX_BATCH,
        )
        .toArray();
      if (rows.length === 0) break;
      read = rows.at(-1)?.sequence ?? read;
      const entries = rows.flatMap(({ sequence, entry: text }) => {
        const entry = readEntry(text);
        return entry === undefined ? [] : { sequence, entry };
      });
      corrupted += rows.length - entries.length;
      if (entries.length === 0) continue;
      await withinDeadline(this.#ledger.append(entries.map(({ entry }) => entry)), LEDGER_DEADLINE_MS);
      const delivered = JSON.stringify(entries.map(({ sequence }) => sequence));
      this.#sql.exec("DELETE FROM outbox WHERE sequence IN (SELECT value FROM json_each(?))", delivered);
      this.#waiting = this.#count();
    }
    if (corrupted > 0) throw new CorruptedEntry();
  }

  #count(): number {
    return Number(this.#sql.exec("SELECT COUNT(*) AS held FROM outbox").one()["held"]);
  }
}
