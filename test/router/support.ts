import type { Arm, RequestFeatures } from "../../src/router/arm.ts";
import { EXPLORATION, type Question } from "../../src/router/decide.ts";
import { FIELD, FIELDS } from "../../src/router/observation.ts";
import { type Posterior, posteriorOf } from "../../src/router/posterior.ts";

export const PRIOR = { success: 0.97, firstTokenSeconds: 0.6, secondsPerToken: 0.0127 };

export function arm(id: string, changes: Partial<Arm> = {}): Arm {
  return {
    id,
    model: "model",
    price: { input: 1e-6, output: 2e-6, cachedInput: 1e-7, request: 0 },
    contextTokens: 8_000,
    capabilities: ["tools"],
    dataPolicy: "no_training",
    prior: PRIOR,
    ...changes,
  };
}

export const REQUEST: RequestFeatures = {
  inputTokens: 1_000,
  outputTokens: 100,
  needs: [],
  dataPolicy: "any",
  explores: true,
  tried: [],
};

/** An arm that has answered and failed that often, each answer within the seconds. */
export function seen(ok: number, failed: number, seconds = 1): Posterior {
  const sums = new Float64Array(FIELDS);
  const first = Math.log(seconds / 5);
  const pace = Math.log(((4 / 5) * seconds) / 100);
  sums[FIELD.ok] = ok;
  sums[FIELD.failed] = failed;
  sums[FIELD.firstTokens] = ok;
  sums[FIELD.firstTokenSum] = ok * first;
  sums[FIELD.firstTokenSquares] = ok * (first * first + 0.01);
  sums[FIELD.paces] = ok;
  sums[FIELD.paceSum] = ok * pace;
  sums[FIELD.paceSquares] = ok * (pace * pace + 0.01);
  return posteriorOf(PRIOR, sums);
}

export function question(
  arms: readonly Arm[],
  posteriors: readonly Posterior[],
  changes: Partial<Question> = {},
): Question {
  return {
    arms,
    posteriors,
    gates: arms.map(() => "open"),
    quality: arms.map(() => 1),
    request: REQUEST,
    objective: { value: 1, costWeight: 1, latencyWeight: 0.05, objectiveSeconds: 0, deadlineSeconds: 10 },
    exploration: EXPLORATION,
    mayExplore: true,
    ...changes,
  };
}
