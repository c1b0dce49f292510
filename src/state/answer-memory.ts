import type { CachedText, CacheEntry } from "./port.ts";

/** Characters of answers in memory; those not used for longest give way. */
const MAX_CHARACTERS = 8 * 1_048_576;

/** A cached answer with the time at which it was stored, unix ms. */
export type StoredAnswer = CacheEntry & CachedText;

/** The answers of a tenant that are in its object's memory, least recently used first. */
export class AnswerMemory {
  readonly #answers = new Map<string, StoredAnswer>();
  #characters = 0;

  /** The answer, `expired` when its time is over, or undefined when the disk has to be asked. */
  read(key: string, now: number): CachedText | "expired" | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    if (answer.storedAt + answer.ttlMs <= now) return "expired";
    this.#remove(answer);
    this.#add(answer);
    return { text: answer.text, storedAt: answer.storedAt };
  }

  write(answer: StoredAnswer): void {
    const older = this.#answers.get(answer.key);
    if (older !== undefined) this.#remove(older);
    this.#add(answer);
    for (const oldest of this.#answers.values()) {
      if (this.#characters <= MAX_CHARACTERS) return;
      this.#remove(oldest);
    }
  }

  #add(answer: StoredAnswer): void {
    this.#answers.set(answer.key, answer);
    this.#characters += answer.text.length;
  }

  #remove(answer: StoredAnswer): void {
    this.#answers.delete(answer.key);
    this.#characters -= answer.text.length;
  }
}
