import { firstPacing, pace, type PacingRule, weightNow } from "../../src/router/pacing.ts";
import { addFeedback, chooseModel, qualities, qualitySums } from "../../src/router/quality.ts";
import { seededRandom } from "../../src/router/random.ts";
import type { Prompt, Rewards } from "./rewards.ts";

export interface QualityRun {
  /** Of the quality of the model that is best on average, and of its cost. */
  readonly quality: number;
  readonly cost: number;
  /** What each request has cost, USD. */
  readonly costs: Float64Array;
}

export interface QualityOptions {
  readonly budget: number;
  readonly seed: number;
  readonly pull: number;
  /** Requests that are learned from before the ones that are scored, drawn from `learn`. */
  readonly learn?: { readonly prompts: readonly Prompt[]; readonly requests: number };
}

const FIRST_WEIGHT = 15;
const LEAST_WEIGHT = 0.5;
const MOST_WEIGHT = 2_000;
const SECONDS_BETWEEN = 1;

/** Routes each prompt to one model and learns from that model's reward and cost alone. */
export function routeByQuality(rewards: Rewards, prompts: readonly Prompt[], options: QualityOptions): QualityRun {
  const { budget, seed, pull, learn } = options;
  const random = seededRandom(seed);
  const rule: PacingRule = { budget, leastWeight: LEAST_WEIGHT, mostWeight: MOST_WEIGHT, pull };
  const priors = rewards.models.map((model, arm) => ({ model, quality: 0.9, cost: listPrice(rewards, arm) }));
  const sums = qualitySums();
  let pacing = firstPacing(FIRST_WEIGHT);
  let now = 0;
  const route = (prompt: Prompt): { quality: number; cost: number } => {
    now += SECONDS_BETWEEN;
    const posteriors = qualities(sums, prompt.taskClass, priors, now);
    const choice = chooseModel(posteriors, weightNow(pacing, rule), true, random);
    const arm = choice?.model ?? 0;
    const { quality, cost } = prompt.arms[arm] ?? { quality: 0, cost: 0 };
    addFeedback(sums, { taskClass: prompt.taskClass, model: rewards.models[arm] ?? "", quality, cost }, now);
    pacing = pace(pacing, cost, rule);
    return { quality, cost };
  };
  for (let request = 0; request < (learn?.requests ?? 0); request += 1) {
    const prompt = learn?.prompts[Math.floor(random() * learn.prompts.length)];
    if (prompt !== undefined) route(prompt);
  }
  const routed = shuffled(prompts, random).map(route);
  const best = bestModel(prompts);
  return {
    quality: routed.reduce((sum, { quality }) => sum + quality, 0) / prompts.length / best.quality,
    cost: routed.reduce((sum, { cost }) => sum + cost, 0) / prompts.length / best.cost,
    costs: Float64Array.from(routed, ({ cost }) => cost),
  };
}

/** What the model that is best on average over these prompts earns and costs a request. */
export function bestModel(prompts: readonly Prompt[]): { readonly quality: number; readonly cost: number } {
  const averages = (prompts[0]?.arms ?? []).map((_, arm) => {
    const sum = (of: (arm: { quality: number; cost: number }) => number): number =>
      prompts.reduce((sum, { arms }) => sum + of(arms[arm] ?? { quality: 0, cost: 0 }), 0) / prompts.length;
    return { quality: sum(({ quality }) => quality), cost: sum(({ cost }) => cost) };
  });
  return averages.toSorted((one, other) => other.quality - one.quality)[0] ?? { quality: 1, cost: 1 };
}

/** A price list knows a model's usual cost to about a half; here, the mean rounded to one digit. */
function listPrice({ prompts }: Rewards, arm: number): number {
  const mean = prompts.reduce((sum, { arms }) => sum + (arms[arm]?.cost ?? 0), 0) / prompts.length;
  return Number(mean.toPrecision(1));
}

export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [copy[last], copy[other]];
    if (one === undefined || two === undefined) continue;
    [copy[last], copy[other]] = [two, one];
  }
  return copy;
}
