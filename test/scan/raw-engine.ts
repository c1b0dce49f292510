/** The module's exports as rust-wasm/src/abi.rs has them, without the wrapper that keeps to their terms. */
import { engineModule } from "./engine.ts";

export interface RawEngine {
  readonly memory: WebAssembly.Memory;
  input(capacity: number): number;
  scan(length: number): number;
  screen(length: number, depth: number, values: number): number;
  check_json(length: number, depth: number, values: number): number;
  set_policy(length: number): number;
  set_lens(length: number): number;
  findings(): number;
  noted(): number;
  fault_offset(): number;
}

export const rawEngine = (): RawEngine => new WebAssembly.Instance(engineModule).exports as unknown as RawEngine;

/** Writes bytes to the input, and says how many. */
export function write(engine: RawEngine, bytes: Uint8Array): number {
  const pointer = engine.input(bytes.length) >>> 0;
  if (pointer === 0) throw new RangeError("beyond the engine's cap");
  new Uint8Array(engine.memory.buffer, pointer, bytes.length).set(bytes);
  return bytes.length;
}

/** The numbers that the last call has left. */
export function numbers(engine: RawEngine, count: number): number[] {
  return count <= 0 ? [] : [...new Uint32Array(engine.memory.buffer, engine.findings() >>> 0, count)];
}

/** Marsaglia's xorshift32: the same chances in every run. */
export function chances(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
