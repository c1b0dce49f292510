/** The exports that the benchmark calls without the wrapper (rust-wasm/src/abi.rs). */
interface Exports {
  readonly memory: WebAssembly.Memory;
  input(capacity: number): number;
  scan(length: number): number;
  classify(length: number): number;
}

/** The module fed with bytes. */
export class RawEngine {
  readonly #exports: Exports;

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module).exports as unknown as Exports;
  }

  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  /** The number of findings, or a negative fault. */
  scan(bytes: Uint8Array): number {
    this.#write(bytes);
    return this.#exports.scan(bytes.length);
  }

  /** The floor: the bytes are copied, and looked at once. */
  classify(bytes: Uint8Array): number {
    this.#write(bytes);
    return this.#exports.classify(bytes.length);
  }

  #write(bytes: Uint8Array): void {
    const pointer = this.#exports.input(bytes.length) >>> 0;
    if (pointer === 0) throw new RangeError("the text is beyond the engine's cap");
    new Uint8Array(this.#exports.memory.buffer, pointer, bytes.length).set(bytes);
  }
}
