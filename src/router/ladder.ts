import { changeOfMean, changeOfShare } from "./change.ts";
import { FIELD, FIELDS } from "./observation.ts";

/** Time scales that every arm is remembered at, in seconds. Ascending; neighbours differ by about four. */
export const SCALES = [1, 4, 15, 60, 240, 1800] as const;

/** The scale at which the partial failures of requests in flight are read. */
const LATE_SCALE = 2;

export interface LadderRule {
  readonly scales: readonly number[];
  /** What is older than the base scale is worth at most this many observations. */
  readonly memory: number;
  /** Evidence of a change, in nats, from which older observations are trusted less. */
  readonly surprise: number;
  /** Evidence from which they are taken out of the sums for good. */
  readonly certainty: number;
}

export const LADDER: LadderRule = { scales: SCALES, memory: 20, surprise: 5, certainty: 8 };

const BUSY = 100;
const FASTEST_BASE = 3;
const SLOWEST_BASE = 4;
/** Slower scales keep what was before a change: changes pass. */
const SLOWEST_FORGETTING = 3;

/**
 * The scale that suits a route's traffic: the shortest that holds about a hundred requests, between
 * one minute and four.
 */
export function baseScale(requestsPerSecond: number): number {
  const fits = SCALES.findIndex((tau, index) => index >= FASTEST_BASE && tau * requestsPerSecond >= BUSY);
  return fits < 0 ? SLOWEST_BASE : Math.min(fits, SLOWEST_BASE);
}

/** Fields that change together: whether it answers, when the first token comes, how fast the others follow. */
interface Group {
  readonly from: number;
  readonly to: number;
  readonly change: (newer: Float64Array, older: Float64Array, least: number) => number;
  readonly count: (sums: Float64Array) => number;
}

const GROUPS: readonly Group[] = [
  {
    from: FIELD.ok,
    to: FIELD.firstTokens,
    change: (newer, older, least) => changeOfShare(newer, older, FIELD.ok, FIELD.failed, least),
    count: (sums) => (sums[FIELD.ok] ?? 0) + (sums[FIELD.failed] ?? 0),
  },
  {
    from: FIELD.firstTokens,
    to: FIELD.paces,
    change: (newer, older, least) => changeOfMean(newer, older, FIELD.firstTokens, least),
    count: (sums) => sums[FIELD.firstTokens] ?? 0,
  },
  {
    from: FIELD.paces,
    to: FIELD.late,
    change: (newer, older, least) => changeOfMean(newer, older, FIELD.paces, least),
    count: (sums) => sums[FIELD.paces] ?? 0,
  },
];

/** Arrays that climbing overwrites, so that it allocates nothing. */
export class Ladder {
  private readonly rule: LadderRule;
  private readonly older = new Float64Array(FIELDS);
  private readonly joined = new Float64Array(FIELDS);

  constructor(rule: LadderRule) {
    this.rule = rule;
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
   * @returns FIELDS sums; overwritten by the next call
   */
  climb(sums: Float64Array, base: number): Float64Array {
    const { joined } = this;
    const { scales, memory, surprise } = this.rule;
    const lateAt = Math.min(LATE_SCALE, scales.length - 1) * FIELDS;
    const late = Math.max(0, sums[lateAt + FIELD.late] ?? 0);
    joined.set(sums.subarray(0, FIELDS));
    joined[FIELD.failed] = (joined[FIELD.failed] ?? 0) + late;
    joined[FIELD.failedSeconds] =
      (joined[FIELD.failedSeconds] ?? 0) + Math.max(0, sums[lateAt + FIELD.lateSeconds] ?? 0);
    for (let scale = 1; scale < scales.length; scale += 1) {
      this.subtract(sums, scale);
      for (const group of GROUPS) {
        const count = group.count(this.older);
        if (count <= 0) continue;
        const changed = group.change(joined, this.older, surprise);
        const trust = changed > surprise ? Math.exp(surprise - changed) : 1;
        this.join(group, scale > base && count > memory ? trust * (memory / count) : trust);
      }
    }
    joined[FIELD.late] = late;
    return joined;
  }

  /**
   * What to take out of a row because it was before a change that is beyond doubt; nothing when there
   * was none. Requests in flight do not count here: what they are worth is taken back.
   * @param sums scales × FIELDS
   * @returns a change of the sums, scales × FIELDS
   */
  outdated(sums: Float64Array): Float64Array | undefined {
    const { joined } = this;
    const { scales, certainty } = this.rule;
    let change: Float64Array | undefined;
    for (const group of GROUPS) {
      joined.set(sums.subarray(0, FIELDS));
      let isOutdated = false;
      for (let scale = 1; scale <= SLOWEST_FORGETTING && scale < scales.length; scale += 1) {
        this.subtract(sums, scale);
        isOutdated ||= group.count(this.older) > 0 && group.change(joined, this.older, certainty) > certainty;
        if (!isOutdated) this.join(group, 1);
        if (!isOutdated) continue;
        change ??= new Float64Array(sums.length);
        for (let field = group.from; field < group.to; field += 1)
          change[scale * FIELDS + field] = (joined[field] ?? 0) - (sums[scale * FIELDS + field] ?? 0);
      }
    }
    return change;
  }

  private subtract(sums: Float64Array, scale: number): void {
    const [from, before] = [scale * FIELDS, (scale - 1) * FIELDS];
    for (let field = 0; field < FIELD.late; field += 1)
      this.older[field] = (sums[from + field] ?? 0) - (sums[before + field] ?? 0);
  }

  private join({ from, to }: Group, trust: number): void {
    for (let field = from; field < to; field += 1)
      this.joined[field] = (this.joined[field] ?? 0) + trust * (this.older[field] ?? 0);
  }
}
