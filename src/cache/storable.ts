import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { mapText } from "../core/text-lens.ts";
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
  // An unknown structure may hold a value in a form that is not looked at here, such as sound.
  if (messages.some((message) => Object.values(message).some((value) => typeof value === "object" && isPresent(value))))
    return false;
  const bodies = template.kind === "json" ? [template.body] : template.chunks;
  // Looked at together, each once: a stream says the same in every piece.
  const texts = new Set([...streamedTexts(messages), ...bodies.flatMap(textsOf)]);
  return !holdsValues([...texts].join("\n"));
}

/** The texts of a streamed message put together: a value may be spread over many pieces. */
function streamedTexts(messages: readonly JsonObject[]): string[] {
  const texts = new Map<string, string>();
  for (const [key, value] of messages.flatMap((message) => Object.entries(message))) {
    if (typeof value === "string") texts.set(key, (texts.get(key) ?? "") + value);
  }
  return [...texts.values()];
}

/** Every text of a body, whatever its place. */
function textsOf(body: JsonObject): string[] {
  const texts: string[] = [];
  mapText(
    body,
    () => "plain",
    (text) => {
      texts.push(text);
      return text;
    },
  );
  return texts;
}

function choicesOf({ choices }: JsonObject): JsonObject[] {
  return Array.isArray(choices) ? choices.filter(isObject) : [];
}

function isPresent(value: Json | undefined): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
