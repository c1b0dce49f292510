/** What rust-wasm-vectors/src/abi.rs exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  abi_version(): number;
  query(): number;
  vectors(): number;
  scores(): number;
  scan(dimensions: number, count: number): number;
}

const ABI_VERSION = 1;
/** As in rust-wasm-vectors/src/lib.rs. */
const MAX_VECTORS = 4_096;
const MAX_NUMBERS = 256 * 1_024;

/**
 * Inner products of one vector with many, of whole numbers of 8 bits, by SIMD in WebAssembly. The
 * vectors are copied there in pieces that a processor's cache holds, so the module's memory stays
 * small, and a scope's vectors are freed with it.
 */
export class VectorScanner {
  readonly #module: WebAssembly.Module;
  #exports: Exports | undefined;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /**
   * @param vectors one behind the other, `count` of the query's length; at most 4096 numbers each.
   * @param scored told the products of some of them, and which of them comes first; valid until it returns.
   */
  scan(
    query: Int8Array,
    vectors: Int8Array,
    count: number,
    scored: (products: Int32Array, first: number) => void,
  ): void {
    const exports = (this.#exports ??= instantiate(this.#module));
    const dimensions = query.length;
    const most = Math.min(MAX_VECTORS, Math.floor(MAX_NUMBERS / dimensions));
    const { buffer } = exports.memory;
    new Int8Array(buffer, exports.query() >>> 0, dimensions).set(query);
    const written = new Int8Array(buffer, exports.vectors() >>> 0, most * dimensions);
    for (let first = 0; first < count; first += most) {
      const some = Math.min(most, count - first);
      written.set(vectors.subarray(first * dimensions, (first + some) * dimensions));
      if (exports.scan(dimensions, some) !== 0) throw new RangeError("the vectors are too long to be scanned");
      scored(new Int32Array(buffer, exports.scores() >>> 0, some), first);
    }
  }
}

/** @throws Error for a module of another version */
function instantiate(module: WebAssembly.Module): Exports {
  const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
  const version = typeof exports.abi_version === "function" ? exports.abi_version() : "none";
  if (version !== ABI_VERSION) throw new Error(`vectors: its ABI version is ${version}, not ${ABI_VERSION}`);
  // The buffers are made when they are first asked for; memory that grows would detach what is read.
  exports.query();
  exports.vectors();
  exports.scores();
  return exports;
}
