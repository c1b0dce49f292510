import type { StoredAnswer } from "./answer-memory.ts";
import type { CachedText } from "./port.ts";

/** Cached answers of one tenant; the ones that expire first give way. */
const MAX_ENTRIES = 10_000;

/**
 * | table   | key                    | value                    | lives                         |
 * |---------|------------------------|--------------------------|-------------------------------|
 * | answers | hash of the masked ask | masked answer, as stored | until its TTL, at most 10,000 |
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, text TEXT NOT NULL, stored INTEGER NOT NULL, expires INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS answers_by_expiry ON answers (expires);
`;

/** Cached answers on the disk of a tenant's object. Synchronous, as SQLite in a Durable Object is. */
export class AnswerTables {
  readonly #sql: SqlStorage;
  /** The keys in `answers`: most look-ups are for one that is not there, and need no query. */
  #keys: Set<string>;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
    this.#keys = this.#readKeys();
  }

  isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  readAnswer(key: string, now: number): CachedText | undefined {
    if (!this.#keys.has(key)) return undefined;
    const [row] = this.#sql
      .exec<{ text: string; stored: number }>(
        "SELECT text, stored FROM answers WHERE key = ? AND expires > ?",
        key,
        now,
      )
      .toArray();
    return row && { text: row.text, storedAt: row.stored };
  }

  writeAnswers(answers: readonly StoredAnswer[], now: number): void {
    if (answers.length === 0) return;
    for (const { key, text, storedAt, ttlMs } of answers) {
      this.#sql.exec("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", key, text, storedAt, storedAt + ttlMs);
      this.#keys.add(key);
    }
    if (this.#keys.size <= MAX_ENTRIES) return;
    this.#sql.exec("DELETE FROM answers WHERE expires <= ?", now);
    this.#sql.exec(
      "DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY expires DESC LIMIT -1 OFFSET ?)",
      MAX_ENTRIES,
    );
    this.#keys = this.#readKeys();
  }

  dropAnswers(keys: readonly string[]): void {
    if (keys.length === 0) return;
    this.#sql.exec("DELETE FROM answers WHERE key IN (SELECT value FROM json_each(?))", JSON.stringify(keys));
    for (const key of keys) this.#keys.delete(key);
  }

  dropExpired(now: number): void {
    this.#sql.exec("DELETE FROM answers WHERE expires <= ?", now);
    this.#keys = this.#readKeys();
  }

  #readKeys(): Set<string> {
    const rows = this.#sql.exec<{ key: string }>("SELECT key FROM answers");
    return new Set([...rows].map(({ key }) => key));
  }
}
