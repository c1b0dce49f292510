import { isObject, type JsonObject } from "../../core/json.ts";
import { textsOf } from "../../core/text-lens.ts";
import type { CompleteAnswer } from "../port.ts";

/** The texts of an answer that may be given to somebody who asks the same: one choice, complete (`stop`). */
export function keptCompletionTexts(answer: CompleteAnswer): readonly string[] | undefined {
  const bodies = answer.kind === "json" ? [answer.body] : answer.chunks;
  const choices = bodies.flatMap(choicesOf);
  const ends = choices.map(({ finish_reason: reason }) => reason).filter((reason) => typeof reason === "string");
  if (ends.length !== 1 || ends[0] !== "stop") return undefined;
  // An unknown structure may hold a value in a form that is not looked at here.
  if (choices.some((choice) => Object.values(choice).some((value) => typeof value === "object" && value !== null)))
    return undefined;
  const text = choices.map((choice) => (typeof choice.text === "string" ? choice.text : "")).join("");
  return [...new Set([text, ...bodies.flatMap(textsOf)])];
}

export function choicesOf({ choices }: JsonObject): JsonObject[] {
  return Array.isArray(choices) ? choices.filter(isObject) : [];
}
