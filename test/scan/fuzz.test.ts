import { expect, test } from "vitest";
import { scanner } from "./engine.ts";
import { type RawEngine, chances, numbers, rawEngine } from "./raw-engine.ts";
import { vectorTexts } from "./vector-texts.ts";

const SECONDS = Number(process.env["MODULE_FUZZ_SECONDS"] ?? 5);
const SEED = Number(process.env["SEED"] ?? 20_260_101);
/** Inputs here are small. */
const MAX_MEMORY_BYTES = 16 * 1024 * 1024;
const MAX_LENGTH = 70_000;

/** Bytes of any kind into the engine's own memory, and calls in any order with lengths of any kind. */
test(
  "no bytes make the module trap",
  () => {
    console.log(`SEED=${SEED}`);
    const below = chances(SEED);
    const texts = vectorTexts.map((text) => Buffer.from(text));
    let engine = rawEngine();
    let calls = 0;
    for (const end = performance.now() + SECONDS * 1000; performance.now() < end; calls += 1) {
      const held = fill(engine, below, texts);
      const length = below(8) === 0 ? [0, held + 1, 0x7fff_ffff, 0xffff_ffff, 0x8000_0000][below(5)] : below(held + 1);
      call(engine, below, length ?? 0);
      expect(engine.memory.buffer.byteLength).toBeLessThanOrEqual(MAX_MEMORY_BYTES);
      if (below(5000) === 0) engine = rawEngine();
    }
    expect(calls).toBeGreaterThan(100);
  },
  (SECONDS + 30) * 1000,
);

/** Fills the input with some bytes, and says how many it holds. */
function fill(engine: RawEngine, below: (end: number) => number, texts: readonly Buffer[]): number {
  const size = below(20) === 0 ? below(MAX_LENGTH) : below(600);
  const pointer = engine.input(size) >>> 0;
  const target = new Uint8Array(engine.memory.buffer, pointer, size);
  const kind = below(4);
  if (kind === 0) {
    for (let at = 0; at < size; at += 1) target[at] = below(256);
    return size;
  }
  let at = 0;
  while (at < size) {
    const piece =
      kind === 1 ? Buffer.from(JSON.stringify(String(texts[below(texts.length)]))) : texts[below(texts.length)];
    if (piece === undefined) break;
    target.set(piece.subarray(0, size - at), at);
    at += piece.length + below(3);
  }
  if (size > 0) for (let changes = below(5); changes > 0; changes -= 1) target[below(size)] = below(256);
  return size;
}

function call(engine: RawEngine, below: (end: number) => number, length: number): void {
  const kind = below(9);
  if (kind === 0) expect([0, 1]).toContain(engine.set_policy(below(3) === 0 ? scanner.rules.length + 1 : length));
  else if (kind === 1) expect([0, 1]).toContain(engine.set_lens(length));
  else if (kind === 2)
    expect(engine.check_json(length, below(70), below(5000))).toSatisfy((n: number) => n >= -7 && n <= 1);
  else if (kind < 6) {
    const count = engine.scan(length);
    expect(count).toBeGreaterThanOrEqual(-3);
    sorted(numbers(engine, 3 * count), 3, length);
  } else {
    const result = engine.screen(length, below(70), below(5000));
    expect(result).toBeGreaterThanOrEqual(-8);
    sorted(numbers(engine, 4 * (result >> 1)), 4, length);
    const noted = [...new Uint32Array(engine.memory.buffer, engine.noted() >>> 0, 2)];
    if (result >= 0) expect(Math.max(...noted)).toBeLessThanOrEqual(length);
    else expect(engine.fault_offset() >>> 0).toBeLessThanOrEqual(Math.max(length >>> 0, MAX_LENGTH));
  }
  if (below(20) === 0) expect(engine.input(16 * 1024 * 1024 + 1 + below(0x7fff_ffff))).toBe(0);
}

function sorted(found: readonly number[], width: number, length: number): void {
  let free = 0;
  for (let at = 0; at < found.length; at += width) {
    const [start = 0, end = 0, packed = 0] = found.slice(at, at + 3);
    if (start < free || end <= start || end > length || (packed & 0xffff) >= scanner.rules.length) {
      throw new RangeError(`SEED=${SEED}: ${start}-${end} of ${length}, rule ${packed & 0xffff}`);
    }
    free = end;
  }
}
