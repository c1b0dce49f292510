import type { About } from "../core/limits/rules.ts";
import type { Reading } from "../core/limits/limit.ts";

/** A limit as a request met it. */
export interface Met {
  readonly about: About;
  readonly reading: Reading;
}

interface Remembered extends Met {
  /** When a request may pass again, unix ms. */
  readonly endsAt: number;
  /** When it is forgotten, unix ms. */
  readonly until: number;
}

/** How long a refusal is remembered at most: the limit may be raised meanwhile. */
const REMEMBERED_MS = 5_000;

/** Keys whose refusal is remembered in this isolate. */
const MAX_REFUSALS = 10_000;

/**
 * Keys that are over a limit of requests of their own or of their tenant. A refusal is remembered
 * until it can end, for some seconds at most, so that a flood costs neither parsing nor a call.
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
    const now = this.#now();
    if (refusal.until <= now) return void this.#refusals.delete(keyId);
    const { about, reading } = refusal;
    const retryAfterMs = refusal.endsAt - now;
    const resetMs = Math.max(retryAfterMs, reading.resetMs - (reading.retryAfterMs - retryAfterMs));
    return { about, reading: { ...reading, retryAfterMs, resetMs } };
  }

  /** Remembers a refusal, if every request of the key would meet it. */
  note(keyId: string, { about, reading }: Met): void {
    const meetsAll = about.of === "requests" && (about.per === "key" || about.per === "tenant");
    if (!meetsAll || reading.retryAfterMs <= 0) return;
    if (this.#refusals.size >= MAX_REFUSALS) this.#refusals.clear();
    const now = this.#now();
    const { retryAfterMs } = reading;
    const until = now + Math.min(retryAfterMs, REMEMBERED_MS);
    this.#refusals.set(keyId, { about, reading, endsAt: now + retryAfterMs, until });
  }
}
