import type { Sample } from "../texts/all.ts";
import { MEBIBYTE } from "../texts/random.ts";
import type { RawEngine } from "./raw.ts";
import { goal, micros } from "./table.ts";

const PART = 16;
/** In microseconds: a part of a text that takes longer is not followed by the whole. */
const LIMIT = 20_000;

/** The row, with so many columns, of a text that takes far too long. */
export function slowRow(raw: RawEngine, bytes: Uint8Array, sample: Sample, columns: number): string[] | undefined {
  const part = bytes.subarray(0, MEBIBYTE / PART);
  raw.scan(part);
  const start = performance.now();
  raw.scan(part);
  const time = (performance.now() - start) * 1000;
  if (time <= LIMIT) return undefined;
  const dashes = Array.from({ length: columns - 3 }, () => "–");
  return [sample.name, `> ${micros(time * PART)}`, ...dashes, goal(Infinity, sample.goal)];
}
