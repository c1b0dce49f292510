import { DecayedSums } from "./decayed-sums.ts";
import { type Random, sampleBeta } from "./random.ts";

/** Answers of a model to one class of tasks. Quality from 0 to 1: feedback, valid format, no refusal. */
export interface Feedback {
  readonly taskClass: string;
  readonly model: string;
  readonly quality: number;
  /** USD. */
  readonly cost: number;
}

/** Quality changes over days. Seconds. */
const QUALITY_SCALE = 7 * 86_400;
const FIELDS = 4;
const [COUNT, QUALITY, SQUARES, COST] = [0, 1, 2, 3] as const;

/** Nothing that is not a quality and a price is believed. */
export function isFeedback({ quality, cost }: Feedback): boolean {
  return quality >= 0 && quality <= 1 && cost >= 0 && Number.isFinite(cost);
}

export function qualitySums(scale: number = QUALITY_SCALE): DecayedSums {
  return new DecayedSums({ scales: [scale], fields: FIELDS });
}

/** Counts feedback for its class and for its model as a whole. @returns false when it is refused */
export function addFeedback(sums: DecayedSums, feedback: Feedback, now: number): boolean {
  if (!isFeedback(feedback)) return false;
  const { taskClass, model, quality, cost } = feedback;
  const values = Float64Array.of(1, quality, quality * quality, cost);
  for (const row of [rowOf(taskClass, model), rowOf(ANY, model), rowOf(taskClass, ANY)]) sums.add(row, now, values);
  return true;
}

const ANY = "*";
const rowOf = (taskClass: string, model: string): string => JSON.stringify([taskClass, model]);

/** What is believed of a model before feedback, from the price list and public benchmarks. */
export interface ModelPrior {
  readonly model: string;
  readonly quality: number;
  /** USD a request. */
  readonly cost: number;
}

export interface QualityPosterior {
  readonly model: string;
  /** Beta. */
  readonly good: number;
  readonly bad: number;
  readonly cost: number;
}

/** How many answers a prior is worth, and how many the model's general quality is worth in a class. */
const PRIOR_ANSWERS = 4;
const CLASS_ANSWERS = 25;
/** Beta counts of an answer are more when qualities are closer together than yes and no. At most that. */
const MOST_PRECISION = 8;

/**
 * Posterior of every model for a class of tasks. A class with few answers borrows from two averages:
 * how good the model is in general, and how hard the class is for all of them.
 */
export function qualities(
  sums: DecayedSums,
  taskClass: string,
  models: readonly ModelPrior[],
  now: number,
): QualityPosterior[] {
  const of = (row: string): Float64Array => {
    const values = new Float64Array(FIELDS);
    sums.read(row, now, values);
    return values;
  };
  const general = models.map(({ model, quality, cost }) => shrink(of(rowOf(ANY, model)), PRIOR_ANSWERS, quality, cost));
  const inClass = models.map(({ model }) => of(rowOf(taskClass, model)));
  const ease = classEffect(of(rowOf(taskClass, ANY)), inClass, general);
  return models.map(({ model }, index) => {
    const { quality = 0.5, cost = 0, precision = 1 } = general[index] ?? {};
    const prior = clamp(quality + ease.quality);
    const mine = shrink(inClass[index] ?? new Float64Array(FIELDS), CLASS_ANSWERS, prior, cost * ease.cost);
    const strength = precision * mine.count;
    return { model, good: strength * mine.quality, bad: strength * (1 - mine.quality), cost: mine.cost };
  });
}

interface Average {
  readonly count: number;
  readonly quality: number;
  readonly cost: number;
  readonly precision: number;
}

function shrink(sums: Float64Array, strength: number, quality: number, cost: number): Average {
  const count = sums[COUNT] ?? 0;
  const mean = clamp(((sums[QUALITY] ?? 0) + strength * quality) / (count + strength));
  const second = ((sums[SQUARES] ?? 0) + strength * quality) / (count + strength);
  const variance = Math.max(1e-4, second - mean * mean);
  const precision = Math.min(MOST_PRECISION, Math.max(1, (mean * (1 - mean)) / variance));
  return {
    count: count + strength,
    quality: mean,
    cost: ((sums[COST] ?? 0) + strength * cost) / (count + strength),
    precision,
  };
}

/** How the class differs from what its models do in general: quality as a difference, cost as a factor. */
function classEffect(
  all: Float64Array,
  inClass: readonly Float64Array[],
  general: readonly Average[],
): { readonly quality: number; readonly cost: number } {
  let [expectedQuality, expectedCost] = [0, 0];
  for (const [index, sums] of inClass.entries()) {
    expectedQuality += (sums[COUNT] ?? 0) * (general[index]?.quality ?? 0);
    expectedCost += (sums[COUNT] ?? 0) * (general[index]?.cost ?? 0);
  }
  const count = all[COUNT] ?? 0;
  if (count === 0 || expectedCost === 0) return { quality: 0, cost: 1 };
  const trust = count / (count + PRIOR_ANSWERS);
  return {
    quality: trust * (((all[QUALITY] ?? 0) - expectedQuality) / count),
    cost: 1 + trust * ((all[COST] ?? 0) / expectedCost - 1),
  };
}

function clamp(quality: number): number {
  return Math.min(0.999, Math.max(0.001, quality));
}

/** One draw of a model's quality. */
export function sampleQuality({ good, bad }: QualityPosterior, random: Random): number {
  return sampleBeta(good, bad, random);
}

export interface ModelChoice {
  readonly model: number;
  readonly considered: readonly {
    readonly model: string;
    readonly sampled: number;
    readonly mean: number;
    readonly cost: number;
  }[];
}

/** Chooses a model for a class: the best draw of quality − λ · cost, or the best mean without exploring. */
export function chooseModel(
  posteriors: readonly QualityPosterior[],
  costWeight: number,
  explores: boolean,
  random: Random,
): ModelChoice | undefined {
  let [best, highest] = [-1, Number.NEGATIVE_INFINITY];
  const considered = posteriors.map((posterior, index) => {
    const mean = posterior.good / (posterior.good + posterior.bad);
    const sampled = explores ? sampleQuality(posterior, random) : mean;
    const score = sampled - costWeight * posterior.cost;
    if (score > highest) [best, highest] = [index, score];
    return { model: posterior.model, sampled, mean, cost: posterior.cost };
  });
  return best < 0 ? undefined : { model: best, considered };
}
