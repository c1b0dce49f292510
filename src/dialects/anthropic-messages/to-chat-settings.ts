import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { DroppedFields } from "../../core/translation/dropped-fields.ts";
import { isMissing, stringAt } from "../../core/translation/read-request.ts";

/** Fields of a Messages body that a chat completion can carry. */
export const CARRIED: ReadonlySet<string> = new Set([
  "max_tokens",
  "messages",
  "metadata",
  "model",
  "output_config",
  "output_format",
  "service_tier",
  "stop_sequences",
  "stream",
  "system",
  "temperature",
  "thinking",
  "tool_choice",
  "tools",
  "top_p",
]);

/** Models of OpenAI's that reason: they refuse `max_tokens`, and all others `reasoning_effort`. */
const REASONING = /^(?:[\w.-]+\/)?(?:o\d|gpt-(?:[5-9]|\d\d|oss))/;

/** Thinking budgets up to which an effort is low, and medium. Tokens. */
const [LOW_BUDGET, MEDIUM_BUDGET] = [4_096, 16_384] as const;

/** How long an answer may be, how it is chosen, for whom it is, and what ends it. @throws UntranslatableRequest */
export function samplingSettings(body: JsonObject, model: string): JsonObject {
  const { max_tokens: limit, temperature, top_p: topP, stop_sequences: stop, service_tier: tier, metadata } = body;
  const user = isObject(metadata) ? metadata.user_id : undefined;
  return {
    ...(!isMissing(limit) && { [REASONING.test(model) ? "max_completion_tokens" : "max_tokens"]: limit }),
    ...(!isMissing(temperature) && { temperature }),
    ...(!isMissing(topP) && { top_p: topP }),
    ...(Array.isArray(stop) && stop.length > 0 && { stop }),
    ...(!isMissing(user) && { user: stringAt(user, "metadata.user_id") }),
    ...(tier === "standard_only" && { service_tier: "default" }),
    ...formatSettings(body),
  };
}

/** Thinking as `reasoning_effort`, for models that are known to take it; a budget becomes the nearest effort. */
export function reasoningSettings(body: JsonObject, model: string, dropped: DroppedFields): JsonObject {
  const { thinking, output_config: output } = body;
  const effort = isObject(output) ? output.effort : undefined;
  const wanted = isMissing(effort) ? effortOf(thinking) : effort === "max" ? "xhigh" : effort;
  if (wanted !== undefined && REASONING.test(model)) {
    if (isObject(thinking) && !isMissing(thinking.budget_tokens)) dropped.add("thinking.budget_tokens");
    return { reasoning_effort: wanted };
  }
  if (!isMissing(effort)) dropped.add("output_config.effort");
  if (isObject(thinking) && thinking.type !== "disabled") dropped.add("thinking");
  return {};
}

function effortOf(thinking: Json | undefined): string | undefined {
  if (!isObject(thinking) || thinking.type !== "enabled") return undefined;
  const budget = typeof thinking.budget_tokens === "number" ? thinking.budget_tokens : MEDIUM_BUDGET;
  return budget <= LOW_BUDGET ? "low" : budget <= MEDIUM_BUDGET ? "medium" : "high";
}

/** A JSON schema for the answer. The newer field comes first. */
function formatSettings({ output_config: output, output_format: older }: JsonObject): JsonObject {
  const format = (isObject(output) ? output.format : undefined) ?? older;
  if (!isObject(format) || format.type !== "json_schema" || !isObject(format.schema)) return {};
  const { schema } = format;
  return {
    response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: isStrict(schema) } },
  };
}

/** Whether OpenAI can hold a model to a schema: every object in it names all of its properties, and demands them. */
function isStrict(node: Json): boolean {
  if (Array.isArray(node)) return node.every(isStrict);
  if (!isObject(node)) return true;
  const { properties, required, additionalProperties } = node;
  if (isObject(properties)) {
    const demanded = new Set(Array.isArray(required) ? required : []);
    if (additionalProperties !== false || !Object.keys(properties).every((name) => demanded.has(name))) return false;
  }
  return Object.values(node).every(isStrict);
}

export function nameUncarried(body: JsonObject, dropped: DroppedFields): void {
  const { metadata, output_config: output } = body;
  dropped.addUnknown(body, CARRIED);
  if (isObject(metadata)) dropped.addUnknown(metadata, new Set(["user_id"]), "metadata.");
  if (isObject(output)) dropped.addUnknown(output, new Set(["effort", "format"]), "output_config.");
}
