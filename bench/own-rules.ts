import { readFileSync } from "node:fs";
import { DEFAULT_THRESHOLD, OFF, scanPolicy } from "../src/scan/policy.ts";
import type { CustomRule } from "../src/scan/port.ts";
import { createScanner } from "../src/scan/wasm.ts";

const TEXT =
  "The committee met on Tuesday to discuss the budget for the coming year, and said that the harbour works would cost more than 1200 pounds. ".repeat(
    700,
  );
const ROUNDS = 7;
const SCANS = 20;

// The Worker's types know no compilation at run time.
const { Module } = WebAssembly as unknown as { Module: new (bytes: Uint8Array) => WebAssembly.Module };

/** Prints how fast text without values is scanned with an operator's own rules, beside none. */
export function benchOwnRules(): void {
  const engine = new Module(readFileSync("src/scan/engine.wasm"));
  console.log("\n| own rules | start ms | MB/s |\n|---|---|---|");
  for (const [name, custom] of [
    ["none", []],
    ["1 pattern", patterns(1)],
    ["200 patterns", patterns(200)],
    ["100 words", words(100)],
    ["50,000 words", words(50_000)],
  ] as const) {
    const started = performance.now();
    const scanner = createScanner(engine, custom);
    const startMs = performance.now() - started;
    const policy = scanPolicy(scanner.rules, {
      thresholdFor: ({ on, validation }) => (on || validation.startsWith("own ") ? DEFAULT_THRESHOLD : OFF),
    });
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = performance.now();
      for (let scan = 0; scan < SCANS; scan += 1) scanner.scan(TEXT, policy);
      best = Math.min(best, performance.now() - before);
    }
    console.log(`| ${name} | ${startMs.toFixed(0)} | ${((TEXT.length * SCANS) / best / 1000).toFixed(0)} |`);
  }
}

const BASE = { label: "OWN", confidence: 100, ignoreCase: true };

function patterns(count: number): CustomRule[] {
  return Array.from({ length: count }, (_, index) => ({
    ...BASE,
    entity: `P${index}`,
    looksFor: { kind: "pattern", pattern: `\\bE${index}-[0-9]{6}\\b`, context: [] },
  }));
}

function words(count: number): CustomRule[] {
  const words = Array.from(
    { length: count },
    (_, index) => `project ${((index * 2_654_435_761) % 2 ** 32).toString(36)}`,
  );
  return [{ ...BASE, entity: "WORDS", looksFor: { kind: "words", words, wholeWords: true } }];
}
