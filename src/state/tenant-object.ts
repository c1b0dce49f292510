import { DurableObject } from "cloudflare:workers";
import { countCall, EMPTY_WINDOW, type WindowState } from "../core/sliding-window.ts";
import { AnswerMemory, type StoredAnswer } from "./answer-memory.ts";
import type { Admission, Admitted, CachedText, CacheEntry } from "./port.ts";
import { TenantTables } from "./tenant-tables.ts";

/** How long what is only in memory may wait for the disk: what a crash can lose. */
const FLUSH_DELAY_MS = 1_000;
/** How often an idle object looks for what has expired. */
const SWEEP_DELAY_MS = 3_600_000;
/** Answers written at a time, the newest first; in a flood the others live in memory only. */
const MAX_FLUSHED = 200;
const MAX_FLUSHED_CHARACTERS = 8 * 1_048_576;

/**
 * Limits and cache of one tenant. Counting and looking up happen in memory, so that no answer
 * waits for the disk; changes are written in one go, at most FLUSH_DELAY_MS later.
 */
export class TenantObject extends DurableObject {
  readonly #tables: TenantTables;
  readonly #windows: Map<string, WindowState>;
  readonly #changedWindows = new Set<string>();
  readonly #memory = new AnswerMemory();
  #unwritten: StoredAnswer[] = [];
  #unwrittenCharacters = 0;
  /** Keys whose newest answer will not reach the disk: an older one must leave it. */
  readonly #replaced = new Set<string>();
  #flushing: ReturnType<typeof setTimeout> | undefined;

  constructor(context: DurableObjectState, environment: Env) {
    super(context, environment);
    this.#tables = new TenantTables(context.storage.sql);
    this.#windows = this.#tables.readWindows();
  }

  admit({ counter, rule, cacheKey }: Admission): Admitted {
    const now = Date.now();
    const { state, decision } = countCall(this.#windows.get(counter) ?? EMPTY_WINDOW, rule, now);
    if (!decision.allowed) return { decision, cached: undefined };
    this.#windows.set(counter, state);
    this.#changedWindows.add(counter);
    this.#flushSoon();
    return { decision, cached: cacheKey === undefined ? undefined : this.#lookUp(cacheKey, now) };
  }

  store(entries: readonly CacheEntry[]): void {
    const storedAt = Date.now();
    for (const { key, text, ttlMs } of entries) {
      const answer = { key, text, ttlMs, storedAt };
      this.#memory.write(answer);
      this.#unwritten.push(answer);
      this.#unwrittenCharacters += text.length;
    }
    this.#dropOldest();
    this.#flushSoon();
  }

  ping(): void {
    this.#tables.check();
  }

  override async alarm(): Promise<void> {
    this.flush();
    this.#tables.dropExpired(Date.now());
    if (!this.#tables.isEmpty()) await this.ctx.storage.setAlarm(Date.now() + SWEEP_DELAY_MS);
  }

  /** Writes what is only in memory. */
  flush(): void {
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    this.ctx.storage.transactionSync(() => {
      for (const counter of this.#changedWindows)
        this.#tables.writeWindow(counter, this.#windows.get(counter) ?? EMPTY_WINDOW);
      this.#tables.dropAnswers([...this.#replaced]);
      this.#tables.writeAnswers(this.#unwritten, Date.now());
    });
    this.#changedWindows.clear();
    this.#unwritten = [];
    this.#unwrittenCharacters = 0;
    this.#replaced.clear();
  }

  #dropOldest(): void {
    while (this.#unwritten.length > MAX_FLUSHED || this.#unwrittenCharacters > MAX_FLUSHED_CHARACTERS) {
      const oldest = this.#unwritten.shift();
      if (oldest === undefined) return;
      this.#unwrittenCharacters -= oldest.text.length;
      this.#replaced.add(oldest.key);
    }
  }

  #lookUp(key: string, now: number): CachedText | undefined {
    const answer = this.#memory.read(key, now);
    return answer === "expired" ? undefined : (answer ?? this.#tables.readAnswer(key, now));
  }

  #flushSoon(): void {
    this.#flushing ??= setTimeout(() => {
      this.flush();
      this.ctx.waitUntil(this.#sweepLater());
    }, FLUSH_DELAY_MS);
  }

  async #sweepLater(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + SWEEP_DELAY_MS);
  }
}
