import { isObject, type Json, type JsonObject } from "../core/json.ts";
import type { Template } from "./template.ts";

/**
 * Whether an answer may be given to somebody who asks the same: complete (`stop`), without tool
 * calls, and free of personal data, which could only be the provider's own and not this caller's.
 * @param holdsValues whether a text holds anything that the engine detects.
 */
export function isStorable(template: Template, holdsValues: (text: string) => boolean): boolean {
  const choices = template.kind === "json" ? choicesOf(template.body) : template.chunks.flatMap(choicesOf);
  const ends = choices.map(({ finish_reason: reason }) => reason).filter((reason) => typeof reason === "string");
  if (ends.length !== 1 || ends[0] !== "stop") return false;
  const messages = choices.map(({ message, delta }) => (isObject(message) ? message : isObject(delta) ? delta : {}));
  if (messages.some(({ tool_calls: calls, function_call: call }) => isPresent(calls) || isPresent(call))) return false;
  const texts = new Map<string, string>();
  for (const message of messages) {
    for (const [key, value] of Object.entries(message)) {
      // An unknown structure may hold text in a form that is not looked at here.
      if (typeof value === "object" && isPresent(value)) return false;
      if (typeof value === "string") texts.set(key, (texts.get(key) ?? "") + value);
    }
  }
  return ![...texts.values()].some(holdsValues);
}

function choicesOf({ choices }: JsonObject): JsonObject[] {
  return Array.isArray(choices) ? choices.filter(isObject) : [];
}

function isPresent(value: Json | undefined): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
