import { AnswerMemory, type StoredAnswer } from "./answer-memory.ts";
import { AnswerTables } from "./answer-tables.ts";
import type { CachedText, CacheEntry } from "./port.ts";

/** Answers written at a time, the newest first; in a flood the others live in memory only. */
const MAX_FLUSHED = 200;
const MAX_FLUSHED_CHARACTERS = 8 * 1_048_576;

/** The cache of one tenant: answers in memory, and those that were written on the disk. */
export class TenantAnswers {
  readonly #tables: AnswerTables;
  readonly #memory = new AnswerMemory();
  #unwritten: StoredAnswer[] = [];
  #unwrittenCharacters = 0;
  /** Keys whose newest answer will not reach the disk: an older one must leave it. */
  readonly #replaced = new Set<string>();

  constructor(sql: SqlStorage) {
    this.#tables = new AnswerTables(sql);
  }

  read(key: string, now: number): CachedText | undefined {
    const answer = this.#memory.read(key, now);
    return answer === "expired" ? undefined : (answer ?? this.#tables.readAnswer(key, now));
  }

  store(entries: readonly CacheEntry[], storedAt: number): void {
    for (const { key, text, ttlMs } of entries) {
      const answer = { key, text, ttlMs, storedAt };
      this.#memory.write(answer);
      this.#unwritten.push(answer);
      this.#unwrittenCharacters += text.length;
    }
    this.#dropOldest();
  }

  /** Writes what is only in memory. Call within a transaction. */
  write(now: number): void {
    this.#tables.dropAnswers([...this.#replaced]);
    this.#tables.writeAnswers(this.#unwritten, now);
    this.#unwritten = [];
    this.#unwrittenCharacters = 0;
    this.#replaced.clear();
  }

  sweep(now: number): void {
    this.#tables.dropExpired(now);
  }

  isEmpty(): boolean {
    return this.#tables.isEmpty();
  }

  #dropOldest(): void {
    while (this.#unwritten.length > MAX_FLUSHED || this.#unwrittenCharacters > MAX_FLUSHED_CHARACTERS) {
      const oldest = this.#unwritten.shift();
      if (oldest === undefined) return;
      this.#unwrittenCharacters -= oldest.text.length;
      this.#replaced.add(oldest.key);
    }
  }
}
