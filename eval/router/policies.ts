import { seededRandom } from "../../src/router/random.ts";
import { InverseSquare, LeastLatency, StaticBest, TwoChoices, Uniform } from "./baselines.ts";
import { ReferenceBandit, type ReferenceOptions } from "./reference.ts";
import { RouterPolicy, type Sharing } from "./router-policy.ts";
import type { Policy } from "./simulate.ts";
import type { World } from "./world.ts";

export const ISOLATES = 200;

/** Makes a policy for a world; its chances come from the seed. */
export type MakePolicy = (world: World, seed: number) => Policy;

export const router =
  (sharing: Sharing): MakePolicy =>
  (world, seed) =>
    new RouterPolicy(world.names, { sharing, isolates: ISOLATES, seed });

const reference =
  (options: Partial<ReferenceOptions>): MakePolicy =>
  ({ names }, seed) =>
    new ReferenceBandit(names.length, chance(seed), {
      algorithm: "thompson",
      sharing: "shared",
      tau: 60,
      hasBreaker: false,
      isolates: ISOLATES,
      ...options,
    });

/** Chances of a policy, apart from those of the world. */
const chance = (seed: number) => seededRandom(seed ^ 0xc0ffee);

const LEAST_LATENCY = "lowest latency + cooldown (LiteLLM's kind)";
export const ROUTER = "this router, shared every 2 s";
export const ROUTER_CENTRAL = "this router, central and instantaneous (bound)";

/** Everything that is compared, in the order of the table. */
export const POLICIES: Readonly<Record<string, MakePolicy>> = {
  uniform: ({ names }, seed) => new Uniform(names.length, chance(seed)),
  "static best, no failover": ({ names }, seed) => new StaticBest(names.length, chance(seed)),
  "power of two choices, peak EWMA, per isolate": ({ names }, seed) =>
    new TwoChoices(names.length, chance(seed), ISOLATES),
  "1/price² with 30 s outage filter": ({ names }, seed) => new InverseSquare(names.length, chance(seed)),
  [LEAST_LATENCY]: ({ names }, seed) => new LeastLatency(names.length, chance(seed)),
  "Thompson sampling per isolate, not shared": reference({ sharing: "own" }),
  "discounted UCB, shared": reference({ algorithm: "ucb" }),
  "ε-greedy 5 %, shared": reference({ algorithm: "greedy" }),
  "plain discounted Thompson, shared, breaker": reference({ hasBreaker: true }),
  "plain discounted Thompson, central, breaker": reference({ hasBreaker: true, sharing: "central" }),
  [ROUTER]: router("shared"),
  [ROUTER_CENTRAL]: router("central"),
};
export const THE_PLAIN_ONE = "plain discounted Thompson, shared, breaker";
