import type { Json, JsonObject } from "../../core/json.ts";
import type { UpstreamRequest } from "../port.ts";
import { DroppedFields } from "../../core/translation/dropped-fields.ts";
import { isMissing, refuse, stringAt } from "../../core/translation/read-request.ts";
import { conversationOf } from "./request-messages.ts";
import {
  formatSettings,
  maxTokens,
  type MessagesBody,
  reasoningSettings,
  samplingSettings,
  stopSettings,
} from "./request-settings.ts";
import { toolSettings } from "./request-tools.ts";

/** Fields of a chat-completions body that a Messages body can carry, or that need no carrying. */
export const CARRIED: readonly string[] = [
  "function_call",
  "functions",
  "max_completion_tokens",
  "max_tokens",
  "messages",
  "modalities",
  "model",
  "n",
  "parallel_tool_calls",
  "reasoning_effort",
  "response_format",
  "safety_identifier",
  "service_tier",
  "stop",
  "stream",
  // Only tells how usage is reported to the caller.
  "stream_options",
  "temperature",
  "tool_choice",
  "tools",
  "top_p",
  "user",
];

/** Fields without a counterpart, and the value of each that asks for nothing. */
const WITHOUT_EFFECT: ReadonlyMap<string, Json> = new Map<string, Json>([
  ["frequency_penalty", 0],
  ["logprobs", false],
  ["presence_penalty", 0],
  ["store", false],
  ["top_logprobs", 0],
  ["verbosity", "medium"],
]);

/**
 * A chat-completions body as `POST /v1/messages`. What cannot be carried is named in `dropped`.
 *
 * @throws UntranslatableRequest when leaving it out would make it another request.
 */
export function messagesRequest(chat: JsonObject, model: string): UpstreamRequest {
  if (!isMissing(chat.n) && chat.n !== 1) refuse("n", "must be 1 for this model.");
  const dropped = new DroppedFields();
  const { system, messages } = conversationOf(chat.messages, dropped);
  const { effort, thinking } = reasoningSettings(chat, dropped);
  const output = { ...(effort !== undefined && { effort }), ...formatSettings(chat, dropped) };
  const body: MessagesBody = {
    model,
    max_tokens: maxTokens(chat, dropped),
    ...(system.length > 0 && { system }),
    messages,
    ...toolSettings(chat, dropped),
    ...samplingSettings(chat, dropped),
    ...stopSettings(chat, dropped),
    ...(thinking !== undefined && { thinking }),
    ...(Object.keys(output).length > 0 && { output_config: output }),
    ...endUser(chat, dropped),
    ...serviceTier(chat, dropped),
    ...(chat.stream === true && { stream: true }),
  };
  nameUncarried(chat, dropped);
  // Every value above is the caller's JSON or a literal; the SDK's types say `unknown` for some.
  return { path: "/v1/messages", body: body as unknown as JsonObject, dropped: dropped.list() };
}

/** `safety_identifier` replaces `user` in newer chat bodies. */
function endUser(chat: JsonObject, dropped: DroppedFields): Pick<MessagesBody, "metadata"> {
  const { safety_identifier: identifier, user } = chat;
  const id = identifier ?? user ?? "";
  if (!isMissing(user) && user !== id) dropped.add("user");
  const text = stringAt(id, isMissing(identifier) ? "user" : "safety_identifier");
  return text === "" ? {} : { metadata: { user_id: text } };
}

/** `default` is standard capacity. `auto` is the default of both sides. */
function serviceTier(chat: JsonObject, dropped: DroppedFields): Pick<MessagesBody, "service_tier"> {
  const tier = chat.service_tier;
  if (isMissing(tier) || tier === "auto") return {};
  if (tier === "default") return { service_tier: "standard_only" };
  dropped.add("service_tier");
  return {};
}

function nameUncarried(chat: JsonObject, dropped: DroppedFields): void {
  const { modalities } = chat;
  if (Array.isArray(modalities) && modalities.some((kind) => kind !== "text")) {
    refuse("modalities", "must be text only for this model.");
  }
  const silent = [...WITHOUT_EFFECT.keys()].filter((name) => chat[name] === WITHOUT_EFFECT.get(name));
  dropped.addUnknown(chat, new Set([...CARRIED, ...silent]));
}
