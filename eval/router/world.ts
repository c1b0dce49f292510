import type { Random } from "../../src/router/random.ts";
import type { Sample } from "./traces.ts";

/** An endpoint as it is at one moment. */
export interface Condition {
  /** Probability that a request fails. */
  readonly failing: number;
  /** Whether failures come at once. */
  readonly failsFast: boolean;
  /** Times are multiplied by that. */
  readonly slowness: number;
  /** USD a request, in units of an answer's value. */
  readonly price: number;
}

export interface World {
  readonly names: readonly string[];
  readonly samples: readonly (readonly Sample[])[];
  readonly seconds: number;
  readonly condition: (arm: number, at: number) => Condition;
  /** Name of what happens at a time, for the table of phases. */
  readonly phase: (at: number) => string;
}

/** Requests are given up after that long. */
export const DEADLINE_SECONDS = 10;
export const LATENCY_WEIGHT = 0.05;
const FAST_FAILURE_SECONDS = 0.2;

export interface Outcome {
  readonly ok: boolean;
  readonly seconds: number;
  readonly firstToken: number;
  readonly tokens: number;
  /** True when it failed by the deadline and not by an error. */
  readonly timedOut: boolean;
  readonly price: number;
}

export function attempt(world: World, arm: number, at: number, random: Random): Outcome {
  const { failing, failsFast, slowness, price } = world.condition(arm, at);
  const fails = random() < failing;
  const samples = world.samples[arm] ?? [];
  const sample = samples[Math.floor(random() * samples.length)] ?? { firstToken: 1, seconds: 1, tokens: 1 };
  const seconds = fails && failsFast ? FAST_FAILURE_SECONDS : sample.seconds * slowness;
  const timedOut = seconds > DEADLINE_SECONDS;
  return {
    ok: !fails && !timedOut,
    seconds: Math.min(seconds, DEADLINE_SECONDS),
    firstToken: sample.firstToken * slowness,
    tokens: sample.tokens,
    timedOut,
    price,
  };
}

/** Expected utility of each arm at a time: ok − 0.05 · latency − price. */
export function meanUtilities(world: World, at: number): Float64Array {
  return Float64Array.from(world.names, (_, arm) => {
    const { failing, failsFast, slowness, price } = world.condition(arm, at);
    const { within, capped } = shares(world, arm, slowness);
    const latency = failsFast ? (1 - failing) * capped + failing * FAST_FAILURE_SECONDS : capped;
    return (1 - failing) * within - LATENCY_WEIGHT * latency - price;
  });
}

function shares(world: World, arm: number, slowness: number): { readonly within: number; readonly capped: number } {
  const samples = world.samples[arm] ?? [];
  let [within, capped] = [0, 0];
  for (const { seconds } of samples) {
    within += seconds * slowness <= DEADLINE_SECONDS ? 1 : 0;
    capped += Math.min(seconds * slowness, DEADLINE_SECONDS);
  }
  return { within: within / samples.length, capped: capped / samples.length };
}
