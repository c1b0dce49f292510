import { decide, type Decision, type Question } from "./decide.ts";
import { seededRandom } from "./random.ts";

/** Everything that is needed to make a decision again. JSON, without text of a request. */
export interface DecisionLog {
  readonly version: 1;
  readonly seed: number;
  readonly question: Question;
  readonly decision: Decision;
}

/** Decides with the random numbers of a seed and keeps what went in. */
export function decideAndLog(question: Question, seed: number): DecisionLog {
  return { version: 1, seed, question, decision: decide(question, seededRandom(seed)) };
}

/** Makes a logged decision again. Equal to the one logged unless the code has changed. */
export function replay({ question, seed }: DecisionLog): Decision {
  return decide(question, seededRandom(seed));
}
