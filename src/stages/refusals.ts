import type { About } from "../core/limits/rules.ts";
import type { Reading } from "../core/limits/limit.ts";

/** A limit as a request met it. */
export interface Met {
  readonly about: About;
  readonly reading: Reading;
}

interface Remembered extends Met {
  /** Unix ms. */
  readonly until: number;
}

/** Keys whose refusal is remembered in this isolate. */
const MAX_REFUSALS = 10_000;

/**
 * Keys that are over a limit of requests of their own or of their tenant. A refusal is remembered
 * until it can end, so that a flood costs neither parsing nor a call.
 */
export class Refusals {
  readonly #now: () => number;
  readonly #refusals = new Map<string, Remembered>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The refusal that a key's next request would meet, as it stands now: less time is left than when it was made. */
  of(keyId: string): Met | undefined {
    const refusal = this.#refusals.get(keyId);
    if (refusal === undefined) return undefined;
    const retryAfterMs = refusal.until - this.#now();
    if (retryAfterMs <= 0) return void this.#refusals.delete(keyId);
    const { about, reading } = refusal;
    const resetMs = Math.max(retryAfterMs, reading.resetMs - (reading.retryAfterMs - retryAfterMs));
    return { about, reading: { ...reading, retryAfterMs, resetMs } };
  }

  /** Remembers a refusal, if every request of the key would meet it. */
  note(keyId: string, { about, reading }: Met): void {
    const meetsAll = about.of === "requests" && (about.per === "key" || about.per === "tenant");
    if (!meetsAll || reading.retryAfterMs <= 0) return;
    if (this.#refusals.size >= MAX_REFUSALS) this.#refusals.clear();
    this.#refusals.set(keyId, { about, reading, until: this.#now() + reading.retryAfterMs });
  }
}
