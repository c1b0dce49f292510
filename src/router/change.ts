/*
 * How much better two regimes explain two samples than one: log-likelihood ratios, in nats. Counts are
 * decayed, so they may be fractions; less than one observation is no evidence. Ratios up to `least` do
 * not matter to the caller: where a bound without logarithms is not above it, the result is 0.
 */
const LEAST = 1;

/** For the share of failures. @param ok, failed indices of the counts */
export function changeOfShare(
  newer: Float64Array,
  older: Float64Array,
  ok: number,
  failed: number,
  least: number,
): number {
  const failedNow = Math.max(0, newer[failed] ?? 0);
  const failedBefore = Math.max(0, older[failed] ?? 0);
  const now = Math.max(0, newer[ok] ?? 0) + failedNow;
  const before = Math.max(0, older[ok] ?? 0) + failedBefore;
  if (now < LEAST || before < LEAST) return 0;
  const share = (failedNow + failedBefore) / (now + before);
  const distance = failedNow / now - failedBefore / before;
  // χ² is never below the ratio.
  if (distance * distance * now * before <= least * (now + before) * share * (1 - share)) return 0;
  return now * divergence(failedNow / now, share) + before * divergence(failedBefore / before, share);
}

/** Kullback–Leibler divergence of two coins. */
export function divergence(p: number, q: number): number {
  if (q <= 0 || q >= 1) return 0;
  const yes = p > 0 ? p * Math.log(p / q) : 0;
  return p < 1 ? yes + (1 - p) * Math.log((1 - p) / (1 - q)) : yes;
}

/** A spread of 0.2 in ln seconds, seen twice: so that two equal values are not taken for certainty. */
const SPREAD_SQUARES = 2 * 0.2 * 0.2;

/** For the mean of normal samples whose count, sum and sum of squares stand at `field` and after it. */
export function changeOfMean(newer: Float64Array, older: Float64Array, field: number, least: number): number {
  const now = newer[field] ?? 0;
  const before = older[field] ?? 0;
  if (now < LEAST || before < LEAST) return 0;
  const all = now + before;
  const distance = (newer[field + 1] ?? 0) / now - (older[field + 1] ?? 0) / before;
  const within = squaresWithin(newer, field) + squaresWithin(older, field) + SPREAD_SQUARES;
  const excess = ((now * before) / all) * ((distance * distance) / within);
  return (all / 2) * excess <= least ? 0 : (all / 2) * Math.log1p(excess);
}

function squaresWithin(sums: Float64Array, field: number): number {
  const sum = sums[field + 1] ?? 0;
  return Math.max(0, (sums[field + 2] ?? 0) - (sum * sum) / (sums[field] ?? 1));
}
