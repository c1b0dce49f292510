import { seededRandom } from "../../src/router/random.ts";
import { type Effort, mean } from "./options.ts";
import { ISOLATES, type MakePolicy, POLICIES, router, ROUTER, THE_PLAIN_ONE } from "./policies.ts";
import { RouterPolicy } from "./router-policy.ts";
import { quietHour, usual } from "./scenario.ts";
import { type Run, simulate } from "./simulate.ts";
import type { Sample, Traces } from "./traces.ts";
import type { Condition, World } from "./world.ts";

const FLUSH_SECONDS = 2;

function play(world: World, make: MakePolicy, requestsPerSecond: number, seed: number): Run {
  return simulate(world, make(world, seed), {
    requestsPerSecond,
    isolates: ISOLATES,
    flushSeconds: FLUSH_SECONDS,
    seed,
  });
}

/** Sum of the regret between two times. */
function regretBetween({ times, regrets }: Run, from: number, to: number): number {
  let sum = 0;
  for (const [index, at] of times.entries()) if (at >= from && at < to) sum += regrets[index] ?? 0;
  return sum;
}

function shareBetween({ times, arms }: Run, arm: number, from: number, to: number): number {
  let [all, mine] = [0, 0];
  for (const [index, at] of times.entries()) {
    if (at < from || at >= to) continue;
    all += 1;
    mine += arms[index] === arm ? 1 : 0;
  }
  return all === 0 ? Number.NaN : mine / all;
}

/** Regret of a minute without the state store, by that of the same minute with it. */
export function storeOutage(traces: Traces, { manySeeds }: Effort): number {
  const [from, to] = [300, 360];
  const world = quietHour(traces, to);
  const storeDown = (at: number): boolean => at >= from && at < to;
  const regret = (down: (at: number) => boolean): number =>
    mean(
      manySeeds.map((seed) => {
        const make = ({ names }: World) =>
          new RouterPolicy(names, { sharing: "shared", isolates: ISOLATES, seed, storeDown: down });
        return regretBetween(play(world, make, 20, seed), from, to);
      }),
    );
  return regret(storeDown) / regret(() => false);
}

const DEAD = { arm: 1, from: 240, to: 330, price: 0.06 } as const;

/** The endpoint with nearly all traffic fails, at once or by hanging, and is repaired. */
function deadArm(traces: Traces, hangs: boolean): World {
  const condition = (arm: number, at: number): Condition => {
    const before = usual(arm);
    if (arm !== DEAD.arm) return before;
    const best = { ...before, price: DEAD.price };
    if (at < DEAD.from || at >= DEAD.to) return best;
    return hangs ? { ...best, slowness: 1000 } : { ...best, failing: 0.95, failsFast: true };
  };
  return { ...quietHour(traces, DEAD.to + 90), condition, phase: () => "" };
}

export interface Notice {
  /** Seconds from the fault until the arm's share of the next five seconds is below 5 %. */
  readonly seconds: number;
  /** Share of requests from 25 to 35 s after the repair, by the share before the fault. */
  readonly regained: number;
}

export function noticeOutage(traces: Traces, requestsPerSecond: number, hangs: boolean, { manySeeds }: Effort): Notice {
  const world = deadArm(traces, hangs);
  const seen = manySeeds.map((seed) => {
    const run = play(world, router("shared"), requestsPerSecond, seed);
    let seconds = 0;
    while (seconds < 90) {
      const share = shareBetween(run, DEAD.arm, DEAD.from + seconds, DEAD.from + seconds + 5);
      if (share < 0.05) break;
      seconds += 0.1;
    }
    const before = shareBetween(run, DEAD.arm, DEAD.from - 60, DEAD.from);
    return { seconds, regained: shareBetween(run, DEAD.arm, DEAD.to + 25, DEAD.to + 35) / before };
  });
  return { seconds: mean(seen.map(({ seconds }) => seconds)), regained: mean(seen.map(({ regained }) => regained)) };
}

export interface Pair {
  readonly router: number;
  readonly plain: number;
}

function compare(world: World, requestsPerSecond: number, seeds: readonly number[]): Pair {
  const regret = (name: string): number =>
    mean(seeds.map((seed) => play(world, POLICIES[name] ?? router("shared"), requestsPerSecond, seed).regret));
  return { router: regret(ROUTER), plain: regret(THE_PLAIN_ONE) };
}

/** Prices change hands every five minutes; nothing else happens. */
export function priceChanges(traces: Traces, { isFull, seeds }: Effort): Pair {
  const quiet = quietHour(traces, isFull ? 3600 : 1200);
  const count = quiet.names.length;
  const condition = (arm: number, at: number): Condition => ({
    ...usual(arm),
    price: usual((arm + Math.floor(at / 300)) % count).price,
  });
  return compare({ ...quiet, condition }, 20, isFull ? seeds : seeds.slice(0, 1));
}

/** Made-up endpoints of ordinary speeds, prices and failures; a third of an hour. */
export function manyArms(count: number, { isFull, seeds }: Effort): Pair {
  const random = seededRandom(count);
  const arms = Array.from({ length: count }, () => {
    const seconds = 0.8 + 6 * random();
    const samples = Array.from({ length: 100 }, (): Sample => {
      const drawn = seconds * (0.8 + 0.4 * random());
      return { firstToken: drawn / 5, seconds: drawn, tokens: 150 };
    });
    return { samples, failing: 0.03 * random(), price: 0.06 + 0.24 * random() };
  });
  const world: World = {
    names: arms.map((_, arm) => `arm-${arm}`),
    samples: arms.map(({ samples }) => samples),
    seconds: isFull ? 3600 : 600,
    condition: (arm) => {
      const { failing = 0, price = 0 } = arms[arm] ?? {};
      return { failing, price, failsFast: false, slowness: 1 };
    },
    phase: () => "",
  };
  return compare(world, 20, isFull ? seeds : seeds.slice(0, 1));
}
