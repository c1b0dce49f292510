import type { CachedText, CacheEntry, TenantState } from "../state/port.ts";

/** How long an answer may wait for others to be stored with it. */
const GATHER_MS = 20;
/** Characters that may wait; beyond that answers are stored at once. */
const MAX_WAITING_CHARACTERS = 4 * 1_048_576;

type WaitUntil = (work: Promise<unknown>) => void;

/**
 * Stores answers after they were sent, those of many requests in one call for each tenant. What
 * still waits can be read, so that a repeated question is a hit at once.
 */
export class WriteBehind {
  readonly #state: TenantState;
  readonly #now: () => number;
  readonly #failed: (tenant: string, thrown: unknown) => void;
  #waiting = new Map<string, Map<string, CacheEntry & CachedText>>();
  #characters = 0;
  #gathering = false;

  /** @param failed told when a tenant's answers could not be stored. No request suffers from it. */
  constructor(state: TenantState, now: () => number, failed: (tenant: string, thrown: unknown) => void) {
    this.#state = state;
    this.#now = now;
    this.#failed = failed;
  }

  /** An answer that is not stored yet. */
  read(tenant: string, key: string): CachedText | undefined {
    const entry = this.#waiting.get(tenant)?.get(key);
    return entry !== undefined && entry.storedAt + entry.ttlMs > this.#now() ? entry : undefined;
  }

  /** Takes an answer; `waitUntil` keeps the Worker alive until it is stored. */
  write(tenant: string, entry: CacheEntry, waitUntil: WaitUntil): void {
    const entries = this.#waiting.get(tenant) ?? new Map<string, CacheEntry & CachedText>();
    this.#waiting.set(tenant, entries.set(entry.key, { ...entry, storedAt: this.#now() }));
    this.#characters += entry.text.length;
    if (this.#characters > MAX_WAITING_CHARACTERS) {
      waitUntil(this.#storeAll());
    } else if (!this.#gathering) {
      this.#gathering = true;
      waitUntil(this.#storeSoon());
    }
  }

  async #storeSoon(): Promise<void> {
    await new Promise((resolve) => {
      setTimeout(resolve, GATHER_MS);
    });
    this.#gathering = false;
    await this.#storeAll();
  }

  async #storeAll(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    this.#characters = 0;
    await Promise.all([...waiting].map(([tenant, entries]) => this.#store(tenant, [...entries.values()])));
  }

  async #store(tenant: string, entries: readonly CacheEntry[]): Promise<void> {
    try {
      await this.#state.store(tenant, entries);
    } catch (thrown) {
      this.#failed(tenant, thrown);
    }
  }
}
