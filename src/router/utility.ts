import { type Arm, expectedCost, type RequestFeatures } from "./arm.ts";
import { meanSeconds, meanSuccess, type Posterior, sampleSeconds, sampleSuccess } from "./posterior.ts";
import type { Random } from "./random.ts";

/** What a route wants, in one currency: the value of a good answer is 1 unless said otherwise. */
export interface Objective {
  readonly value: number;
  /** λ: value per USD. Paced towards a budget, or fixed. */
  readonly costWeight: number;
  /** Value lost per second beyond the service level objective. */
  readonly latencyWeight: number;
  readonly objectiveSeconds: number;
  /** Attempts are given up after that long. */
  readonly deadlineSeconds: number;
}

/** value · quality · P(ok) − λ · cost − w · latency beyond the objective. */
function utility(
  success: number,
  seconds: number,
  failureSeconds: number,
  fixed: { readonly worth: number; readonly costs: number },
  objective: Objective,
): number {
  const { latencyWeight, objectiveSeconds, deadlineSeconds } = objective;
  const answered = Math.max(0, Math.min(seconds, deadlineSeconds) - objectiveSeconds);
  const failed = Math.max(0, Math.min(failureSeconds, deadlineSeconds) - objectiveSeconds);
  return success * fixed.worth - fixed.costs - latencyWeight * (success * answered + (1 - success) * failed);
}

export interface Judged {
  readonly mean: number;
  readonly sampled: number;
  /** About the tenth percentile. */
  readonly lower: number;
  readonly cost: number;
}

const TENTH_PERCENTILE = 1.2816;

/** An arm's utility for a request: expected, drawn from the posterior, and at its lower bound. */
export function judge(
  arm: Arm,
  posterior: Posterior,
  quality: number,
  request: RequestFeatures,
  objective: Objective,
  random: Random,
): Judged {
  const { firstToken, pace, wordiness, failureSeconds } = posterior;
  const tokens = request.outputTokens * wordiness;
  const cost = expectedCost(arm, request, wordiness);
  const fixed = { worth: objective.value * quality, costs: objective.costWeight * cost };
  const seconds = meanSeconds(firstToken) + tokens * meanSeconds(pace);
  const success = meanSuccess(posterior);
  const drawn = sampleSeconds(firstToken, random) + tokens * sampleSeconds(pace, random);
  const mean = utility(success, seconds, failureSeconds, fixed, objective);
  const observations = posterior.ok + posterior.failed + 1;
  const doubtOfSuccess = fixed.worth * Math.sqrt((success * (1 - success)) / observations);
  const spread = Math.max(
    firstToken.rate / firstToken.shape / firstToken.strength,
    pace.rate / pace.shape / pace.strength,
  );
  const doubtOfTime = objective.latencyWeight * Math.min(seconds, objective.deadlineSeconds) * Math.sqrt(spread);
  return {
    mean,
    sampled: utility(sampleSuccess(posterior, random), drawn, failureSeconds, fixed, objective),
    lower: mean - TENTH_PERCENTILE * Math.hypot(doubtOfSuccess, doubtOfTime),
    cost,
  };
}
