import { mergeFlush } from "../../src/router/flush.ts";
import { DecayedSums, type RowDelta } from "../../src/router/decayed-sums.ts";
import { SUMS_SHAPE } from "../../src/router/isolate-view.ts";
import { baseScale, Ladder, LADDER, SCALES } from "../../src/router/ladder.ts";
import { FIELDS, writeObservation } from "../../src/router/observation.ts";
import { type Posterior, posteriorOf } from "../../src/router/posterior.ts";
import { seededRandom } from "../../src/router/random.ts";
import { shuffled } from "./quality-at-cost.ts";

const OBSERVATIONS = 5_000;
const SECONDS = 900;
const PRIOR = { success: 0.97, firstTokenSeconds: 0.6, secondsPerToken: 0.0127 };

/** Largest relative difference of any posterior when the same observations are split and flushed otherwise. */
export function mergeDifference(seed: number): number {
  const random = seededRandom(seed);
  const observations = Array.from({ length: OBSERVATIONS }, (_, index) => ({
    at: 1e6 + (SECONDS * index) / OBSERVATIONS,
    isOk: random() > 0.05,
    seconds: 0.5 + 4 * random(),
  }));
  const gather = (writers: number): Posterior => {
    const each = Array.from({ length: writers }, () => new DecayedSums(SUMS_SHAPE));
    const values = new Float64Array(FIELDS);
    for (const { at, isOk, seconds } of observations) {
      const kind = isOk ? ("ok" as const) : ("server_error" as const);
      writeObservation({ kind, seconds, firstTokenSeconds: seconds / 5, outputTokens: 100 }, values);
      each[Math.floor(random() * writers)]?.add("arm", at, values);
    }
    const deltas = each.flatMap((sums): RowDelta[] => sums.take());
    const store = new DecayedSums(SUMS_SHAPE);
    for (const [index, delta] of shuffled(deltas, random).entries())
      mergeFlush(store, new Set(), { id: String(index), deltas: [delta], reports: [] }, 1e6 + SECONDS);
    const sums = new Float64Array(SCALES.length * FIELDS);
    store.read("arm", 1e6 + SECONDS, sums);
    return posteriorOf(PRIOR, new Ladder(LADDER).climb(sums, baseScale(20)));
  };
  const [one, ...others] = [1, 7, 200].map(gather).map(numbers);
  return Math.max(...others.flatMap((other) => other.map((value, index) => Math.abs(value / (one?.[index] ?? 0) - 1))));
}

function numbers({ ok, failed, failureSeconds, firstToken, pace }: Posterior): number[] {
  return [ok, failed, failureSeconds, ...Object.values(firstToken), ...Object.values(pace)];
}
