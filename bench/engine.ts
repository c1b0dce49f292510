import { cpus } from "node:os";
import { createScanner } from "../src/scan/wasm.ts";
import { benchBodies } from "./engine/bodies.ts";
import { benchFootprint } from "./engine/footprint.ts";
import { benchInWorkerd } from "./engine/in-workerd.ts";
import { compile, moduleBytes } from "./engine/module.ts";
import { RawEngine } from "./engine/raw.ts";
import { tablePatterns } from "./engine/rust-tables.ts";
import { benchOrdinary, benchWorst } from "./engine/texts.ts";
import { regExpRules } from "./regexp-rules.ts";

/**
 * How fast the engine is, beside its floor and beside the same rules as RegExps, all in the same
 * process and in turns. Figures are medians; ratios are medians over rounds.
 */
export async function benchEngine(): Promise<void> {
  const module = compile(moduleBytes());
  const scanner = createScanner(module);
  const tables = tablePatterns();
  const on = scanner.rules.filter((rule) => rule.on).map(({ entity }) => entity);
  const rules = regExpRules(on, tables);
  const contestants = { scanner, raw: new RawEngine(module), rules };
  const without = [...new Set(on)].filter((entity) => !rules.some((rule) => rule.entity === entity));
  print(`Engine: ${scanner.rules.length} rules, ${on.length} on; Node ${process.version}, ${cpus()[0]?.model ?? ""}`);
  print(benchOrdinary(contestants));
  print(notes(without));
  print(benchWorst(contestants));
  print("RegExps are not run on the worst cases: several of them, and most that gateways have, are quadratic there.");
  print(benchBodies(scanner));
  for (const table of await benchInWorkerd(tables, contestants.raw)) print(table);
  print(benchFootprint());
}

function notes(without: readonly string[]): string {
  const missing =
    without.length === 0 ? "for every rule" : `for all rules but ${without.length} (${without.join(", ")})`;
  return `scan(text): through src/scan/wasm.ts, from a string. bytes: copied into the module and scanned. floor: copied, one SIMD pass.
RegExps: ${missing}; without words nearby, disguises, encodings and the check digits of identity numbers.
Goals are compared with the best round, as the machine is shared.`;
}

function print(text: string): void {
  console.log(`${text}\n`);
}
