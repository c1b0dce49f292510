import type { VectorScanner } from "./vector-scanner.ts";

/** A vector as it is kept: 8 bits a number, by its own scale, which a cosine does not depend on. */
export function quantized(vector: Float32Array): Int8Array {
  const largest = vector.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  return Int8Array.from(vector, (number) => Math.round((number / largest) * 127));
}

export interface Near {
  /** Number of the entry. */
  readonly entry: number;
  readonly cosine: number;
}

const FIRST_CAPACITY = 16;
/** Bytes of an entry beside its vector. */
const BYTES_BESIDE = 20;
/** What an empty scope takes, about. */
const BYTES_EMPTY = 512;

/** The vectors of one scope in memory, scanned from first to last. */
export class ScopeVectors {
  readonly dimensions: number;
  #vectors: Int8Array;
  #norms: Float32Array;
  #entries: Float64Array;
  #expires: Float64Array;
  #count = 0;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#vectors = new Int8Array(FIRST_CAPACITY * dimensions);
    this.#norms = new Float32Array(FIRST_CAPACITY);
    this.#entries = new Float64Array(FIRST_CAPACITY);
    this.#expires = new Float64Array(FIRST_CAPACITY);
  }

  get count(): number {
    return this.#count;
  }

  /** About how much memory it takes. */
  get bytes(): number {
    return BYTES_EMPTY + this.#entries.length * (this.dimensions + BYTES_BESIDE);
  }

  /** @param expiresAt unix ms; from then on the entry is not found. */
  add(entry: number, vector: Int8Array, expiresAt: number): void {
    if (this.#count === this.#entries.length) this.#grow();
    this.#vectors.set(vector, this.#count * this.dimensions);
    this.#norms[this.#count] = normOf(vector);
    this.#entries[this.#count] = entry;
    this.#expires[this.#count] = expiresAt;
    this.#count += 1;
  }

  delete(entry: number): void {
    const at = this.#entries.subarray(0, this.#count).indexOf(entry);
    if (at < 0) return;
    this.#count -= 1;
    const last = this.#count * this.dimensions;
    this.#vectors.copyWithin(at * this.dimensions, last, last + this.dimensions);
    for (const column of [this.#norms, this.#entries, this.#expires]) column[at] = column[this.#count] ?? 0;
  }

  /** The entries that are nearest, the nearest first; of equally near ones the one that was added first. */
  nearest(scanner: VectorScanner, query: Int8Array, top: number, now: number): Near[] {
    const norm = normOf(query);
    const best: Near[] = [];
    let least = Number.NEGATIVE_INFINITY;
    scanner.scan(query, this.#vectors, this.#count, (products, first) => {
      for (let index = 0; index < products.length; index += 1) {
        const at = first + index;
        const cosine = (products[index] ?? 0) / ((this.#norms[at] ?? 1) * norm);
        if (cosine <= least || (this.#expires[at] ?? 0) <= now) continue;
        const place = best.findIndex((other) => other.cosine < cosine);
        best.splice(place < 0 ? best.length : place, 0, { entry: this.#entries[at] ?? 0, cosine });
        if (best.length > top) best.pop();
        if (best.length === top) least = best.at(-1)?.cosine ?? least;
      }
    });
    return best;
  }

  #grow(): void {
    const capacity = Math.ceil(this.#entries.length * 1.5);
    const grown = <Column extends Int8Array | Float32Array | Float64Array>(column: Column, into: Column): Column => {
      into.set(column);
      return into;
    };
    this.#vectors = grown(this.#vectors, new Int8Array(capacity * this.dimensions));
    this.#norms = grown(this.#norms, new Float32Array(capacity));
    this.#entries = grown(this.#entries, new Float64Array(capacity));
    this.#expires = grown(this.#expires, new Float64Array(capacity));
  }
}

function normOf(vector: Int8Array): number {
  return Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
}
