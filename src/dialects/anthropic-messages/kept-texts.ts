import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { textsOf } from "../../core/text-lens.ts";
import type { CompleteAnswer } from "../port.ts";

/** Answers that their model has ended by itself. */
const COMPLETE = new Set<Json | undefined>(["end_turn", "stop_sequence"]);
const KEPT_BLOCKS = new Set<Json | undefined>(["text", "thinking"]);
const KEPT_DELTAS = new Set<Json | undefined>(["text_delta", "thinking_delta", "signature_delta"]);

/** The texts of an answer that may be given to somebody who asks the same: complete, of text and thinking alone. */
export function keptMessageTexts(answer: CompleteAnswer): readonly string[] | undefined {
  return answer.kind === "json" ? textsOfMessage(answer.body) : textsOfEvents(answer.chunks);
}

function textsOfMessage(message: JsonObject): readonly string[] | undefined {
  const { content, stop_reason: reason } = message;
  if (!COMPLETE.has(reason) || !Array.isArray(content) || !content.every(isKept)) return undefined;
  return textsOf(message);
}

function isKept(block: Json): boolean {
  if (!isObject(block) || !KEPT_BLOCKS.has(block.type)) return false;
  // An unknown structure may hold a value in a form that is not looked at here.
  return Object.values(block).every((value) => typeof value !== "object" || isEmpty(value));
}

function isEmpty(value: Json): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function textsOfEvents(events: readonly JsonObject[]): readonly string[] | undefined {
  const ends = events.flatMap(({ type, delta }) =>
    type === "message_delta" && isObject(delta) && typeof delta.stop_reason === "string" ? [delta.stop_reason] : [],
  );
  if (ends.length !== 1 || !COMPLETE.has(ends[0])) return undefined;
  const texts = new Map<string, string>();
  for (const { type, index, content_block: block, delta } of events) {
    if (type === "content_block_start" && (block === undefined || !isKept(block))) return undefined;
    if (type !== "content_block_delta") continue;
    if (!isObject(delta) || !KEPT_DELTAS.has(delta.type)) return undefined;
    for (const [name, piece] of Object.entries(delta)) {
      const place = JSON.stringify([index ?? null, name]);
      if (typeof piece === "string") texts.set(place, (texts.get(place) ?? "") + piece);
    }
  }
  // Each once: a stream says the same in every piece. A value may be spread over many of them.
  return [...new Set([...texts.values(), ...events.flatMap(textsOf)])];
}
