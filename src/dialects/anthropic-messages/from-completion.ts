import { isObject, type Json, type JsonObject, parseJson } from "../../core/json.ts";
import { UpstreamFault } from "../../core/upstream-fault.ts";
import { TextTokens } from "../../core/token-estimate.ts";
import { messagesUsage } from "./from-usage.ts";

/**
 * A complete `chat.completion` as a `Message`. Reasoning becomes thinking that nobody has signed.
 * @param inputTokens an estimate, asked for only where the provider gives no usage
 * @throws UpstreamFault
 */
export function messageOf(completion: JsonObject, newId: () => string, inputTokens: () => number): JsonObject {
  const choice = Array.isArray(completion.choices) ? completion.choices[0] : undefined;
  const said = isObject(choice) ? choice.message : undefined;
  if (!isObject(choice) || !isObject(said)) throw new UpstreamFault("answer without a message");
  const calls = callsOf(said, newId);
  const text = typeof said.content === "string" ? said.content : textOfParts(said.content);
  const refusal = typeof said.refusal === "string" ? said.refusal : "";
  const thinking = reasoningIn(said);
  const content: JsonObject[] = [
    ...(thinking === "" ? [] : [{ type: "thinking", thinking, signature: "" }]),
    ...[text, refusal].filter((each) => each !== "").map((each) => ({ type: "text", text: each, citations: null })),
    ...calls,
  ];
  const written = new TextTokens();
  for (const each of [thinking, text, refusal, ...calls.map(({ input }) => JSON.stringify(input))]) written.add(each);
  return {
    id: messageId(completion.id, newId),
    type: "message",
    role: "assistant",
    model: typeof completion.model === "string" ? completion.model : "",
    content,
    ...stopOf(choice, { hasCalls: calls.length > 0, refused: refusal !== "" }),
    usage: messagesUsage(completion.usage, { inputTokens, outputTokens: () => written.count }),
  };
}

/** `chatcmpl-abc` becomes `msg_abc`: the same answer has the same id in both dialects. */
export function messageId(id: Json | undefined, newId: () => string): string {
  const known = typeof id === "string" ? id.replace(/^chatcmpl-/, "") : "";
  return `msg_${/^[\w-]{1,128}$/.test(known) ? known : newId()}`;
}

/** A call's id, or a new one where there is none. */
export function callId(id: Json | undefined, newId: () => string): string {
  return typeof id === "string" && id !== "" ? id : `toolu_${newId().replaceAll("-", "")}`;
}

/** What models think aloud, by the names that servers give it. */
export function reasoningIn({ reasoning_content: content, reasoning }: JsonObject): string {
  if (typeof content === "string") return content;
  return typeof reasoning === "string" ? reasoning : "";
}

const STOP_REASONS: ReadonlyMap<Json | undefined, string> = new Map<Json | undefined, string>([
  ["length", "max_tokens"],
  ["tool_calls", "tool_use"],
  ["function_call", "tool_use"],
  ["content_filter", "refusal"],
]);

/**
 * Why a choice has ended. Some servers say `stop` of a choice with calls; some name the sequence that
 * made it stop beside that.
 */
export function stopOf(
  { finish_reason: reason, stop_reason: sequence }: JsonObject,
  { hasCalls, refused }: { readonly hasCalls: boolean; readonly refused: boolean },
): { readonly stop_reason: string; readonly stop_sequence: string | null } {
  const known = STOP_REASONS.get(reason);
  if (known !== undefined) return { stop_reason: known, stop_sequence: null };
  if (hasCalls) return { stop_reason: "tool_use", stop_sequence: null };
  if (refused) return { stop_reason: "refusal", stop_sequence: null };
  return typeof sequence === "string" && sequence !== ""
    ? { stop_reason: "stop_sequence", stop_sequence: sequence }
    : { stop_reason: "end_turn", stop_sequence: null };
}

function callsOf({ tool_calls: calls }: JsonObject, newId: () => string): JsonObject[] {
  return (Array.isArray(calls) ? calls : []).map((call) => {
    const called = isObject(call) ? call.function : undefined;
    if (!isObject(call) || !isObject(called) || typeof called.name !== "string")
      throw new UpstreamFault("call without a function");
    return { type: "tool_use", id: callId(call.id, newId), name: called.name, input: inputOf(called.arguments) };
  });
}

function inputOf(value: Json | undefined): JsonObject {
  if (value === undefined || value === null || value === "") return {};
  const input = typeof value === "string" ? parseJson(value) : value;
  if (!isObject(input)) throw new UpstreamFault("arguments of a call are no JSON object");
  return input;
}

function textOfParts(content: Json | undefined): string {
  if (!Array.isArray(content)) return "";
  return content.map((part) => (isObject(part) && typeof part.text === "string" ? part.text : "")).join("");
}
