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
    this.#norms[this.#count] = Math.sqrt(dot(vector, 0, vector));
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
  nearest(query: Int8Array, top: number, now: number): Near[] {
    const norm = Math.sqrt(dot(query, 0, query));
    const best: Near[] = [];
    let least = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < this.#count; at += 1) {
      const cosine = dot(this.#vectors, at * this.dimensions, query) / ((this.#norms[at] ?? 1) * norm);
      if (cosine <= least || (this.#expires[at] ?? 0) <= now) continue;
      const place = best.findIndex((other) => other.cosine < cosine);
      best.splice(place < 0 ? best.length : place, 0, { entry: this.#entries[at] ?? 0, cosine });
      if (best.length > top) best.pop();
      if (best.length === top) least = best.at(-1)?.cosine ?? least;
    }
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

/** Whole numbers: at most 4096 products of 14 bits, which 32 bits hold. */
function dot(vectors: Int8Array, from: number, query: Int8Array): number {
  let sum = 0;
  for (let at = 0; at < query.length; at += 1) sum += (vectors[from + at] ?? 0) * (query[at] ?? 0);
  return sum;
}
