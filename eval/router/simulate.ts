import { seededRandom } from "../../src/router/random.ts";
import { attempt, meanUtilities, type Outcome, type World } from "./world.ts";

/** A way to route. Times are seconds since the start. */
export interface Policy {
  pick(at: number, isolate: number, request: number, prices: readonly number[]): number;
  ended(at: number, isolate: number, request: number, arm: number, outcome: Outcome): void;
  tick(at: number): void;
}

export interface Settings {
  readonly requestsPerSecond: number;
  readonly isolates: number;
  readonly flushSeconds: number;
  readonly seed: number;
}

export interface Run {
  readonly requests: number;
  /** Per 1,000 requests. */
  readonly regret: number;
  readonly failures: number;
  readonly utility: number;
  readonly times: Float64Array;
  readonly arms: Uint8Array;
  readonly regrets: Float64Array;
}

/** Plays a world. The world's chances depend on the seed only, arrivals too; the policy has its own. */
export function simulate(world: World, policy: Policy, settings: Settings): Run {
  const { requestsPerSecond, isolates, flushSeconds, seed } = settings;
  const random = seededRandom(seed);
  const means = meansBySecond(world);
  const most = Math.ceil(world.seconds * requestsPerSecond * 1.2 + 100);
  const [times, arms, regrets] = [new Float64Array(most), new Uint8Array(most), new Float64Array(most)];
  const ends = new Ends();
  const prices = world.names.map(() => 0);
  let [at, request, failures, utility, regret, nextTick] = [0, 0, 0, 0, 0, flushSeconds];
  const tickUntil = (time: number): void => {
    for (; nextTick <= time; nextTick += flushSeconds) policy.tick(nextTick);
  };
  for (;;) {
    at += -Math.log(1 - random()) / requestsPerSecond;
    if (at >= world.seconds || request >= most) break;
    for (let end = ends.until(at); end !== undefined; end = ends.until(at)) {
      tickUntil(end.at);
      policy.ended(end.at, end.isolate, end.request, end.arm, end.outcome);
    }
    tickUntil(at);
    const isolate = Math.floor(random() * isolates);
    for (let arm = 0; arm < prices.length; arm += 1) prices[arm] = world.condition(arm, at).price;
    const arm = policy.pick(at, isolate, request, prices);
    const outcome = attempt(world, arm, at, random);
    const mean = means[Math.min(Math.floor(at), means.length - 1)] ?? new Float64Array();
    const lost = Math.max(...mean) - (mean[arm] ?? 0);
    [times[request], arms[request], regrets[request]] = [at, arm, lost];
    ends.add({ at: at + outcome.seconds, isolate, request, arm, outcome });
    request += 1;
    regret += lost;
    failures += outcome.ok ? 0 : 1;
    utility += (outcome.ok ? 1 : 0) - 0.05 * outcome.seconds - outcome.price;
  }
  return {
    requests: request,
    regret: (1000 * regret) / request,
    failures: failures / request,
    utility: utility / request,
    times: times.subarray(0, request),
    arms: arms.subarray(0, request),
    regrets: regrets.subarray(0, request),
  };
}

const cache = new WeakMap<World, Float64Array[]>();

function meansBySecond(world: World): Float64Array[] {
  const known = cache.get(world);
  if (known !== undefined) return known;
  const means = Array.from({ length: Math.ceil(world.seconds) + 1 }, (_, second) => meanUtilities(world, second));
  cache.set(world, means);
  return means;
}

interface End {
  readonly at: number;
  readonly isolate: number;
  readonly request: number;
  readonly arm: number;
  readonly outcome: Outcome;
}

/** Requests in flight, the one that ends first on top: a binary heap. */
class Ends {
  private readonly heap: End[] = [];

  add(end: End): void {
    const { heap } = this;
    let index = heap.push(end) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= end.at) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = end;
  }

  /** Removes the first one if it ends by then. */
  until(at: number): End | undefined {
    const { heap } = this;
    const first = heap[0];
    if (first === undefined || first.at > at) return undefined;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.sink(last);
    return first;
  }

  private sink(end: End): void {
    const { heap } = this;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const child = (heap[right]?.at ?? Infinity) < (heap[left]?.at ?? Infinity) ? right : left;
      const below = heap[child];
      if (below === undefined || below.at >= end.at) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = end;
  }
}
