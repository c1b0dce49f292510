import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { utf8, WIDE } from "./engine.ts";
import { chances, numbers, rawEngine, write } from "./raw-engine.ts";
import { vectorTexts } from "./vector-texts.ts";

/** rust-wasm/examples/findings.rs, built for this machine, where every byte is looked at by itself. */
const NATIVE = process.env["ENGINE_NATIVE"];

const SEED = Number(process.env["SEED"] ?? 20_260_101);
const TEXTS = 4000;
const JOINTS = [
  " ",
  "",
  "\n",
  ", ",
  "-",
  ".",
  "@",
  ":",
  "\\n",
  "\u200b",
  "é",
  "中",
  "😀",
  "%40",
  "/",
  "0x",
  "word ",
  '"',
];

function corpus(): string[] {
  const below = chances(SEED);
  const pick = (list: readonly string[]) => list[below(list.length)] ?? "";
  const text = () => {
    const count = 1 + below(5);
    const pieces = Array.from({ length: count }, () => {
      const value = pick(vectorTexts);
      return (below(6) === 0 ? value.split("").join(pick(JOINTS)) : value) + pick(JOINTS);
    });
    const lead = below(3) === 0 ? "é".repeat(below(40)) : " ".repeat(below(130));
    const plain = lead + pieces.join("");
    return below(6) === 0 ? plain.slice(below(40), plain.length - below(40)) : plain;
  };
  const document = () =>
    JSON.stringify({ model: text(), phone: [text(), below(4_000_000_000)], [text()]: { text: text() } });
  const texts = Array.from({ length: TEXTS }, (_, index) => (index % 3 === 0 ? document() : text()));
  return [...vectorTexts, ...texts, vectorTexts.join("\n")].map((plain) => plain.toWellFormed());
}

/** What rust-wasm/examples/findings.rs writes, from the WebAssembly module. */
function throughWebAssembly(texts: readonly string[]): string[] {
  const engine = rawEngine();
  return texts.flatMap((text) => {
    const bytes = utf8(text);
    const found = numbers(engine, 3 * engine.scan(write(engine, bytes)));
    const result = engine.screen(write(engine, bytes), WIDE.depth, WIDE.values);
    const located = result < 0 ? "refused" : numbers(engine, 4 * (result >> 1)).join(" ");
    return [found.join(" "), located];
  });
}

test.skipIf(NATIVE === undefined)("the engine finds the same with SIMD as without", () => {
  const texts = corpus();
  const output = execFileSync(NATIVE ?? "", { input: JSON.stringify(texts), maxBuffer: 1 << 28, encoding: "utf8" });
  const native = output.split("\n").slice(0, -1);
  const compiled = throughWebAssembly(texts);
  expect(compiled.length).toBe(native.length);
  expect(native.filter((line) => line !== "" && line !== "refused").length).toBeGreaterThan(TEXTS / 2);
  for (const [index, line] of native.entries()) {
    expect(compiled[index], `SEED=${SEED}: ${texts[index >> 1]}`).toBe(line);
  }
});
