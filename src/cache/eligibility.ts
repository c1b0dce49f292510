import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { type Fleeting, fleeting } from "./freshness.ts";
import { type Question, questionOf } from "./question.ts";

export interface EligibilityPolicy {
  readonly semantic: boolean;
  /** Above it an answer is meant to differ each time. */
  readonly maxTemperature: number;
  /** Characters of a question that is compared with others; a longer one is only looked up as it is. */
  readonly maxQuestion: number;
}

export type NeverReason =
  | "choices"
  | "not_a_question"
  | "pending_tool_call"
  | "temperature"
  | "flagged"
  | "search"
  | Fleeting;
export type ExactReason = "policy" | "several_texts" | "length" | "no_words" | "tools" | "attachment" | "likelihoods";

/** Which tiers a request may use. `semantic` includes the exact one. */
export type CacheClass =
  | { readonly kind: "never"; readonly reason: NeverReason }
  | { readonly kind: "exact"; readonly reason: ExactReason }
  | { readonly kind: "semantic"; readonly question: Question };

/**
 * Which tiers a masked body may be read from and kept in.
 * @param flagged whether a guard has found something in it, such as an injection.
 */
export function cacheClass(maskedBody: JsonObject, flagged: boolean, policy: EligibilityPolicy): CacheClass {
  const never = neverReason(maskedBody, flagged, policy);
  if (never !== undefined) return { kind: "never", reason: never };
  const question = questionOf(maskedBody);
  // The last message is the user's: it has several texts, or none.
  if (question === undefined) return { kind: "exact", reason: "several_texts" };
  const fleetingReason = fleeting(question.text);
  if (fleetingReason !== undefined) return { kind: "never", reason: fleetingReason };
  const exact = exactReason(maskedBody, question.text, policy);
  return exact === undefined ? { kind: "semantic", question } : { kind: "exact", reason: exact };
}

function neverReason(body: JsonObject, flagged: boolean, policy: EligibilityPolicy): NeverReason | undefined {
  const { n, messages, temperature, web_search_options: search } = body;
  if (flagged) return "flagged";
  if (n !== undefined && n !== null && n !== 1) return "choices";
  const list = Array.isArray(messages) ? messages.filter(isObject) : [];
  if (list.at(-1)?.["role"] !== "user") return "not_a_question";
  if (hasPendingToolCall(list)) return "pending_tool_call";
  if (typeof temperature === "number" && temperature > policy.maxTemperature) return "temperature";
  return isPresent(search) ? "search" : undefined;
}

function exactReason(body: JsonObject, text: string, policy: EligibilityPolicy): ExactReason | undefined {
  if (!policy.semantic) return "policy";
  if (text.length > policy.maxQuestion) return "length";
  if (!/[\p{L}\p{N}]/u.test(text)) return "no_words";
  // Whoever may call tools acts on small differences, and an answer with a call is not kept.
  if (isPresent(body["tools"]) || isPresent(body["functions"])) return "tools";
  if (body["logprobs"] === true || isPresent(body["logit_bias"])) return "likelihoods";
  return hasFarAttachment(body["messages"]) ? "attachment" : undefined;
}

/** An assistant's call that no later message answers. */
function hasPendingToolCall(messages: readonly JsonObject[]): boolean {
  const pending = new Set<Json>();
  for (const { role, tool_calls: calls, tool_call_id: answered } of messages) {
    if (role === "tool" && answered !== undefined) pending.delete(answered);
    for (const call of Array.isArray(calls) ? calls : []) pending.add(isObject(call) ? (call["id"] ?? null) : null);
  }
  return pending.size > 0;
}

/** Something that the body only names: what lies there may change. What it holds is a part of the context. */
function hasFarAttachment(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(hasFarAttachment);
  if (!isObject(value)) return false;
  const { type } = value;
  if (type === "image_url") {
    const image = value["image_url"];
    return !(isObject(image) && typeof image["url"] === "string" && image["url"].startsWith("data:"));
  }
  if (type === "file") return isObject(value["file"]) && value["file"]["file_id"] !== undefined;
  return hasFarAttachment(value["content"]);
}

function isPresent(value: Json | undefined): boolean {
  if (value === undefined || value === null) return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
