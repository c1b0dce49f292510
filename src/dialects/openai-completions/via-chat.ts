import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { DroppedFields } from "../../core/translation/dropped-fields.ts";
import type { ViaChat } from "../port.ts";
import { choicesOf } from "./kept-texts.ts";

/** Fields that mean the same in a chat completion. */
const SAME = [
  "max_tokens",
  "temperature",
  "top_p",
  "n",
  "stop",
  "user",
  "seed",
  "presence_penalty",
  "frequency_penalty",
  "logit_bias",
  "service_tier",
  "stream",
  "stream_options",
];
const CARRIED: ReadonlySet<string> = new Set([...SAME, "model", "prompt", "best_of"]);
/** Fields without a counterpart, and the value of each that asks for nothing. */
const WITHOUT_EFFECT: ReadonlyMap<string, Json> = new Map<string, Json>([["echo", false]]);

/** A legacy completion as the answer to one message of a user's. What cannot be carried is named. */
export function completionViaChat(body: JsonObject, model: string): ViaChat {
  const dropped = new DroppedFields();
  const said = Object.entries(body).filter(([name, value]) => value !== WITHOUT_EFFECT.get(name));
  dropped.addUnknown(Object.fromEntries(said), CARRIED);
  const prompt = Array.isArray(body.prompt) ? (body.prompt[0] ?? "") : (body.prompt ?? "");
  const same = SAME.flatMap((name): [string, Json][] => (body[name] === undefined ? [] : [[name, body[name]]]));
  return {
    chat: { model, messages: [{ role: "user", content: prompt }], ...Object.fromEntries(same) },
    dropped: dropped.list(),
    answer: (completion) => asText(completion),
    stream: () => ({ translate: (chunk) => [asText(chunk)], end: () => [] }),
  };
}

/** A chat completion, or a chunk of one, as a text completion. */
function asText(completion: JsonObject): JsonObject {
  const choices = choicesOf(completion).map(({ index, message, delta, finish_reason: reason }, place): JsonObject => {
    const said = isObject(message) ? message : isObject(delta) ? delta : {};
    return { text: textOf(said), index: index ?? place, logprobs: null, finish_reason: reason ?? null };
  });
  return { ...completion, object: "text_completion", choices };
}

function textOf({ content, refusal }: JsonObject): string {
  if (typeof content === "string" && content !== "") return content;
  return typeof refusal === "string" ? refusal : "";
}
