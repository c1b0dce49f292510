import type { Arm, RequestFeatures } from "./arm.ts";
import { feasibility, type Gate, type Infeasible } from "./feasible.ts";
import type { Posterior } from "./posterior.ts";
import type { Random } from "./random.ts";
import { type Judged, judge, type Objective } from "./utility.ts";

export interface ExplorationRule {
  /** Of a route's requests, the share that goes to the arm seen least, so that repaired arms are noticed. */
  readonly floor: number;
  /** An arm with that many recent observations needs no floor. */
  readonly enough: number;
  /** Arms whose lower bound is worse than the best by more are not drawn for. */
  readonly safeGap: number;
  /** A draw that expects to lose more than this against the best counts as exploring. */
  readonly riskyGap: number;
}

export const EXPLORATION: ExplorationRule = { floor: 0.005, enough: 8, safeGap: 0.25, riskyGap: 0.02 };

/** Everything that a decision depends on. Plain data but for `random`: a log of it and of the seed replays it. */
export interface Question {
  readonly arms: readonly Arm[];
  readonly posteriors: readonly Posterior[];
  readonly gates: readonly Gate[];
  /** Expected quality of each arm's answer, 0 to 1. */
  readonly quality: readonly number[];
  readonly request: RequestFeatures;
  readonly objective: Objective;
  readonly exploration: ExplorationRule;
  /** False when the share of requests that explore is used up. */
  readonly mayExplore: boolean;
}

/** `best`: highest draw; `greedy`: exploration was not allowed; `warm`: its prompt cache is worth more than the gap. */
export type Why = "best" | "greedy" | "warm" | "floor" | "probe";

export type Considered =
  | ({ readonly arm: string; readonly out?: undefined } & Judged)
  | { readonly arm: string; readonly out: Infeasible };

export type Decision =
  | {
      readonly kind: "chosen";
      readonly arm: number;
      readonly why: Why;
      /** Whether it counts against the share of requests that explore. */
      readonly isRisky: boolean;
      /** The other arms that fit, best first. */
      readonly fallbacks: readonly number[];
      readonly considered: readonly Considered[];
    }
  | { readonly kind: "no_feasible_arm"; readonly considered: readonly Considered[] };

/** Chooses an arm: Thompson sampling within what is feasible and safe. */
export function decide(question: Question, random: Random): Decision {
  const { arms, posteriors, gates, quality, request, objective } = question;
  const reasons = feasibility(arms, request, gates);
  const considered: Considered[] = [];
  const fits: number[] = [];
  for (const [index, arm] of arms.entries()) {
    const posterior = posteriors[index];
    const out = reasons[index];
    if (out !== undefined || posterior === undefined) {
      considered.push({ arm: arm.id, out: out ?? "capability" });
      continue;
    }
    const { mean, sampled, lower, cost } = judge(arm, posterior, quality[index] ?? 1, request, objective, random);
    considered.push({ arm: arm.id, mean, sampled, lower, cost });
    fits.push(index);
  }
  if (fits.length === 0) return { kind: "no_feasible_arm", considered };
  const judged = (index: number): Judged => considered[index] as Judged;
  const { arm, why } = choose(question, fits, judged, random);
  const best = fits.reduce((best, index) => Math.max(best, judged(index).mean), Number.NEGATIVE_INFINITY);
  const fallbacks = fits.filter((index) => index !== arm).sort((a, b) => judged(b).mean - judged(a).mean);
  const isRisky = why !== "probe" && best - judged(arm).mean > question.exploration.riskyGap;
  return { kind: "chosen", arm, why, isRisky, fallbacks, considered };
}

function choose(
  question: Question,
  fits: readonly number[],
  judged: (index: number) => Judged,
  random: Random,
): { readonly arm: number; readonly why: Why } {
  const { gates, request, exploration, mayExplore, posteriors, arms } = question;
  const probe = fits.find((index) => gates[index] === "probe");
  if (probe !== undefined) return { arm: probe, why: "probe" };
  const greedy = most(fits, (index) => judged(index).mean);
  const warm = fits.find((index) => arms[index]?.id === request.warm?.arm);
  // The saving is part of the warm arm's cost, so it stays only while it exceeds the gap.
  if (warm !== undefined && warm === greedy) return { arm: warm, why: "warm" };
  if (!request.explores) return { arm: greedy, why: "greedy" };
  if (random() < exploration.floor) {
    const evidence = (index: number): number => posteriors[index]?.evidence ?? 0;
    const seldom = fits.filter((index) => evidence(index) < exploration.enough);
    if (seldom.length > 0) return { arm: most(seldom, (index) => -evidence(index)), why: "floor" };
  }
  const baseline = judged(greedy).mean;
  const safe = fits.filter((index) => index === greedy || judged(index).lower >= baseline - exploration.safeGap);
  const drawn = most(safe, (index) => judged(index).sampled);
  if (!mayExplore && baseline - judged(drawn).mean > exploration.riskyGap) return { arm: greedy, why: "greedy" };
  return { arm: drawn, why: "best" };
}

function most(indices: readonly number[], score: (index: number) => number): number {
  let [best, highest] = [indices[0] ?? 0, Number.NEGATIVE_INFINITY];
  for (const index of indices) {
    const value = score(index);
    if (value > highest) [best, highest] = [index, value];
  }
  return best;
}
