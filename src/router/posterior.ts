import type { Prior } from "./arm.ts";
import { FIELD } from "./observation.ts";
import { type Random, sampleBeta, sampleGamma, sampleNormal } from "./random.ts";

/** Normal-Gamma posterior of a logarithm: mean, its strength, and shape and rate of the precision. */
export interface NormalGamma {
  readonly mean: number;
  readonly strength: number;
  readonly shape: number;
  readonly rate: number;
}

export interface Posterior {
  /** Beta posterior of "this arm answers". */
  readonly ok: number;
  readonly failed: number;
  /** Seconds that a failure takes. */
  readonly failureSeconds: number;
  readonly firstToken: NormalGamma;
  readonly pace: NormalGamma;
  /** Tokens answered per token predicted. */
  readonly wordiness: number;
  /** Observations behind it, without the prior. */
  readonly evidence: number;
}

const PRIOR_OBSERVATIONS = 2;
const PRIOR_MEAN_STRENGTH = 0.5;
const PRIOR_SHAPE = 1;
/** Variance of ln seconds that is expected of an arm nobody has seen. */
const PRIOR_VARIANCE = 0.1;
const PRIOR_FAILURE_SECONDS = 0.3;
const PRIOR_TOKENS = 100;

/** Joins a prior and an arm's sums (FIELDS long, as `climb` writes them). */
export function posteriorOf(prior: Prior, sums: Float64Array): Posterior {
  const ok = Math.max(0, sums[FIELD.ok] ?? 0);
  const failed = Math.max(0, sums[FIELD.failed] ?? 0);
  return {
    ok: ok + PRIOR_OBSERVATIONS * prior.success,
    failed: failed + PRIOR_OBSERVATIONS * (1 - prior.success),
    failureSeconds: ((sums[FIELD.failedSeconds] ?? 0) + PRIOR_FAILURE_SECONDS) / (failed + 1),
    firstToken: normalGamma(Math.log(prior.firstTokenSeconds), sums, FIELD.firstTokens),
    pace: normalGamma(Math.log(prior.secondsPerToken), sums, FIELD.paces),
    wordiness: ((sums[FIELD.tokens] ?? 0) + PRIOR_TOKENS) / ((sums[FIELD.tokensPredicted] ?? 0) + PRIOR_TOKENS),
    evidence: ok + failed,
  };
}

/** Conjugate update (Murphy, "Conjugate Bayesian analysis of the Gaussian distribution", 2007, section 3). */
function normalGamma(priorMean: number, sums: Float64Array, field: number): NormalGamma {
  const count = Math.max(0, sums[field] ?? 0);
  const strength = PRIOR_MEAN_STRENGTH + count;
  const shape = PRIOR_SHAPE + count / 2;
  const priorRate = PRIOR_SHAPE * PRIOR_VARIANCE;
  if (count === 0) return { mean: priorMean, strength, shape, rate: priorRate };
  const mean = (sums[field + 1] ?? 0) / count;
  const within = Math.max(0, (sums[field + 2] ?? 0) - count * mean * mean);
  const shift = (PRIOR_MEAN_STRENGTH * count * (mean - priorMean) ** 2) / (2 * strength);
  return {
    mean: (PRIOR_MEAN_STRENGTH * priorMean + count * mean) / strength,
    strength,
    shape,
    rate: priorRate + within / 2 + shift,
  };
}

/** Seconds: the mean of the log-normal that a posterior expects. */
export function meanSeconds({ mean, shape, rate }: NormalGamma): number {
  return Math.exp(mean + Math.min(MOST_VARIANCE, rate / shape) / 2);
}

/** The same, of one draw from the posterior. */
export function sampleSeconds({ mean, strength, shape, rate }: NormalGamma, random: Random): number {
  const variance = rate / sampleGamma(shape, random);
  const drawn = mean + sampleNormal(random) * Math.sqrt(variance / strength);
  return Math.exp(drawn + Math.min(MOST_VARIANCE, variance) / 2);
}

/** A draw of the precision near zero must not become an infinite time. */
const MOST_VARIANCE = 4;

export function sampleSuccess({ ok, failed }: Posterior, random: Random): number {
  return sampleBeta(ok, failed, random);
}

export function meanSuccess({ ok, failed }: Posterior): number {
  return ok / (ok + failed);
}

/**
 * Seconds that a new time stays below with the given normal score (1.645 is 95 %). The predictive
 * distribution is Student's t; its spread is used with a normal score.
 */
export function quantileSeconds({ mean, strength, shape, rate }: NormalGamma, score: number): number {
  return Math.exp(mean + score * Math.sqrt((rate / shape) * (1 + 1 / strength)));
}
