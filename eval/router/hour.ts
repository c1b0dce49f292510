import { plainTable } from "../table.ts";
import { type Effort, mean } from "./options.ts";
import { ISOLATES, type MakePolicy, POLICIES, router, ROUTER_CENTRAL } from "./policies.ts";
import { type Run, simulate } from "./simulate.ts";
import type { World } from "./world.ts";

export interface HourFigures {
  readonly regret: number;
  /** Of each seed. */
  readonly regrets: readonly number[];
  readonly failures: number;
}

export interface HourTable {
  readonly lines: readonly string[];
  readonly figures: ReadonlyMap<string, HourFigures>;
}

const FLUSH_SECONDS = 2;
/** Runs of a central router are long: a quick run makes fewer, on the first seeds. */
const QUICK_CENTRAL_SEEDS = 2;
const PHASES = ["outage", "brown-out", "price cut", "storm", "rest"];

export const LAG_30 = "this router, merge every 30 s";
/** Below two seconds: each isolate flushes every two seconds at a time of its own. */
const LAGS: readonly (readonly [string, number])[] = [
  [LAG_30, 30],
  ["this router, merge every 10 s", 10],
  ["this router, each isolate at its own time", 0.1],
];

/** Plays the scripted hour with every policy. */
export function playHour(world: World, requestsPerSecond: number, { isFull, seeds }: Effort): HourTable {
  const figures = new Map<string, HourFigures>();
  const rows: string[][] = [];
  const play = (name: string, make: MakePolicy, flushSeconds: number, seeds: readonly number[]): void => {
    const runs = seeds.map((seed) =>
      simulate(world, make(world, seed), { requestsPerSecond, isolates: ISOLATES, flushSeconds, seed }),
    );
    const regrets = runs.map(({ regret }) => regret);
    const failures = mean(runs.map((run) => run.failures));
    figures.set(name, { regret: mean(regrets), regrets, failures });
    const ofPhases = PHASES.map((phase) => regretIn(world, runs, phase).toFixed(1));
    rows.push([name, mean(regrets).toFixed(1), `${(100 * failures).toFixed(2)} %`, ...ofPhases]);
  };
  for (const [name, make] of Object.entries(POLICIES)) {
    const isShort = name === ROUTER_CENTRAL && !isFull;
    play(name, make, FLUSH_SECONDS, isShort ? seeds.slice(0, QUICK_CENTRAL_SEEDS) : seeds);
  }
  for (const [name, flushSeconds] of isFull ? LAGS : LAGS.slice(0, 1))
    play(
      name,
      router(flushSeconds < FLUSH_SECONDS ? "staggered" : "shared"),
      flushSeconds,
      isFull ? seeds : seeds.slice(0, 1),
    );
  const head = [`${requestsPerSecond} requests/s`, "regret/1k", "failures", ...PHASES];
  return { lines: plainTable(head, rows), figures };
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
