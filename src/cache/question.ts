import { isObject, type Json, type JsonObject } from "../core/json.ts";

/** A request apart: what is asked last, and everything that it is asked in. */
export interface Question {
  /** Text of the final message of the user, masked. */
  readonly text: string;
  /** The masked body without that text, and without what does not change the answer. */
  readonly context: JsonObject;
}

/**
 * Takes the final text out of a body. Nothing when the last message is not the user's, or has no
 * text or several: which of them is asked would be a guess.
 */
export function questionOf(maskedBody: JsonObject): Question | undefined {
  const { stream_options: _, model: __, messages, ...rest } = maskedBody;
  const last = Array.isArray(messages) ? messages.at(-1) : undefined;
  if (!Array.isArray(messages) || !isObject(last) || last["role"] !== "user") return undefined;
  const taken = withoutText(last["content"]);
  if (taken === undefined) return undefined;
  const context = { ...rest, messages: [...messages.slice(0, -1), { ...last, content: taken.content }] };
  return { text: taken.text, context };
}

/** The text stands at one known place, so what is left there says nothing but whether it was a string or a part. */
function withoutText(content: Json | undefined): { text: string; content: Json } | undefined {
  if (typeof content === "string") return { text: content, content: null };
  if (!Array.isArray(content)) return undefined;
  const texts = content.flatMap((part) =>
    isObject(part) && part["type"] === "text" && typeof part["text"] === "string" ? [part["text"]] : [],
  );
  const [text] = texts;
  if (text === undefined || texts.length > 1) return undefined;
  const without = content.map((part) => (isObject(part) && part["type"] === "text" ? { ...part, text: null } : part));
  return { text, content: without };
}
