import type { Random } from "../../src/router/random.ts";
import type { Policy } from "./simulate.ts";
import { DEADLINE_SECONDS, type Outcome } from "./world.ts";

/*
 * What others do, after their documentation and code, each in its own kind. They see every outcome at
 * once unless said otherwise, which is kinder than real life.
 */
abstract class Baseline implements Policy {
  protected readonly arms: number;
  protected readonly random: Random;
  constructor(arms: number, random: Random) {
    this.arms = arms;
    this.random = random;
  }
  abstract pick(at: number, isolate: number, request: number, prices: readonly number[]): number;
  ended(_at: number, _isolate: number, _request: number, _arm: number, _outcome: Outcome): void {}
  tick(_at: number): void {}
  protected any(count: number): number {
    return Math.floor(this.random() * count);
  }
}

export class Uniform extends Baseline {
  override pick(): number {
    return this.any(this.arms);
  }
}

/** The arm that is best on paper, without failover. */
export class StaticBest extends Baseline {
  override pick(): number {
    return 1;
  }
}

interface Seen {
  readonly at: number;
  readonly ok: boolean;
}

/** OpenRouter's kind: weight 1/price², arms with an outage in the last 30 s nearly left out; shared, 2 s late. */
export class InverseSquare extends Baseline {
  private readonly seen: Seen[][] = Array.from({ length: this.arms }, () => []);

  override pick(at: number, _isolate: number, _request: number, prices: readonly number[]): number {
    const weights = prices.map((price, arm) => (this.isOut(arm, at) ? 0.001 : 1) / price ** 2);
    let left = this.random() * weights.reduce((sum, weight) => sum + weight, 0);
    for (const [arm, weight] of weights.entries()) {
      left -= weight;
      if (left <= 0) return arm;
    }
    return this.arms - 1;
  }

  override ended(at: number, _isolate: number, _request: number, arm: number, { ok }: Outcome): void {
    this.seen[arm]?.push({ at, ok });
  }

  private isOut(arm: number, at: number): boolean {
    const seen = this.seen[arm] ?? [];
    while ((seen[0]?.at ?? Infinity) < at - 30) seen.shift();
    let [known, failed] = [0, 0];
    for (const one of seen) {
      if (one.at > at - 2) break;
      known += 1;
      failed += one.ok ? 0 : 1;
    }
    return known >= 5 && failed / known > 0.2;
  }
}

/** LiteLLM's kind: least mean of ten kept times, errors ignored; 5 s of cooldown above half failed in a minute. */
export class LeastLatency extends Baseline {
  private readonly times: number[][] = Array.from({ length: this.arms }, () => []);
  private readonly seen: Seen[][] = Array.from({ length: this.arms }, () => []);
  private readonly cooledUntil = new Float64Array(this.arms);

  override pick(at: number): number {
    const all = [...this.times.keys()];
    const warm = all.filter((arm) => (this.cooledUntil[arm] ?? 0) <= at);
    const some = warm.length > 0 ? warm : all;
    const untried = some.filter((arm) => this.times[arm]?.length === 0);
    if (untried.length > 0) return untried[this.any(untried.length)] ?? 0;
    const mean = (arm: number): number => {
      const times = this.times[arm] ?? [];
      return times.reduce((sum, time) => sum + time, 0) / times.length;
    };
    return some.reduce((best, arm) => (mean(arm) < mean(best) ? arm : best));
  }

  override ended(at: number, _isolate: number, _request: number, arm: number, { ok, seconds }: Outcome): void {
    const seen = this.seen[arm] ?? [];
    seen.push({ at, ok });
    while ((seen[0]?.at ?? Infinity) < at - 60) seen.shift();
    const times = this.times[arm] ?? [];
    // The tenth is replaced by the newest, the first nine stay: as in its code.
    if (ok) times.splice(9, Infinity, seconds);
    const failed = seen.filter((one) => !one.ok).length;
    if (!ok && seen.length >= 5 && failed / seen.length > 0.5) this.cooledUntil[arm] = at + 5;
  }
}

/** Power of two choices by peak EWMA of the time, weighted by requests in flight; each isolate for itself. */
export class TwoChoices extends Baseline {
  private readonly average: Float64Array;
  private readonly at: Float64Array;
  private readonly open: Float64Array;

  constructor(arms: number, random: Random, isolates: number) {
    super(arms, random);
    this.average = new Float64Array(isolates * arms).fill(1);
    this.at = new Float64Array(isolates * arms);
    this.open = new Float64Array(isolates * arms);
  }

  override pick(_at: number, isolate: number): number {
    const one = this.any(this.arms);
    const other = (one + 1 + this.any(this.arms - 1)) % this.arms;
    const load = (arm: number): number => {
      const index = isolate * this.arms + arm;
      return (this.average[index] ?? 0) * ((this.open[index] ?? 0) + 1);
    };
    const arm = load(one) <= load(other) ? one : other;
    const index = isolate * this.arms + arm;
    this.open[index] = (this.open[index] ?? 0) + 1;
    return arm;
  }

  override ended(at: number, isolate: number, _request: number, arm: number, { ok, seconds }: Outcome): void {
    const index = isolate * this.arms + arm;
    this.open[index] = (this.open[index] ?? 0) - 1;
    const time = ok ? seconds : DEADLINE_SECONDS;
    const before = this.average[index] ?? 1;
    const kept = Math.exp(-(at - (this.at[index] ?? 0)) / 10);
    this.at[index] = at;
    this.average[index] = Math.max(time > before ? time : 0, before * kept + time * (1 - kept));
  }
}
