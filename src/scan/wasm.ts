import {
  type EngineRule,
  type JsonCheck,
  type JsonFaultKind,
  type JsonLimits,
  ScanCapacityError,
  type ScoredFinding,
  type Scanner,
} from "./port.ts";

/** What rust-wasm/src/abi.rs exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  abi_version(): number;
  input(capacity: number): number;
  set_thresholds(length: number): number;
  scan(length: number): number;
  findings(): number;
  check_json(length: number, maxDepth: number, maxValues: number): number;
  fault_offset(): number;
  rules(): number;
  rules_length(): number;
}

const ABI_VERSION = 2;

/** As in rust-wasm/src/session.rs. */
const MAX_INPUT_BYTES = 16 * 1024 * 1024;

/** Asked for at least, so that small texts share one view of the buffer. */
const SMALL_INPUT_BYTES = 64 * 1024;

/** WebAssembly memory never shrinks: an instance that has grown beyond this is dropped after use. */
const MAX_KEPT_MEMORY_BYTES = 16 * 1024 * 1024;

/** A UTF-16 code unit takes at most three bytes of UTF-8; a pair of them takes four. */
const MAX_BYTES_PER_UNIT = 3;

const MAX_U32 = 0xffff_ffff;

const FAULTS: Readonly<Record<number, JsonFaultKind>> = {
  [-1]: "not_utf8",
  [-2]: "syntax",
  [-3]: "too_deep",
  [-4]: "too_many_values",
  [-5]: "duplicate_key",
  [-6]: "lone_surrogate",
};

const NOTHING: readonly ScoredFinding[] = Object.freeze([]);
const EXACT: JsonCheck = Object.freeze({ ok: true, inexactNumbers: false });
const INEXACT: JsonCheck = Object.freeze({ ok: true, inexactNumbers: true });

const encoder = new TextEncoder();

/**
 * A scanner over the compiled engine. It is instantiated at once, so that a module of another
 * version is refused here.
 */
export function createScanner(module: WebAssembly.Module): Scanner {
  return new WasmScanner(module);
}

class WasmScanner implements Scanner {
  readonly rules: readonly EngineRule[];
  readonly #module: WebAssembly.Module;
  #engine: Exports | undefined;
  #target = new Uint8Array(0);
  /** What the instance was last told. */
  #thresholds: Uint8Array | undefined;
  readonly #defaults: Uint8Array;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
    this.#engine = instantiate(module);
    this.rules = readRules(this.#engine);
    this.#defaults = defaultThresholds(this.rules);
  }

  scan(text: string, thresholds: Uint8Array = this.#defaults): readonly ScoredFinding[] {
    if (text.length === 0) return NOTHING;
    return this.#run((engine) => {
      this.#use(thresholds, engine);
      const capacity = Math.min(text.length * MAX_BYTES_PER_UNIT, MAX_INPUT_BYTES);
      const target = this.#input(engine, capacity);
      // A lone surrogate is written as U+FFFD, which is one code unit too: offsets stay right.
      const { read, written } = encoder.encodeInto(text, target);
      if (read < text.length) {
        target.fill(0);
        throw new ScanCapacityError("the text is too long to be scanned");
      }
      const count = engine.scan(written);
      if (count === 0) return NOTHING;
      if (count < 0) throw new ScanCapacityError(`the text cannot be scanned (${count})`);
      return readFindings(engine, count, this.rules);
    });
  }

  checkJson(bytes: Uint8Array, limits: JsonLimits): JsonCheck {
    if (bytes.length > MAX_INPUT_BYTES) {
      throw new ScanCapacityError("the document is too long to be checked");
    }
    return this.#run((engine) => {
      this.#input(engine, bytes.length).set(bytes);
      const result = engine.check_json(bytes.length, u32(limits.depth), u32(limits.values));
      if (result >= 0) return result === 0 ? EXACT : INEXACT;
      const fault = FAULTS[result];
      if (fault === undefined) throw new Error(`engine: unknown result ${result}`);
      return { ok: false, fault, offset: engine.fault_offset() >>> 0 };
    });
  }

  /** A trap may leave an instance half-changed: after any error, the next call starts from a fresh one. */
  #run<Result>(call: (engine: Exports) => Result): Result {
    const engine = (this.#engine ??= instantiate(this.#module));
    try {
      const result = call(engine);
      if (engine.memory.buffer.byteLength > MAX_KEPT_MEMORY_BYTES) this.#drop();
      return result;
    } catch (error) {
      this.#drop();
      throw error;
    }
  }

  #use(thresholds: Uint8Array, engine: Exports): void {
    if (this.#thresholds === thresholds) return;
    this.#input(engine, thresholds.length).set(thresholds);
    if (engine.set_thresholds(thresholds.length) !== 1) throw new RangeError("one threshold per rule is needed");
    this.#thresholds = thresholds;
  }

  #drop(): void {
    this.#engine = undefined;
    this.#thresholds = undefined;
    this.#target = new Uint8Array(0);
  }

  /** The input buffer. It moves when it grows, and memory that grows detaches every former view. */
  #input(engine: Exports, capacity: number): Uint8Array {
    const size = Math.max(capacity, SMALL_INPUT_BYTES);
    const pointer = engine.input(size) >>> 0;
    if (pointer === 0) throw new ScanCapacityError("the input is beyond the engine's cap");
    const { buffer } = engine.memory;
    const target = this.#target;
    if (target.buffer !== buffer || target.byteOffset !== pointer || target.length < size) {
      this.#target = new Uint8Array(buffer, pointer, size);
    }
    return this.#target;
  }
}

/** A threshold that no confidence reaches. */
export const OFF = 255;
/** As in rust-wasm/src/rules/mod.rs. */
export const DEFAULT_THRESHOLD = 50;

function defaultThresholds(rules: readonly EngineRule[]): Uint8Array {
  return Uint8Array.from(rules, (rule) => (rule.on ? DEFAULT_THRESHOLD : OFF));
}

function instantiate(module: WebAssembly.Module): Exports {
  const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
  const version = typeof exports.abi_version === "function" ? exports.abi_version() : "none";
  if (version !== ABI_VERSION) {
    throw new Error(`engine: its ABI version is ${version}, not ${ABI_VERSION}`);
  }
  return exports;
}

function readRules(engine: Exports): readonly EngineRule[] {
  const pointer = engine.rules() >>> 0;
  const bytes = new Uint8Array(engine.memory.buffer, pointer, engine.rules_length());
  const rules = JSON.parse(new TextDecoder().decode(bytes)) as EngineRule[];
  return Object.freeze(rules.map((rule) => Object.freeze(rule)));
}

function readFindings(engine: Exports, count: number, rules: readonly EngineRule[]): ScoredFinding[] {
  const numbers = new Uint32Array(engine.memory.buffer, engine.findings() >>> 0, 3 * count);
  const findings: ScoredFinding[] = [];
  for (let at = 0; at < numbers.length; at += 3) {
    const [start, end, packed] = numbers.subarray(at, at + 3);
    const rule = rules[packed === undefined ? -1 : packed & 0xffff];
    if (start === undefined || end === undefined || packed === undefined || rule === undefined) {
      throw new Error("engine: a finding names no rule");
    }
    findings.push({ start, end, rule, confidence: packed >>> 16 });
  }
  return findings;
}

function u32(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit), 0), MAX_U32);
}
