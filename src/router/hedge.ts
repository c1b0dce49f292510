import { type Posterior, quantileSeconds } from "./posterior.ts";

/** When hedges are sent, and how many were: adapted so that they stay a fixed share of requests. */
export interface HedgePace {
  /** Normal score of the predicted first token's quantile at which a hedge is sent. */
  readonly score: number;
  readonly allowance: number;
}

/** Most of all requests that may be sent twice. */
export const HEDGE_SHARE = 0.03;
/** 95 %: a hedge is never sent before the predicted p95. */
const LEAST_SCORE = 1.645;
const MOST_SCORE = 8;
const MOST_SAVED = 3;
const STEP = 0.5;
const ROUNDING = 1e-9;

export const FIRST_HEDGE_PACE: HedgePace = { score: LEAST_SCORE, allowance: 0 };

export interface HedgeQuestion {
  readonly posterior: Posterior;
  readonly pace: HedgePace;
  readonly isOptedIn: boolean;
  /** Tools that act on the world must not run twice. */
  readonly hasSideEffects: boolean;
  /** Whether another arm fits the request. */
  readonly hasOther: boolean;
}

/** Seconds without a first token after which a second arm is tried as well; nothing for never. */
export function hedgeAfter({
  posterior,
  pace,
  isOptedIn,
  hasSideEffects,
  hasOther,
}: HedgeQuestion): number | undefined {
  if (!isOptedIn || hasSideEffects || !hasOther || pace.allowance + ROUNDING < 1) return undefined;
  return quantileSeconds(posterior.firstToken, pace.score);
}

/**
 * Counts a request that could have been hedged. `isLate` says whether it was still silent at the score,
 * hedged or not: stochastic approximation (Robbins and Monro, 1951) moves the score to where the share
 * of late requests is what may be hedged, so that the slowest are hedged and not just the first ones.
 */
export function countHedge(
  { score, allowance }: HedgePace,
  { isLate, isHedged }: { readonly isLate: boolean; readonly isHedged: boolean },
): HedgePace {
  const moved = score + STEP * ((isLate ? 1 : 0) - HEDGE_SHARE);
  return {
    score: Math.min(MOST_SCORE, Math.max(LEAST_SCORE, moved)),
    allowance: Math.min(MOST_SAVED, allowance + HEDGE_SHARE) - (isHedged ? 1 : 0),
  };
}
