import { OUTCOME_EFFECTS, type OutcomeKind } from "./outcome.ts";

/** Fields of an arm's row. Times are natural logarithms of seconds. */
export const FIELD = {
  ok: 0,
  failed: 1,
  failedSeconds: 2,
  breakerOk: 3,
  breakerFailed: 4,
  firstTokens: 5,
  firstTokenSum: 6,
  firstTokenSquares: 7,
  paces: 8,
  paceSum: 9,
  paceSquares: 10,
  /** Tokens answered and tokens predicted: how wordy the arm is. */
  tokens: 11,
  tokensPredicted: 12,
  /** What requests in flight are worth as failures, by age; taken back when they end. */
  late: 13,
  lateSeconds: 14,
} as const;
export const FIELDS = 15;

/** What an attempt has shown. Seconds; absent what is not known. */
export interface Observation {
  readonly kind: OutcomeKind;
  /** From sending to the end, or to giving up. */
  readonly seconds: number;
  readonly firstTokenSeconds?: number;
  readonly outputTokens?: number;
  readonly predictedOutputTokens?: number;
}

export type Refused = "not_a_number" | "negative" | "out_of_range";

const LONGEST_SECONDS = 86_400;
const MOST_TOKENS = 10_000_000;
/** Shorter times say more about the clock than about the arm. */
const SHORTEST_SECONDS = 1e-6;

/** Why an observation cannot be counted; nothing when it can. */
export function refuse(observation: Observation): Refused | undefined {
  const { seconds, firstTokenSeconds = 0, outputTokens = 0, predictedOutputTokens = 0 } = observation;
  const numbers = [seconds, firstTokenSeconds, outputTokens, predictedOutputTokens];
  if (numbers.some(Number.isNaN)) return "not_a_number";
  if (numbers.some((number) => number < 0)) return "negative";
  if (Math.max(seconds, firstTokenSeconds) > LONGEST_SECONDS) return "out_of_range";
  return Math.max(outputTokens, predictedOutputTokens) > MOST_TOKENS ? "out_of_range" : undefined;
}

/**
 * Writes what an observation adds to an arm's fields into `out` (FIELDS long).
 * @returns why it was refused; then `out` is all zero.
 */
export function writeObservation(observation: Observation, out: Float64Array): Refused | undefined {
  out.fill(0);
  const refused = refuse(observation);
  if (refused !== undefined) return refused;
  const { reliability, breaker } = OUTCOME_EFFECTS[observation.kind];
  if (breaker === "success") out[FIELD.breakerOk] = 1;
  if (breaker === "failure") out[FIELD.breakerFailed] = 1;
  if (reliability === "failure") {
    out[FIELD.failed] = 1;
    out[FIELD.failedSeconds] = observation.seconds;
  }
  if (reliability !== "success") return undefined;
  out[FIELD.ok] = 1;
  writeTimes(observation, out);
  return undefined;
}

function writeTimes(observation: Observation, out: Float64Array): void {
  const { seconds, firstTokenSeconds, outputTokens = 0, predictedOutputTokens = 0 } = observation;
  if (firstTokenSeconds !== undefined) {
    const first = Math.log(Math.max(SHORTEST_SECONDS, firstTokenSeconds));
    out[FIELD.firstTokens] = 1;
    out[FIELD.firstTokenSum] = first;
    out[FIELD.firstTokenSquares] = first * first;
  }
  if (outputTokens <= 0) return;
  const pace = Math.log(Math.max(SHORTEST_SECONDS, (seconds - (firstTokenSeconds ?? 0)) / outputTokens));
  out[FIELD.paces] = 1;
  out[FIELD.paceSum] = pace;
  out[FIELD.paceSquares] = pace * pace;
  if (predictedOutputTokens <= 0) return;
  out[FIELD.tokens] = outputTokens;
  out[FIELD.tokensPredicted] = predictedOutputTokens;
}
