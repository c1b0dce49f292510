import type { EntryTables, Place } from "./entry-tables.ts";
import { ScopeVectors } from "./scope-vectors.ts";

/** Memory of all scopes together; those that were not asked for longest give way. */
const MAX_BYTES = 28 * 1_048_576;
/** Vectors read from the disk at a time; other calls come in between. */
const PAGE = 4_096;

interface Resident {
  readonly vectors: ScopeVectors;
  /** Resolves when every vector is there. */
  readonly loaded: Promise<void>;
  isLoaded: boolean;
}

/** The scopes of a tenant whose vectors are in memory. One is read from the disk when it is asked for. */
export class ResidentScopes {
  readonly #tables: EntryTables;
  readonly #pause: () => Promise<void>;
  readonly #corrupted: (scope: number, number: number) => void;
  /** The one that was asked for longest ago comes first. */
  readonly #scopes = new Map<number, Resident>();
  #bytes = 0;

  /**
   * @param pause lets other work go on.
   * @param corrupted told of a vector that is none.
   */
  constructor(tables: EntryTables, pause: () => Promise<void>, corrupted: (scope: number, number: number) => void) {
    this.#tables = tables;
    this.#pause = pause;
    this.#corrupted = corrupted;
  }

  async vectorsOf(scope: number, dimensions: number, now: number): Promise<ScopeVectors> {
    const resident = this.#scopes.get(scope) ?? this.#load(scope, dimensions, now);
    this.#scopes.delete(scope);
    this.#scopes.set(scope, resident);
    if (!resident.isLoaded) await resident.loaded;
    return resident.vectors;
  }

  /** An entry that was just written. A scope that is being read comes to it by itself. */
  add(scope: number, number: number, vector: Int8Array, expiresAt: number): void {
    const resident = this.#scopes.get(scope);
    if (resident?.isLoaded !== true) return;
    const before = resident.vectors.bytes;
    resident.vectors.add(number, vector, expiresAt);
    this.#bytes += resident.vectors.bytes - before;
    this.#shrink();
  }

  delete(places: readonly Pick<Place, "scope" | "number">[]): void {
    for (const { scope, number } of places) this.#scopes.get(scope)?.vectors.delete(number);
  }

  drop(scopes: readonly number[]): void {
    for (const scope of scopes) this.#forget(scope);
  }

  #load(scope: number, dimensions: number, now: number): Resident {
    const vectors = new ScopeVectors(dimensions);
    const resident: Resident = { vectors, loaded: this.#read(scope, vectors, now), isLoaded: false };
    return resident;
  }

  async #read(scope: number, vectors: ScopeVectors, now: number): Promise<void> {
    // A microtask later the scope is in the map, so that what is deleted from now on is deleted here too.
    await Promise.resolve();
    try {
      await this.#readPages(scope, vectors, now);
    } catch (thrown) {
      // The next one who asks reads anew.
      this.#scopes.delete(scope);
      throw thrown;
    }
    // One that was dropped meanwhile is nobody's.
    const resident = this.#scopes.get(scope);
    if (resident?.vectors !== vectors) return;
    resident.isLoaded = true;
    this.#bytes += vectors.bytes;
    this.#shrink();
  }

  async #readPages(scope: number, vectors: ScopeVectors, now: number): Promise<void> {
    for (let last = 0; ; await this.#pause()) {
      const rows = this.#tables.vectorsAfter(scope, last, PAGE, now);
      for (const { number, expires, vector } of rows) {
        last = number;
        if (vector instanceof ArrayBuffer && vector.byteLength === vectors.dimensions)
          vectors.add(number, new Int8Array(vector), expires);
        else this.#corrupted(scope, number);
      }
      if (rows.length < PAGE) return;
    }
  }

  #shrink(): void {
    for (const [scope, { isLoaded }] of this.#scopes) {
      if (this.#bytes <= MAX_BYTES) return;
      if (isLoaded) this.#forget(scope);
    }
  }

  #forget(scope: number): void {
    const resident = this.#scopes.get(scope);
    if (resident?.isLoaded === true) this.#bytes -= resident.vectors.bytes;
    this.#scopes.delete(scope);
  }
}
