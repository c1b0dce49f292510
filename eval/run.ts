import { parseArgs } from "node:util";
import { cache } from "./cache/suite.ts";
import { DataError } from "./data-sets.ts";
import { pii } from "./pii/suite.ts";
import { router } from "./router/suite.ts";
import { compare, readRatchet, strangers, writeRatchet } from "./ratchet.ts";
import type { Suite, SuiteResult } from "./suite.ts";
import { decimals, goalRows, markdownTable, plainTable } from "./table.ts";

/*
 * `npm run eval -- [suite…] [--misses 20] [--all] [--full] [--seed 1] [--markdown] [--update]`: how well
 * the engine, the cache and the router do, on the project's vectors, on simulations, and on the data sets in the
 * folder that EVAL_DATA names. Fails when a figure is worse than in ratchet.json.
 */
const SUITES: Readonly<Record<string, Suite>> = { pii, cache, router };
const DEFAULT_MISSES = 20;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    misses: { type: "string", default: String(DEFAULT_MISSES) },
    all: { type: "boolean", default: false },
    full: { type: "boolean", default: false },
    seed: { type: "string" },
    markdown: { type: "boolean", default: false },
    update: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  const names = positionals.length > 0 ? positionals : Object.keys(SUITES);
  const misses = flags.all ? Infinity : Number(flags.misses);
  if (Number.isNaN(misses)) throw new DataError(`--misses: ${flags.misses} is no number`);
  const seed = flags.seed === undefined ? undefined : Number(flags.seed);
  if (seed !== undefined && !Number.isSafeInteger(seed))
    throw new DataError(`--seed: ${flags.seed} is no whole number`);
  const options = { misses, isFull: flags.full, ...(seed === undefined ? {} : { seed }) };
  const results: SuiteResult[] = [];
  for (const name of names) {
    const suite = SUITES[name];
    if (suite === undefined) throw new DataError(`no suite ${name}; there are ${Object.keys(SUITES).join(", ")}`);
    results.push(await suite(options));
  }
  print(results);
  ratchet(Object.assign({}, ...results.map(({ figures }) => figures)));
}

function print(results: readonly SuiteResult[]): void {
  const table = flags.markdown ? markdownTable : plainTable;
  if (!flags.markdown) {
    for (const lines of results.flatMap(({ sections }) => sections)) console.log(`\n${lines.join("\n")}`);
  }
  const measures = results.flatMap(({ figures }) => Object.entries(figures));
  const columns = ["recall", "precision", "clean"];
  const scored = measures.filter(([, figures]) => [...columns, "misses"].some((column) => column in figures));
  const rows = scored.map(([name, figures]) => [
    name,
    ...columns.map((column) => decimals(figures[column])),
    String(figures["misses"] ?? ""),
  ]);
  if (rows.length > 0) console.log(`\n${table(["measure", ...columns, "misses"], rows).join("\n")}`);
  const goals = goalRows(results.flatMap(({ goals }) => goals));
  console.log(`\n${table(["summary", "value", "goal", ""], goals).join("\n")}`);
}

function ratchet(today: SuiteResult["figures"]): void {
  const before = readRatchet();
  const notes = strangers(before, today);
  const worse = flags.update ? [] : compare(before, today);
  if (!flags.markdown && !flags.update && notes.length > 0) console.log(`\n${notes.join("\n")}`);
  if (flags.update) writeRatchet(before, today);
  if (worse.length === 0) return;
  console.error(`\nWorse than eval/ratchet.json (npm run eval -- --update accepts it):\n${worse.join("\n")}`);
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof DataError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
