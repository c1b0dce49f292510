/** A seeded source of choices (mulberry32): the texts are the same in every run and on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From `first` to `last`, both possible. */
  int(first: number, last: number): number {
    return first + Math.floor(this.next() * (last - first + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: ArrayLike<Item>): Item {
    return items[this.int(0, items.length - 1)] as Item;
  }

  /** The first ones most often, as words are in a language. */
  pickEarly<Item>(items: ArrayLike<Item>): Item {
    return items[Math.floor(this.next() ** 2 * items.length)] as Item;
  }

  /** So many characters of an alphabet. */
  chars(alphabet: string, length: number): string {
    return Array.from({ length }, () => this.pick(alphabet)).join("");
  }
}

export const DIGITS = "0123456789";
export const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const LOWER = "abcdefghijklmnopqrstuvwxyz";
export const ALNUM = UPPER + LOWER + DIGITS;

export const MEBIBYTE = 1_048_576;

/** The words of a text. */
export function list(words: string): readonly string[] {
  return words.trim().split(/\s+/);
}

/** Pieces until there are `bytes` bytes of UTF-8, cut to that length between characters. */
export function fill(piece: () => string, bytes = MEBIBYTE): string {
  const pieces: string[] = [];
  for (let size = 0; size < bytes;) {
    const next = piece();
    pieces.push(next);
    size += Buffer.byteLength(next);
  }
  const whole = Buffer.from(pieces.join(""));
  let end = bytes;
  while (((whole[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return whole.toString("utf8", 0, end);
}
