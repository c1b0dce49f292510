import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const VECTORS = join(import.meta.dirname, "../../rust-wasm/vectors");

/** The texts of all vectors, in the order of their files' names. */
export const vectorTexts: readonly string[] = readdirSync(VECTORS)
  .filter((name) => name.endsWith(".json"))
  .toSorted()
  .flatMap((name) => JSON.parse(readFileSync(join(VECTORS, name), "utf8")) as { text: string }[])
  .map(({ text }) => text);
