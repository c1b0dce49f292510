import type { Arm } from "../../src/router/arm.ts";
import { divergence } from "../../src/router/change.ts";
import { decide, EXPLORATION } from "../../src/router/decide.ts";
import { FIELD, FIELDS } from "../../src/router/observation.ts";
import { posteriorOf } from "../../src/router/posterior.ts";
import { type Random, seededRandom } from "../../src/router/random.ts";
import { type Effort, mean } from "./options.ts";

/** Probabilities of success of arms that never change. */
const ARMS = [0.9, 0.85, 0.8, 0.7] as const;

export interface Slopes {
  /** dR/d ln T over the last decade, by the Lai–Robbins constant. */
  readonly router: number;
  readonly ucb1: number;
}

/**
 * How fast regret grows where nothing changes, forgetting and the floor of exploration switched off:
 * no consistent policy stays below Σ Δ/KL for long (Lai and Robbins, 1985). Over a finite horizon
 * Thompson sampling can.
 */
export function stationarySlopes({ stationaryRequests: requests, stationarySeeds, seeds }: Effort): Slopes {
  const best = Math.max(...ARMS);
  const constant = ARMS.reduce((sum, p) => sum + (p === best ? 0 : (best - p) / divergence(p, best)), 0);
  const all = Array.from({ length: stationarySeeds }, (_, index) => (seeds[0] ?? 1) + index);
  const slope = (play: (random: Random) => (requests: number) => number): number =>
    mean(all.map((seed) => lastDecade(play(seededRandom(seed)), requests))) / constant;
  return { router: slope(playRouter), ucb1: slope(playUcb1) };
}

function lastDecade(pick: (request: number) => number, requests: number): number {
  const best = Math.max(...ARMS);
  let [regret, before] = [0, 0];
  for (let request = 0; request < requests; request += 1) {
    regret += best - (ARMS[pick(request)] ?? 0);
    if (request + 1 === requests / 10) before = regret;
  }
  return (regret - before) / Math.log(10);
}

function playRouter(random: Random): () => number {
  const prior = { success: 0.5, firstTokenSeconds: 1, secondsPerToken: 0.01 };
  const free = { input: 0, output: 0, cachedInput: 0, request: 0 };
  const arms = ARMS.map((p): Arm => ({
    id: String(p),
    model: "",
    price: free,
    contextTokens: 10,
    capabilities: [],
    dataPolicy: "any",
    prior,
  }));
  const sums = ARMS.map(() => new Float64Array(FIELDS));
  const question = {
    arms,
    gates: ARMS.map(() => "open" as const),
    quality: ARMS.map(() => 1),
    request: { inputTokens: 1, outputTokens: 1, needs: [], dataPolicy: "any" as const, explores: true, tried: [] },
    objective: { value: 1, costWeight: 0, latencyWeight: 0, objectiveSeconds: 0, deadlineSeconds: 10 },
    exploration: { ...EXPLORATION, floor: 0, safeGap: Infinity },
    mayExplore: true,
  };
  return () => {
    const decision = decide({ ...question, posteriors: sums.map((sum) => posteriorOf(prior, sum)) }, random);
    const arm = decision.kind === "chosen" ? decision.arm : 0;
    const field = random() < (ARMS[arm] ?? 0) ? FIELD.ok : FIELD.failed;
    const sum = sums[arm];
    if (sum !== undefined) sum[field] = (sum[field] ?? 0) + 1;
    return arm;
  };
}

/** Auer, Cesa-Bianchi and Fischer, 2002. */
function playUcb1(random: Random): (request: number) => number {
  const counts = new Float64Array(ARMS.length);
  const successes = new Float64Array(ARMS.length);
  return (request) => {
    let [best, highest] = [0, Number.NEGATIVE_INFINITY];
    for (let arm = 0; arm < ARMS.length; arm += 1) {
      const count = counts[arm] ?? 0;
      const bound = count === 0 ? Infinity : (successes[arm] ?? 0) / count + Math.sqrt((2 * Math.log(request)) / count);
      if (bound > highest) [best, highest] = [arm, bound];
    }
    counts[best] = (counts[best] ?? 0) + 1;
    if (random() < (ARMS[best] ?? 0)) successes[best] = (successes[best] ?? 0) + 1;
    return best;
  };
}
