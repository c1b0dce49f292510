import { meanSuccess, type Posterior } from "./posterior.ts";

/** A request that was sent and has not ended. Seconds of the store's clock. */
export interface Pending {
  readonly arm: string;
  readonly tenant: string;
  readonly since: number;
  readonly outputTokens: number;
}

/** Share of the failures that hang instead of failing at once, as believed before anything is known. */
const LEAST_HANGING = 0.02;
/** More would let late requests prove each other late. */
const MOST_HANGING = 0.1;
/** A spread below this says more about few samples than about the provider. */
const LEAST_SPREAD = 0.15;

/**
 * What a request in flight is worth as a failure, from its age alone: the probability that it will
 * never answer, given that it has not answered yet, less what was believed when it was sent.
 * @param age seconds
 */
export function partialFailure(posterior: Posterior, outputTokens: number, age: number): number {
  if (age <= 0) return 0;
  const hangs = Math.min(MOST_HANGING, Math.max(LEAST_HANGING, 1 - meanSuccess(posterior)));
  const alive = (1 - hangs) * stillRunning(posterior, outputTokens, age);
  return Math.max(0, hangs / (hangs + alive) - hangs);
}

/** Probability that a sound request takes longer than `age`. Log-normal, as wide as its wider part. */
function stillRunning({ firstToken, pace, wordiness }: Posterior, outputTokens: number, age: number): number {
  const expected = Math.exp(firstToken.mean) + outputTokens * wordiness * Math.exp(pace.mean);
  const variance = Math.max(firstToken.rate / firstToken.shape, pace.rate / pace.shape);
  const spread = Math.max(LEAST_SPREAD, Math.sqrt(variance));
  return upperTail(Math.log(age / expected) / spread);
}

/** 1 − Φ(x). Abramowitz and Stegun 26.2.17; absolute error below 7.5e-8. */
export function upperTail(x: number): number {
  if (x < 0) return 1 - upperTail(-x);
  const t = 1 / (1 + 0.2316419 * x);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
