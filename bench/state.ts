import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { startWorkerd } from "../tools/workerd.ts";
import { benchLimitStage } from "./limit-stage.ts";
import { percentile, stretches } from "./percentile.ts";

/*
 * What a call to a tenant's object takes in plain workerd, beside an empty call to the same object,
 * measured in the Worker that makes it. An admission has six limits and a cache key.
 */
const PORT = 18_806;
const BUNDLE = "dist/bench-state";
const DIRECTORY = "dist/bench-state-workerd";
const TIMES = 2_000;
const ROUNDS = 3;

const CASES = [
  { name: "an empty call", kind: "empty" },
  { name: "an admission with six limits", kind: "admit" },
  { name: "a settlement of six charges, until the disk has it", kind: "settle" },
] as const;

async function measure(kind: string, atOnce: number): Promise<number[]> {
  const response = await fetch(`http://127.0.0.1:${PORT}/?kind=${kind}&atOnce=${atOnce}&times=${TIMES}`);
  if (!response.ok) throw new Error(`the Worker answers ${response.status}`);
  return (await response.json()) as number[];
}

export async function benchState(): Promise<void> {
  const bundling = ["deploy", "--config", "bench/workers/state/wrangler.toml", "--dry-run", "--minify", "--outdir"];
  for (const folder of [BUNDLE, DIRECTORY]) rmSync(folder, { recursive: true, force: true });
  execFileSync("node_modules/.bin/wrangler", [...bundling, `${process.cwd()}/${BUNDLE}`], { stdio: "ignore" });
  const worker = { name: "state", port: PORT, source: BUNDLE, variables: {}, state: `${DIRECTORY}/disk` };
  const child = await startWorkerd(worker, DIRECTORY);
  try {
    for (const { kind } of CASES) await measure(kind, 16);
    console.log(`State: calls of a tenant's object, plain workerd, ${ROUNDS} rounds of ${TIMES} in turns, ms\n`);
    console.log("| call | one at a time, p50 | p99 | 16 at a time, p50 | p99 |\n|---|---|---|---|---|");
    const runs = CASES.map((): [number[], number[]] => [[], []]);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, { kind }] of CASES.entries()) {
        runs[index]?.[0].push(...(await measure(kind, 1)));
        runs[index]?.[1].push(...(await measure(kind, 16)));
      }
    }
    for (const [index, { name }] of CASES.entries()) {
      const cells = (runs[index] ?? []).flatMap((took) => [
        percentile(stretches(took), 0.5).toFixed(2),
        percentile(took, 0.99).toFixed(0),
      ]);
      console.log(`| ${[name, ...cells].join(" | ")} |`);
    }
  } finally {
    child.kill("SIGKILL");
  }
  await benchLimitStage();
}
