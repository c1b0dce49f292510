import { type Random, sampleBeta, sampleNormal } from "../../src/router/random.ts";
import type { Policy } from "./simulate.ts";
import { DEADLINE_SECONDS, LATENCY_WEIGHT, type Outcome } from "./world.ts";

export interface ReferenceOptions {
  readonly algorithm: "thompson" | "ucb" | "greedy";
  /** `own`: each isolate for itself; `shared`: merged at each tick; `central`: known at once. */
  readonly sharing: "own" | "shared" | "central";
  readonly tau: number;
  readonly hasBreaker: boolean;
  readonly isolates: number;
}

/** Observations, successes, sum and sum of squares of the seconds of successes. */
const FIELDS = 4;
const PRIOR = 2;

/** Plain discounted bandits over success and total time, one time scale each: what the router is compared with. */
export class ReferenceBandit implements Policy {
  private readonly options: ReferenceOptions;
  private readonly arms: number;
  private readonly random: Random;
  private readonly sums: Float64Array;
  private readonly pending: Float64Array;
  private view: Float64Array;
  private start = 0;
  private readonly openUntil: Float64Array;
  private readonly backOff: Float64Array;
  private readonly last: boolean[][];

  constructor(arms: number, random: Random, options: ReferenceOptions) {
    this.options = options;
    this.arms = arms;
    this.random = random;
    this.sums = new Float64Array((options.sharing === "own" ? options.isolates : 1) * arms * FIELDS);
    this.pending = new Float64Array(arms * FIELDS);
    this.view = new Float64Array(arms * FIELDS);
    this.openUntil = new Float64Array(arms);
    this.backOff = new Float64Array(arms).fill(5);
    this.last = Array.from({ length: arms }, () => []);
  }

  pick(at: number, isolate: number, _request: number, prices: readonly number[]): number {
    const { sharing, tau, algorithm, hasBreaker } = this.options;
    const known = sharing === "shared" ? this.view : this.sums;
    const offset = sharing === "own" ? isolate * this.arms * FIELDS : 0;
    const scale = Math.exp(-(at - this.start) / tau);
    const all = [...prices.keys()];
    const closed = hasBreaker ? all.filter((arm) => (this.openUntil[arm] ?? 0) <= at) : all;
    const some = closed.length > 0 ? closed : all;
    if (algorithm === "greedy" && this.random() < 0.05) return some[Math.floor(this.random() * some.length)] ?? 0;
    let total = 0;
    for (const arm of all) total += scale * (known[offset + arm * FIELDS] ?? 0);
    let [best, highest] = [some[0] ?? 0, Number.NEGATIVE_INFINITY];
    for (const arm of some) {
      const utility = this.utility(known, offset + arm * FIELDS, scale, total) - (prices[arm] ?? 0);
      if (utility > highest) [best, highest] = [arm, utility];
    }
    return best;
  }

  ended(at: number, isolate: number, _request: number, arm: number, { ok, seconds }: Outcome): void {
    const { sharing, tau, hasBreaker } = this.options;
    const weight = Math.exp((at - this.start) / tau);
    const target = sharing === "shared" ? this.pending : this.sums;
    const from = ((sharing === "own" ? isolate * this.arms : 0) + arm) * FIELDS;
    const values = [1, ok ? 1 : 0, ok ? seconds : 0, ok ? seconds * seconds : 0];
    for (const [field, value] of values.entries()) target[from + field] = (target[from + field] ?? 0) + weight * value;
    if (hasBreaker) this.trip(at, arm, ok);
    if (at - this.start > 20 * tau) this.restart(at);
  }

  tick(): void {
    if (this.options.sharing !== "shared") return;
    for (const [index, value] of this.pending.entries()) this.sums[index] = (this.sums[index] ?? 0) + value;
    this.pending.fill(0);
    this.view = this.sums.slice();
  }

  private utility(sums: Float64Array, from: number, scale: number, total: number): number {
    const count = scale * (sums[from] ?? 0);
    const successes = scale * (sums[from + 1] ?? 0);
    const ok = successes + PRIOR * 0.97;
    const failed = count - successes + PRIOR * 0.03;
    const mean = (scale * (sums[from + 2] ?? 0) + PRIOR * 2.5) / (successes + PRIOR);
    let [share, seconds] = [ok / (ok + failed), mean];
    if (this.options.algorithm === "thompson") {
      const square = (scale * (sums[from + 3] ?? 0) + PRIOR * 9) / (successes + PRIOR);
      share = sampleBeta(ok, failed, this.random);
      const variance = Math.max(0.15, square - mean * mean);
      seconds = mean + sampleNormal(this.random) * Math.sqrt(variance / (successes + PRIOR));
    } else if (this.options.algorithm === "ucb") {
      const log = Math.log(total + 2);
      share = Math.min(1, share + Math.sqrt((0.5 * log) / (count + PRIOR)));
      seconds = mean - Math.sqrt(log / (successes + PRIOR));
    }
    const time = Math.min(DEADLINE_SECONDS, Math.max(0, seconds));
    return share - LATENCY_WEIGHT * (share * time + (1 - share) * 0.3);
  }

  private trip(at: number, arm: number, ok: boolean): void {
    const last = this.last[arm] ?? [];
    last.push(ok);
    if (last.length > 20) last.shift();
    const share = last.filter(Boolean).length / last.length;
    const backOff = this.backOff[arm] ?? 5;
    if (last.length >= 8 && share < 0.5 && (this.openUntil[arm] ?? 0) <= at) {
      this.openUntil[arm] = at + backOff * (0.8 + 0.4 * this.random());
      this.backOff[arm] = Math.min(60, backOff * 2);
      last.length = 0;
    } else if (ok && last.length >= 8 && share > 0.9) this.backOff[arm] = 5;
  }

  private restart(at: number): void {
    const scale = Math.exp(-(at - this.start) / this.options.tau);
    for (const sums of [this.sums, this.pending, this.view])
      for (const [index, value] of sums.entries()) sums[index] = value * scale;
    this.start = at;
  }
}
