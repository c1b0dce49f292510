import { DurableObject } from "cloudflare:workers";
import { countCall, EMPTY_WINDOW, type WindowState } from "../core/sliding-window.ts";
import type { Admission, Admitted, CacheEntry } from "./port.ts";
import { TenantTables } from "./tenant-tables.ts";

/** How long what is only in memory may wait for the disk: what a crash can lose. */
const FLUSH_DELAY_MS = 1_000;
/** How often an idle object looks for what has expired. */
const SWEEP_DELAY_MS = 3_600_000;
/** Characters of answers that may wait in memory; more are written at once. */
const MAX_UNWRITTEN_CHARACTERS = 8 * 1_048_576;

/**
 * Limits and cache of one tenant. Counting and looking up happen in memory, so that no answer
 * waits for the disk; changes are written in one go, at most FLUSH_DELAY_MS later.
 */
export class TenantObject extends DurableObject {
  readonly #tables: TenantTables;
  readonly #windows: Map<string, WindowState>;
  readonly #changedWindows = new Set<string>();
  readonly #unwritten = new Map<string, CacheEntry & { readonly storedAt: number }>();
  #unwrittenCharacters = 0;
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
      this.#unwritten.set(key, { key, text, ttlMs, storedAt });
      this.#unwrittenCharacters += text.length;
    }
    if (this.#unwrittenCharacters > MAX_UNWRITTEN_CHARACTERS) this.flush();
    else this.#flushSoon();
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
      this.#tables.writeEntries([...this.#unwritten.values()], Date.now());
    });
    this.#changedWindows.clear();
    this.#unwritten.clear();
    this.#unwrittenCharacters = 0;
  }

  #lookUp(key: string, now: number): Admitted["cached"] {
    const fresh = this.#unwritten.get(key);
    if (fresh === undefined) return this.#tables.readEntry(key, now);
    return fresh.storedAt + fresh.ttlMs > now ? { text: fresh.text, storedAt: fresh.storedAt } : undefined;
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
