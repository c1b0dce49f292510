import { WEAK_PULL } from "../../src/router/pacing.ts";
import { bestModel, routeByQuality } from "./quality-at-cost.ts";
import { type Effort, mean } from "./options.ts";
import type { Prompt, Rewards } from "./rewards.ts";

export interface LearnedQuality {
  readonly quality: number;
  readonly cost: number;
}

const BUDGET = 0.039;

/**
 * Of the best model's quality and cost, on prompts that were not learned from: one half is learned
 * from, by 20,000 requests drawn from it, the other is scored; then the other way round.
 */
export function learnedQuality(rewards: Rewards, { seeds, learnedRequests }: Effort, learns: boolean): LearnedQuality {
  const halves = splits(rewards);
  const runs = [halves, halves.toReversed()].flatMap(([learn = [], prompts = []]) =>
    seeds.map((seed) =>
      routeByQuality(rewards, prompts, {
        budget: BUDGET * bestModel(prompts).cost,
        seed,
        pull: WEAK_PULL,
        ...(learns ? { learn: { prompts: learn, requests: learnedRequests } } : {}),
      }),
    ),
  );
  return { quality: mean(runs.map(({ quality }) => quality)), cost: mean(runs.map(({ cost }) => cost)) };
}

/** The data set's own halves, or every second prompt where it has one only. */
function splits({ prompts }: Rewards): Prompt[][] {
  const named = (["val", "test"] as const).map((name) => prompts.filter(({ split }) => split === name));
  if (named.every(({ length }) => length > 0)) return named;
  return [0, 1].map((rest) => prompts.filter((_, index) => index % 2 === rest));
}
