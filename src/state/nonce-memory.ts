import type { Nonce } from "./port.ts";

/** How often all nonces are looked through for what has expired, when there is room for no more. */
const LOOK_THROUGH_MS = 1_000;

/** Nonces that were spent, until their proofs are too old by themselves. */
export class NonceMemory {
  readonly #most: number;
  readonly #spent = new Map<string, number>();
  readonly #unwritten = new Map<string, number>();
  #lookedThroughAt = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Nonces that the disk does not have yet, with their ends. */
  get unwritten(): ReadonlyMap<string, number> {
    return this.#unwritten;
  }

  /** A proof that is too old by itself counts as spent: whether it was is not known any more. */
  isSpent({ value, expiresAt }: Nonce, now: number): boolean {
    return expiresAt <= now || this.#spent.has(value);
  }

  /** Takes a nonce as it is on the disk. */
  hold(value: string, expiresAt: number): void {
    this.#spent.set(value, expiresAt);
  }

  add({ value, expiresAt }: Nonce): void {
    this.#spent.set(value, expiresAt);
    this.#unwritten.set(value, expiresAt);
  }

  written(values: Iterable<string>): void {
    for (const value of values) this.#unwritten.delete(value);
  }

  /** Whether one more can be kept. A nonce that could not be kept could be spent twice. */
  hasRoom(now: number): boolean {
    if (this.#spent.size >= this.#most && now - this.#lookedThroughAt >= LOOK_THROUGH_MS) this.forgetExpired(now);
    return this.#spent.size < this.#most;
  }

  forgetExpired(now: number): void {
    this.#lookedThroughAt = now;
    for (const [value, expiresAt] of this.#spent) if (expiresAt <= now) this.#spent.delete(value);
  }
}
