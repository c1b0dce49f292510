import { timingSafeEqual } from "node:crypto";
import { parseApiKey } from "../core/api-key.ts";
import type { KeyHash } from "./key-hash.ts";
import type { KeyRecord, KeyStore } from "./port.ts";

/** How long a key that was verified is not looked up again: the longest that a revocation can take. */
const REMEMBERED_MS = 30_000;
const MAX_REMEMBERED = 1_000;
/** Compared with when a key's id is not known, so that the answer takes as long as for a wrong secret. */
const NO_HASH = new Uint8Array(32);

export type KeyRefusal = "missing" | "malformed" | "unknown" | "mismatch";

interface Remembered {
  readonly secret: Uint8Array;
  readonly record: KeyRecord;
  /** Unix ms. */
  readonly until: number;
}

/** Tells whose a key is. Secrets are compared in constant time. */
export class KeyVerifier {
  readonly #store: KeyStore;
  readonly #hash: KeyHash;
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();

  constructor(store: KeyStore, hash: KeyHash, now: () => number) {
    this.#store = store;
    this.#hash = hash;
    this.#now = now;
  }

  async verify(text: string | undefined): Promise<KeyRecord | KeyRefusal> {
    if (text === undefined) return "missing";
    const key = parseApiKey(text);
    if (key === undefined) return "malformed";
    const secret = encoder.encode(key.secret);
    const known = this.#remembered.get(key.publicId);
    if (known !== undefined && known.until > this.#now() && isEqual(known.secret, secret)) return known.record;
    const record = await this.#store.find(key.publicId);
    const same = isEqual(record?.hash ?? NO_HASH, this.#hash(key.secret));
    if (record === undefined) return "unknown";
    if (!same) return "mismatch";
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(key.publicId, { secret, record, until: this.#now() + REMEMBERED_MS });
    return record;
  }
}

const encoder = new TextEncoder();

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
