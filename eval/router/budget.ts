import { STRONG_PULL } from "../../src/router/pacing.ts";
import { bestModel, routeByQuality } from "./quality-at-cost.ts";
import { type Effort, mean } from "./options.ts";
import type { Rewards } from "./rewards.ts";

export interface BudgetFigures {
  /** How far the mean of all requests after the first 500 is from the budget, as a share of it. */
  readonly mean: number;
  /** The same for a window of 1,000 requests: half of all windows are nearer, and the worst. */
  readonly median: number;
  readonly worst: number;
}

/** Budget a request, of what the best model costs. */
const SHARE = 0.04;
const WINDOW = 1_000;
const SETTLED = 500;
const PASSES = 2;

/** Paces spending over all prompts, each twice, while quality is learned. */
export function budgetPacing(rewards: Rewards, { seeds }: Effort): BudgetFigures {
  const prompts = Array.from({ length: PASSES }, () => rewards.prompts).flat();
  const budget = SHARE * bestModel(prompts).cost;
  const runs = seeds.map((seed) => {
    const { costs } = routeByQuality(rewards, prompts, { budget, seed, pull: STRONG_PULL });
    const distances = windows(costs).map((cost) => Math.abs(cost / budget - 1));
    const settled = costs.subarray(SETTLED);
    const all = settled.reduce((sum, cost) => sum + cost, 0) / settled.length;
    return {
      mean: Math.abs(all / budget - 1),
      median: distances.toSorted((one, other) => one - other)[Math.floor(distances.length / 2)] ?? Number.NaN,
      worst: Math.max(...distances),
    };
  });
  return {
    mean: mean(runs.map((run) => run.mean)),
    median: mean(runs.map(({ median }) => median)),
    worst: Math.max(...runs.map(({ worst }) => worst)),
  };
}

/** Mean of every window of 1,000 requests that begins after the first 500. */
function windows(costs: Float64Array): number[] {
  const means: number[] = [];
  let sum = 0;
  for (let last = SETTLED; last < costs.length; last += 1) {
    sum += costs[last] ?? 0;
    if (last >= SETTLED + WINDOW) sum -= costs[last - WINDOW] ?? 0;
    if (last + 1 >= SETTLED + WINDOW) means.push(sum / WINDOW);
  }
  return means;
}
