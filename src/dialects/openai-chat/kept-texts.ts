import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { textsOf } from "../../core/text-lens.ts";
import type { CompleteAnswer } from "../port.ts";

/**
 * The texts of an answer that may be given to somebody who asks the same: complete (`stop`), without
 * tool calls, and without anything whose structure is not known.
 */
export function keptChatTexts(answer: CompleteAnswer): readonly string[] | undefined {
  const bodies = answer.kind === "json" ? [answer.body] : answer.chunks;
  const choices = bodies.flatMap(choicesOf);
  const ends = choices.map(({ finish_reason: reason }) => reason).filter((reason) => typeof reason === "string");
  if (ends.length !== 1 || ends[0] !== "stop") return undefined;
  const messages = choices.map(({ message, delta }) => (isObject(message) ? message : isObject(delta) ? delta : {}));
  if (messages.some(({ tool_calls: calls, function_call: call }) => isPresent(calls) || isPresent(call)))
    return undefined;
  // An unknown structure may hold a value in a form that is not looked at here, such as sound.
  if (messages.some((message) => Object.values(message).some((value) => typeof value === "object" && isPresent(value))))
    return undefined;
  // Each once: a stream says the same in every piece.
  return [...new Set([...streamedTexts(messages), ...bodies.flatMap(textsOf)])];
}

/** The texts of a streamed message put together: a value may be spread over many pieces. */
function streamedTexts(messages: readonly JsonObject[]): string[] {
  const texts = new Map<string, string>();
  for (const [key, value] of messages.flatMap((message) => Object.entries(message))) {
    if (typeof value === "string") texts.set(key, (texts.get(key) ?? "") + value);
  }
  return [...texts.values()];
}

function choicesOf({ choices }: JsonObject): JsonObject[] {
  return Array.isArray(choices) ? choices.filter(isObject) : [];
}

function isPresent(value: Json | undefined): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
