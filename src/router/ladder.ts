import { FIELD, FIELDS } from "./observation.ts";

/** Time scales that every arm is remembered at, in seconds. Ascending; neighbours differ by about four. */
export const SCALES = [4, 15, 60, 240, 1800] as const;

/** The scale at which the partial failures of requests in flight are read. */
const LATE_SCALE = 1;

export interface LadderRule {
  readonly scales: readonly number[];
  /** What is older than the base scale is worth at most this many observations. */
  readonly memory: number;
  /** Evidence of a change, in nats, from which older observations are forgotten. */
  readonly surprise: number;
}

export const LADDER: LadderRule = { scales: SCALES, memory: 40, surprise: 5 };

const BUSY = 1000;
const FASTEST_BASE = 2;
const SLOWEST_BASE = 3;

/**
 * The scale that suits a route's traffic: the shortest that holds about a thousand requests, between
 * one minute and four.
 */
export function baseScale(requestsPerSecond: number): number {
  const fits = SCALES.findIndex((tau, index) => index >= FASTEST_BASE && tau * requestsPerSecond >= BUSY);
  return fits < 0 ? SLOWEST_BASE : Math.min(fits, SLOWEST_BASE);
}

/**
 * Reads one row: starts with the newest observations and adds older ones, scale by scale, as far as
 * both look alike. What has changed is forgotten at once, what has not is remembered for long; without
 * a change the result is exactly the sums of the base scale and a short memory of what was before.
 *
 * A scale's sums less those of the next faster one are what is older, each observation with the rest
 * of its weight, so nothing counts twice.
 * @param sums scales × FIELDS, as DecayedSums reads them
 * @param base index of the scale within which observations count in full
 * @param older scratch, FIELDS long
 * @param out FIELDS long, overwritten
 */
export function climb(
  sums: Float64Array,
  rule: LadderRule,
  base: number,
  older: Float64Array,
  out: Float64Array,
): void {
  const { scales, memory, surprise } = rule;
  const lateAt = Math.min(LATE_SCALE, scales.length - 1) * FIELDS;
  const late = Math.max(0, sums[lateAt + FIELD.late] ?? 0);
  const lateSeconds = Math.max(0, sums[lateAt + FIELD.lateSeconds] ?? 0);
  for (let field = 0; field < FIELD.late; field += 1) out[field] = sums[field] ?? 0;
  out[FIELD.failed] = at(out, FIELD.failed) + late;
  out[FIELD.failedSeconds] = at(out, FIELD.failedSeconds) + lateSeconds;
  for (let scale = 1; scale < scales.length; scale += 1) {
    const [from, before] = [scale * FIELDS, (scale - 1) * FIELDS];
    for (let field = 0; field < FIELD.late; field += 1)
      older[field] = (sums[from + field] ?? 0) - (sums[before + field] ?? 0);
    const count = at(older, FIELD.ok) + at(older, FIELD.failed);
    if (count <= 0) continue;
    const changed = change(out, older);
    let trust = changed > surprise ? Math.exp(surprise - changed) : 1;
    if (scale > base && count > memory) trust *= memory / count;
    for (let field = 0; field < FIELD.late; field += 1) out[field] = at(out, field) + trust * at(older, field);
  }
  out[FIELD.late] = late;
  out[FIELD.lateSeconds] = lateSeconds;
}

/** How much better two regimes explain the observations than one, in nats. */
function change(newer: Float64Array, older: Float64Array): number {
  return Math.max(
    changeOfShare(at(newer, FIELD.ok), at(newer, FIELD.failed), at(older, FIELD.ok), at(older, FIELD.failed)),
    changeOfMean(newer, older, FIELD.firstTokens),
    changeOfMean(newer, older, FIELD.paces),
  );
}

/** Log-likelihood ratio of two Bernoulli samples. */
function changeOfShare(ok: number, failed: number, okBefore: number, failedBefore: number): number {
  const [now, before] = [Math.max(0, ok) + Math.max(0, failed), Math.max(0, okBefore) + Math.max(0, failedBefore)];
  if (now <= 0 || before <= 0) return 0;
  const share = (Math.max(0, failed) + Math.max(0, failedBefore)) / (now + before);
  return now * divergence(failed / now, share) + before * divergence(failedBefore / before, share);
}

/** Kullback–Leibler divergence of two coins. */
function divergence(p: number, q: number): number {
  if (q <= 0 || q >= 1) return 0;
  const yes = p > 0 ? p * Math.log(p / q) : 0;
  return p < 1 ? yes + (1 - p) * Math.log((1 - p) / (1 - q)) : yes;
}

/** A spread of 0.2 in ln seconds, seen twice: so that two equal values are not taken for certainty. */
const SPREAD_SQUARES = 2 * 0.2 * 0.2;

/** The same for the means of two normal samples whose fields begin at `field`: count, sum, squares. */
function changeOfMean(newer: Float64Array, older: Float64Array, field: number): number {
  const [now, before] = [at(newer, field), at(older, field)];
  if (now <= 0 || before <= 0) return 0;
  const all = now + before;
  const distance = at(newer, field + 1) / now - at(older, field + 1) / before;
  const within = squaresWithin(newer, field) + squaresWithin(older, field) + SPREAD_SQUARES;
  return (all / 2) * Math.log1p(((now * before) / all) * ((distance * distance) / within));
}

function squaresWithin(sums: Float64Array, field: number): number {
  const sum = at(sums, field + 1);
  return Math.max(0, at(sums, field + 2) - (sum * sum) / at(sums, field));
}

function at(array: Float64Array, index: number): number {
  return array[index] ?? 0;
}
