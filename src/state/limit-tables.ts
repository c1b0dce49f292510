import type { Amount, Reservation } from "../core/limits/admit.ts";
import { type Counter, unusedCounter } from "../core/limits/counter.ts";
import type { HeldCounter } from "./counter-memory.ts";

/** Settled ids dropped in one transaction. */
const MAX_DROPPED = 5_000;

/**
 * | table        | key                 | value                                    | lives                               |
 * |--------------|---------------------|------------------------------------------|-------------------------------------|
 * | counters     | name of the counter | window, bucket or what a budget has spent | until it counts nothing any more    |
 * | reservations | id of the admission | what it holds in which counters          | until it is settled, or long over   |
 * | settled      | id of the admission | nothing                                  | 15 minutes after its lease has ended |
 * | nonces       | nonce               | nothing                                  | until its proof is too old          |
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS counters (counter TEXT PRIMARY KEY, state TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS reservations (id TEXT PRIMARY KEY, at INTEGER NOT NULL, ends INTEGER NOT NULL, amounts TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS settled (id TEXT PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS settled_by_expiry ON settled (expires);
  CREATE TABLE IF NOT EXISTS nonces (nonce TEXT PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Limits, reservations and nonces on the disk of a tenant's object. Synchronous, as SQLite in a Durable Object is. */
export class LimitTables {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  check(): void {
    this.#sql.exec("SELECT 1 FROM counters LIMIT 1").toArray();
  }

  isEmpty(): boolean {
    const tables = ["counters", "reservations", "settled", "nonces"];
    const counts = tables.map((table) => `(SELECT COUNT(*) FROM (SELECT 1 FROM ${table} LIMIT 1))`);
    return this.#sql.exec(`SELECT ${counts.join(" + ")} AS held`).one()["held"] === 0;
  }

  readCounters(): [string, HeldCounter][] {
    const rows = this.#sql.exec<{ counter: string; state: string; expires: number }>("SELECT * FROM counters");
    return [...rows].map(({ counter, state, expires }) => [
      counter,
      { counter: parseCounter(state), expiresAt: expires },
    ]);
  }

  writeCounter(name: string, { counter, expiresAt }: HeldCounter): void {
    this.#sql.exec("INSERT OR REPLACE INTO counters VALUES (?, ?, ?)", name, writtenCounter(counter), expiresAt);
  }

  dropCounter(name: string): void {
    this.#sql.exec("DELETE FROM counters WHERE counter = ?", name);
  }

  readReservations(): [string, Reservation][] {
    const rows = this.#sql.exec<{ id: string; at: number; ends: number; amounts: string }>(
      "SELECT * FROM reservations ORDER BY at",
    );
    return [...rows].map(({ id, at, ends, amounts }) => [
      id,
      { at, endsAt: ends, amounts: new Map(JSON.parse(amounts) as [string, Amount][]) },
    ]);
  }

  writeReservation(id: string, { at, endsAt, amounts }: Reservation): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO reservations VALUES (?, ?, ?, ?)",
      id,
      at,
      endsAt,
      JSON.stringify([...amounts]),
    );
  }

  dropReservation(id: string): void {
    this.#sql.exec("DELETE FROM reservations WHERE id = ?", id);
  }

  isSettled(id: string): boolean {
    return this.#sql.exec("SELECT 1 FROM settled WHERE id = ?", id).toArray().length > 0;
  }

  writeSettled(id: string, expiresAt: number): void {
    this.#sql.exec("INSERT INTO settled VALUES (?, ?)", id, expiresAt);
  }

  readNonces(now: number): [string, number][] {
    const rows = this.#sql.exec<{ nonce: string; expires: number }>("SELECT * FROM nonces WHERE expires > ?", now);
    return [...rows].map(({ nonce, expires }) => [nonce, expires]);
  }

  writeNonce(nonce: string, expiresAt: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO nonces VALUES (?, ?)", nonce, expiresAt);
  }

  /** @returns whether more is to be dropped: in a busy hour many ids are settled. */
  dropExpired(now: number): boolean {
    this.#sql.exec("DELETE FROM nonces WHERE expires <= ?", now);
    const dropped = this.#sql.exec(
      "DELETE FROM settled WHERE id IN (SELECT id FROM settled WHERE expires <= ? ORDER BY expires LIMIT ?) RETURNING 1",
      now,
      MAX_DROPPED,
    );
    return dropped.toArray().length === MAX_DROPPED;
  }
}

/** What is held of a budget is written with the reservations. */
function writtenCounter(counter: Counter): string {
  return JSON.stringify(counter.kind === "budget" ? { kind: counter.kind, spent: counter.spent } : counter);
}

function parseCounter(state: string): Counter {
  const counter = JSON.parse(state) as Counter;
  return { ...unusedCounter(counter.kind), ...counter };
}
