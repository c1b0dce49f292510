import { customError, encodeCustom, shownRules } from "./custom.ts";
import { type Exports, instantiate, readRules } from "./exports.ts";
import { scanPolicy } from "./policy.ts";
import {
  type CustomRule,
  type EngineRule,
  type JsonCheck,
  type JsonFaultKind,
  type JsonLimits,
  type LocatedFinding,
  ScanCapacityError,
  type ScoredFinding,
  type Scanner,
  type ScreenedJson,
  type Within,
} from "./port.ts";

/** As in rust-wasm/src/session.rs. */
const MAX_INPUT_BYTES = 16 * 1024 * 1024;

/** Asked for at least, so that small texts share one view of the buffer. */
const SMALL_INPUT_BYTES = 64 * 1024;

/**
 * An instance never grows beyond 64 MiB, whatever it is given (test/scan/memory.test.ts). WebAssembly
 * memory never shrinks: an instance that has grown beyond this is dropped after use.
 */
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

/** Of `screen`: there are more findings than the engine's cap. */
const TOO_MANY = -8;
const WITHIN: readonly Within[] = ["string", "number", "inner string", "inner number"];

const NOWHERE: readonly LocatedFinding[] = Object.freeze([]);
const NOTHING: readonly ScoredFinding[] = Object.freeze([]);
const EXACT: JsonCheck = Object.freeze({ ok: true, inexactNumbers: false });
const INEXACT: JsonCheck = Object.freeze({ ok: true, inexactNumbers: true });

const encoder = new TextEncoder();

/**
 * A scanner over the compiled engine. It is instantiated at once, so that a module of another
 * version is refused here.
 * @param custom what is looked for beside the engine's own rules.
 * @throws CustomRuleError for the first of them that cannot be used.
 */
export function createScanner(module: WebAssembly.Module, custom: readonly CustomRule[] = []): Scanner {
  return new WasmScanner(module, custom);
}

class WasmScanner implements Scanner {
  readonly rules: readonly EngineRule[];
  readonly #module: WebAssembly.Module;
  #engine: Exports | undefined;
  #target = new Uint8Array(0);
  #lens: string | undefined;
  /** What the instance was last told. */
  #policy: Uint8Array | undefined;
  readonly #defaults: Uint8Array;
  readonly #custom: Uint8Array;
  #keptMemoryBytes = MAX_KEPT_MEMORY_BYTES;

  constructor(module: WebAssembly.Module, custom: readonly CustomRule[]) {
    this.#module = module;
    this.#custom = encodeCustom(custom);
    const engine = this.#start();
    this.#engine = engine;
    this.rules = Object.freeze([...readRules(engine), ...shownRules(custom)]);
    this.#defaults = scanPolicy(this.rules);
  }

  scan(text: string, policy: Uint8Array = this.#defaults): readonly ScoredFinding[] {
    if (text.length === 0) return NOTHING;
    return this.#run((engine) => {
      this.#use(policy, engine);
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
      return { ok: false, fault: faultOf(result), offset: engine.fault_offset() >>> 0 };
    });
  }

  screenJson(bytes: Uint8Array, limits: JsonLimits, lens: string, policy: Uint8Array = this.#defaults): ScreenedJson {
    if (bytes.length > MAX_INPUT_BYTES) {
      throw new ScanCapacityError("the document is too long to be screened");
    }
    return this.#run((engine) => {
      this.#use(policy, engine);
      this.#look(lens, engine);
      this.#input(engine, bytes.length).set(bytes);
      const result = engine.screen(bytes.length, u32(limits.depth), u32(limits.values));
      if (result >= 0) {
        const findings = result < 2 ? NOWHERE : readLocated(engine, result >>> 1, this.rules);
        return { ok: true, inexactNumbers: (result & 1) === 1, findings, noted: readNoted(engine) };
      }
      if (result === TOO_MANY) throw new ScanCapacityError("the document holds too many values");
      return { ok: false, fault: faultOf(result), offset: engine.fault_offset() >>> 0 };
    });
  }

  /** A trap may leave an instance half-changed: after any error, the next call starts from a fresh one. */
  #run<Result>(call: (engine: Exports) => Result): Result {
    const engine = (this.#engine ??= this.#start());
    try {
      const result = call(engine);
      if (engine.memory.buffer.byteLength > this.#keptMemoryBytes) this.#drop();
      return result;
    } catch (error) {
      this.#drop();
      throw error;
    }
  }

  /** A new instance that knows the custom rules. */
  #start(): Exports {
    const engine = instantiate(this.#module);
    if (this.#custom.length === 0) return engine;
    const before = engine.memory.buffer.byteLength;
    this.#input(engine, this.#custom.length).set(this.#custom);
    const result = engine.set_custom(this.#custom.length);
    if (result !== 0) throw customError(result, engine.custom_entry() >>> 0);
    this.#keptMemoryBytes = MAX_KEPT_MEMORY_BYTES + engine.memory.buffer.byteLength - before;
    return engine;
  }

  #use(policy: Uint8Array, engine: Exports): void {
    if (this.#policy === policy) return;
    this.#input(engine, policy.length).set(policy);
    if (engine.set_policy(policy.length) !== 1) throw new RangeError("a policy has one byte per rule, and one more");
    this.#policy = policy;
  }

  #look(lens: string, engine: Exports): void {
    if (this.#lens === lens) return;
    const { written } = encoder.encodeInto(lens, this.#input(engine, lens.length * MAX_BYTES_PER_UNIT));
    if (engine.set_lens(written) !== 1) throw new RangeError("the engine cannot read this lens");
    this.#lens = lens;
  }

  #drop(): void {
    this.#engine = undefined;
    this.#lens = undefined;
    this.#policy = undefined;
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

function readLocated(engine: Exports, count: number, rules: readonly EngineRule[]): LocatedFinding[] {
  const numbers = new Uint32Array(engine.memory.buffer, engine.findings() >>> 0, 4 * count);
  return Array.from({ length: count }, (_, index) => {
    const [start = 0, end = 0, packed = 0, where = 0] = numbers.subarray(4 * index, 4 * index + 4);
    const rule = rules[packed & 0xffff];
    const within = WITHIN[where];
    if (rule === undefined || within === undefined) throw new Error("engine: a finding names no rule");
    return { start, end, rule, confidence: packed >>> 16, within };
  });
}

function readNoted(engine: Exports): { start: number; end: number } | undefined {
  const [start = 0, end = 0] = new Uint32Array(engine.memory.buffer, engine.noted() >>> 0, 2);
  return end === 0 ? undefined : { start, end };
}

function faultOf(result: number): JsonFaultKind {
  const fault = FAULTS[result];
  if (fault === undefined) throw new Error(`engine: unknown result ${result}`);
  return fault;
}

function u32(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit), 0), MAX_U32);
}
