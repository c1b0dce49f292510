import type { Arm, DataPolicy, RequestFeatures } from "./arm.ts";

/** What stands before an arm at this moment, apart from the request. */
export type Gate = "open" | "breaker" | "probe" | "long_open" | "headroom" | "budget";

export type Infeasible = "tried" | "capability" | "context" | "data_policy" | Exclude<Gate, "open" | "probe">;

const STRICTNESS: Readonly<Record<DataPolicy, number>> = { any: 0, no_training: 1, zero_retention: 2 };

/** Why a request cannot go to an arm; nothing when it can. */
export function whyNot(arm: Arm, request: RequestFeatures, gate: Gate): Infeasible | undefined {
  if (request.tried.includes(arm.id)) return "tried";
  if (!request.needs.every((need) => arm.capabilities.includes(need))) return "capability";
  if (request.inputTokens + request.outputTokens > arm.contextTokens) return "context";
  if (STRICTNESS[arm.dataPolicy] < STRICTNESS[request.dataPolicy]) return "data_policy";
  return gate === "open" || gate === "probe" ? undefined : gate;
}

/**
 * Why each arm is out. The last arm is never ejected: when breakers alone stand before every arm that
 * fits, they are ignored. Nothing else is: a key without quota fails for certain.
 */
export function feasibility(
  arms: readonly Arm[],
  request: RequestFeatures,
  gates: readonly Gate[],
): readonly (Infeasible | undefined)[] {
  const reasons = arms.map((arm, index) => whyNot(arm, request, gates[index] ?? "open"));
  if (reasons.includes(undefined)) return reasons;
  return reasons.map((reason) => (reason === "breaker" ? undefined : reason));
}
