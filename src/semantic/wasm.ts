import { type Decision, type Semantic, SemanticCapacityError, type Veto } from "./port.ts";

/** What rust-wasm-semantic/src/abi.rs exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  abi_version(): number;
  dimensions(): number;
  input(capacity: number): number;
  embed(length: number): number;
  vector(): number;
  verify(first: number, second: number): number;
  measures(): number;
}

const ABI_VERSION = 1;

/** As in rust-wasm-semantic/src/session.rs. */
const MAX_INPUT_BYTES = 256 * 1024;
/** A UTF-16 code unit takes at most three bytes of UTF-8; a pair of them takes four. */
const MAX_BYTES_PER_UNIT = 3;
const DEFAULT_DELTA = 0.01;

const VETOES: readonly (Veto | undefined)[] = [
  undefined,
  "too_long",
  "code",
  "quoted",
  "placeholder",
  "literal",
  "number",
  "currency",
  "time",
  "name",
  "language",
  "polarity",
  "scope",
  "antonym",
  "operands",
  "question",
  "modal",
  "tense",
  "person",
];

const encoder = new TextEncoder();

/**
 * The embedder and the verifier over the compiled module. It is instantiated when it is first used,
 * so that an isolate that never looks for equivalent prompts does not pay for it.
 */
export function createSemantic(module: WebAssembly.Module): Semantic {
  return new WasmSemantic(module);
}

class WasmSemantic implements Semantic {
  readonly #module: WebAssembly.Module;
  #exports: Exports | undefined;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  get dimensions(): number {
    return (this.#exports ??= instantiate(this.#module)).dimensions();
  }

  embed(text: string): Float32Array | undefined {
    return this.#run((exports) => {
      const { length } = write(exports, [text]);
      if (answered(exports.embed(length)) === 0) return undefined;
      // A copy: the next call overwrites it.
      return new Float32Array(exports.memory.buffer, exports.vector() >>> 0, exports.dimensions()).slice();
    });
  }

  verify(one: string, other: string, delta = DEFAULT_DELTA): Decision {
    return this.#run((exports) => {
      const { length, first } = write(exports, [one, other]);
      const number = answered(exports.verify(first, length - first));
      const veto = VETOES[number];
      if (veto !== undefined) return { kind: "veto", veto };
      if (number !== 0) throw new Error(`semantic: unknown veto ${number}`);
      const measures = new Float32Array(exports.memory.buffer, exports.measures() >>> 0, 3);
      const [probability = 0, lowerBound = 0, cosine = 0] = measures;
      if (lowerBound >= 1 - delta) return { kind: "serve", probability, cosine };
      return { kind: "grey", probability, lowerBound, cosine };
    });
  }

  /** A trap may leave an instance half-changed: after any error, the next call starts from a fresh one. */
  #run<Result>(call: (exports: Exports) => Result): Result {
    const exports = (this.#exports ??= instantiate(this.#module));
    try {
      return call(exports);
    } catch (error) {
      if (!(error instanceof SemanticCapacityError)) this.#exports = undefined;
      throw error;
    }
  }
}

/** @throws Error for a module of another version */
function instantiate(module: WebAssembly.Module): Exports {
  const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
  const version = typeof exports.abi_version === "function" ? exports.abi_version() : "none";
  if (version !== ABI_VERSION) throw new Error(`semantic: its ABI version is ${version}, not ${ABI_VERSION}`);
  return exports;
}

/** Writes one text behind the other; gives the bytes of both, and of the first. */
function write(exports: Exports, texts: readonly string[]): { length: number; first: number } {
  const units = texts.reduce((sum, text) => sum + text.length, 0);
  if (units > MAX_INPUT_BYTES) throw new SemanticCapacityError("the texts are too long");
  const capacity = Math.min(units * MAX_BYTES_PER_UNIT, MAX_INPUT_BYTES);
  const pointer = exports.input(capacity) >>> 0;
  if (pointer === 0) throw new SemanticCapacityError("the texts are too long");
  const target = new Uint8Array(exports.memory.buffer, pointer, capacity);
  let length = 0;
  let first = 0;
  for (const [index, text] of texts.entries()) {
    // A lone surrogate is written as U+FFFD.
    const { read, written } = encoder.encodeInto(text, target.subarray(length));
    if (read < text.length) {
      target.fill(0);
      throw new SemanticCapacityError("the texts are too long");
    }
    length += written;
    if (index === 0) first = length;
  }
  return { length, first };
}

function answered(number: number): number {
  if (number < 0) throw new SemanticCapacityError(`the texts cannot be read (${number})`);
  return number;
}
