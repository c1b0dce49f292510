import type { MessageCreateParamsBase, OutputConfig } from "@anthropic-ai/sdk/resources/messages";
import { isObject, type JsonObject } from "../../core/json.ts";
import type { DroppedFields } from "../../core/translation/dropped-fields.ts";
import { isMissing, listAt, numberIn, refuse, stringAt } from "../../core/translation/read-request.ts";

/** Anthropic demands a limit; chat completions do not. */
const DEFAULT_MAX_TOKENS = 4096;
/** The highest temperature that Anthropic takes, and its default. Chat completions go up to 2. */
const MAX_TEMPERATURE = 1;

/**
 * What leaves for Anthropic. The two sampling fields are not among the SDK's types any more, since
 * the newest models refuse them; the others still take them.
 */
export interface MessagesBody extends MessageCreateParamsBase {
  temperature?: number;
  top_p?: number;
}

type Effort = NonNullable<OutputConfig["effort"]>;

const EFFORTS: ReadonlyMap<unknown, Effort> = new Map<unknown, Effort>([
  ["minimal", "low"],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
  ["xhigh", "xhigh"],
  ["max", "max"],
]);

/** @throws UntranslatableRequest */
export function maxTokens(chat: JsonObject, dropped: DroppedFields): number {
  const newer = numberIn(chat, "max_completion_tokens");
  const older = numberIn(chat, "max_tokens");
  if (newer !== undefined && older !== undefined && newer !== older) dropped.add("max_tokens");
  const limit = newer ?? older ?? DEFAULT_MAX_TOKENS;
  if (!Number.isSafeInteger(limit) || limit < 1) {
    refuse(newer === undefined ? "max_tokens" : "max_completion_tokens", "must be a positive integer.");
  }
  return limit;
}

/**
 * Values that equal the default say nothing and are not sent: many clients always send both, and
 * Anthropic's models refuse the two together, or either.
 *
 * @throws UntranslatableRequest
 */
export function samplingSettings(
  chat: JsonObject,
  dropped: DroppedFields,
): Pick<MessagesBody, "temperature" | "top_p"> {
  const temperature = numberIn(chat, "temperature") ?? MAX_TEMPERATURE;
  const topP = numberIn(chat, "top_p") ?? 1;
  if (temperature > MAX_TEMPERATURE) dropped.add("temperature");
  if (temperature < MAX_TEMPERATURE) {
    if (topP !== 1) dropped.add("top_p");
    return { temperature };
  }
  return topP === 1 ? {} : { top_p: topP };
}

/** @throws UntranslatableRequest */
export function stopSettings(chat: JsonObject, dropped: DroppedFields): Pick<MessagesBody, "stop_sequences"> {
  const list = typeof chat.stop === "string" ? [chat.stop] : listAt(chat.stop, "stop");
  const all = list.map((value, index) => stringAt(value, `stop[${index}]`));
  // Anthropic refuses sequences of white space.
  const usable = all.filter((sequence) => sequence.trim() !== "");
  if (usable.length < all.length) dropped.add("stop");
  return usable.length === 0 ? {} : { stop_sequences: usable };
}

/**
 * `reasoning_effort` as Anthropic's effort, without switching thinking on: thinking would forbid a
 * forced tool choice and a temperature. `none` switches it off. `minimal` is rounded to `low`.
 */
export function reasoningSettings(
  chat: JsonObject,
  dropped: DroppedFields,
): { thinking?: { type: "disabled" }; effort?: Effort } {
  const wanted = chat.reasoning_effort;
  if (isMissing(wanted)) return {};
  if (wanted === "none") return { thinking: { type: "disabled" } };
  const effort = EFFORTS.get(wanted);
  if (effort !== wanted) dropped.add("reasoning_effort");
  return effort === undefined ? {} : { effort };
}

/** A JSON schema for the answer. `json_object` has no counterpart: a schema must be given. */
export function formatSettings(chat: JsonObject, dropped: DroppedFields): Pick<OutputConfig, "format"> {
  const format = chat.response_format;
  if (isMissing(format)) return {};
  if (isObject(format) && format.type === "text") return {};
  const wanted = isObject(format) && format.type === "json_schema" ? format.json_schema : undefined;
  if (!isObject(wanted) || !isObject(wanted.schema)) {
    dropped.add("response_format");
    return {};
  }
  if (typeof wanted.description === "string") dropped.add("response_format.json_schema.description");
  return { format: { type: "json_schema", schema: wanted.schema } };
}
