import type { EngineRule } from "./port.ts";

/** What rust-wasm/src/abi.rs exports. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  abi_version(): number;
  input(capacity: number): number;
  set_policy(length: number): number;
  set_custom(length: number): number;
  custom_entry(): number;
  scan(length: number): number;
  findings(): number;
  set_lens(length: number): number;
  screen(length: number, maxDepth: number, maxValues: number): number;
  check_json(length: number, maxDepth: number, maxValues: number): number;
  noted(): number;
  fault_offset(): number;
  rules(): number;
  rules_length(): number;
}

const ABI_VERSION = 3;

/** A new instance of the engine. @throws Error for a module of another version */
export function instantiate(module: WebAssembly.Module): Exports {
  const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
  const version = typeof exports.abi_version === "function" ? exports.abi_version() : "none";
  if (version !== ABI_VERSION) {
    throw new Error(`engine: its ABI version is ${version}, not ${ABI_VERSION}`);
  }
  return exports;
}

/** The engine's own rules. */
export function readRules(engine: Exports): readonly EngineRule[] {
  const pointer = engine.rules() >>> 0;
  const bytes = new Uint8Array(engine.memory.buffer, pointer, engine.rules_length());
  const rules = JSON.parse(new TextDecoder().decode(bytes)) as EngineRule[];
  return Object.freeze(rules.map((rule) => Object.freeze(rule)));
}
