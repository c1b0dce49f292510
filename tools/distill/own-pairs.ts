import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownPairs } from "../../eval/cache/pairs.ts";

/** Writes both halves of the project's own pairs into a folder, for fit.py. */
const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: node tools/distill/own-pairs.ts <folder>");
for (const half of [0, 1] as const) {
  const lines = ownPairs(half).map((pair) => `${JSON.stringify(pair)}\n`);
  writeFileSync(join(folder, `own${half}.jsonl`), lines.join(""));
}
