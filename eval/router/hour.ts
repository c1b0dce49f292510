import { plainTable } from "../table.ts";
import { type Effort, mean } from "./options.ts";
import { ISOLATES, POLICIES, router, ROUTER, ROUTER_CENTRAL } from "./policies.ts";
import { type Run, simulate } from "./simulate.ts";
import type { World } from "./world.ts";

export interface HourFigures {
  readonly regret: number;
  readonly failures: number;
}

export interface HourTable {
  readonly lines: readonly string[];
  readonly figures: ReadonlyMap<string, HourFigures>;
}

const FLUSH_SECONDS = 2;
/** Runs of a central router at 20 requests/s are long: a quick run makes fewer, on the first seeds. */
const QUICK_CENTRAL_SEEDS = 2;

/** Plays the scripted hour with every policy. */
export function playHour(world: World, requestsPerSecond: number, effort: Effort): HourTable {
  const figures = new Map<string, HourFigures>();
  const rows: string[][] = [];
  const phases = ["outage", "brown-out", "price cut", "storm", "rest"];
  for (const [name, make] of Object.entries(POLICIES)) {
    const isShort = name === ROUTER_CENTRAL && !effort.isFull;
    const seeds = isShort ? effort.seeds.slice(0, QUICK_CENTRAL_SEEDS) : effort.seeds;
    const runs = seeds.map((seed) =>
      simulate(world, make(world, seed), { requestsPerSecond, isolates: ISOLATES, flushSeconds: FLUSH_SECONDS, seed }),
    );
    const summary = { regret: mean(runs.map(({ regret }) => regret)), failures: mean(runs.map((run) => run.failures)) };
    figures.set(name, summary);
    rows.push([name, ...cells(summary), ...phases.map((phase) => regretIn(world, runs, phase).toFixed(1))]);
  }
  for (const [name, seconds] of effort.isFull ? LAGS : LAGS.slice(0, 1)) rows.push(lagRow(name, seconds));
  const head = [`${requestsPerSecond} requests/s`, "regret/1k", "failures", ...phases];
  return { lines: plainTable(head, rows), figures };

  function lagRow(name: string, flushSeconds: number): string[] {
    const make = router(flushSeconds < FLUSH_SECONDS ? "staggered" : "shared");
    const runs = (effort.isFull ? effort.seeds : effort.seeds.slice(0, 1)).map((seed) =>
      simulate(world, make(world, seed), { requestsPerSecond, isolates: ISOLATES, flushSeconds, seed }),
    );
    const summary = { regret: mean(runs.map(({ regret }) => regret)), failures: mean(runs.map((run) => run.failures)) };
    figures.set(name, summary);
    return [name, ...cells(summary), ...phases.map((phase) => regretIn(world, runs, phase).toFixed(1))];
  }
}

export const LAG_30 = `${ROUTER.split(",")[0]}, merge every 30 s`;
/** Below two seconds: each isolate flushes every two seconds at a time of its own. */
const LAGS: readonly (readonly [string, number])[] = [
  [LAG_30, 30],
  ["this router, merge every 10 s", 10],
  ["this router, each isolate at its own time", 0.1],
];

function cells({ regret, failures }: HourFigures): string[] {
  return [regret.toFixed(1), `${(100 * failures).toFixed(2)} %`];
}

/** Regret for each 1,000 requests of a phase. */
function regretIn(world: World, runs: readonly Run[], phase: string): number {
  let [regret, requests] = [0, 0];
  for (const { times, regrets } of runs) {
    for (const [index, at] of times.entries()) {
      if (world.phase(at) !== phase) continue;
      requests += 1;
      regret += regrets[index] ?? 0;
    }
  }
  return (1000 * regret) / Math.max(1, requests);
}
