import type { ToolResultBlockParam, ToolUseBlockParam } from "@anthropic-ai/sdk/resources/messages";
import { isObject, type Json, type JsonObject, parseJson } from "../../core/json.ts";
import type { DroppedFields } from "../../core/translation/dropped-fields.ts";
import { isMissing, listAt, objectAt, refuse, stringAt } from "../../core/translation/read-request.ts";
import { mediaBlocks } from "./request-parts.ts";
import type { ToolIds } from "./tool-ids.ts";

/** Deeper values are refused: writing them as JSON would exhaust the stack. */
const MAX_ARGUMENT_DEPTH = 128;

/**
 * The calls of one assistant message: `tool_calls`, or the older `function_call`.
 * @throws UntranslatableRequest
 */
export function toolUses(message: JsonObject, at: string, ids: ToolIds): ToolUseBlockParam[] {
  const seen = new Set<string>();
  const uses = listAt(message.tool_calls, `${at}.tool_calls`).map((value, index) => {
    const name = `${at}.tool_calls[${index}]`;
    const call = objectAt(value, name);
    if (call.type !== "function") refuse(`${name}.type`, "must be 'function'.");
    const id = stringAt(call.id, `${name}.id`);
    if (seen.has(id)) refuse(`${name}.id`, "must differ from the other calls' ids.");
    seen.add(id);
    return toolUse(ids.declare(id), call.function, `${name}.function`);
  });
  const legacy = message.function_call;
  if (isMissing(legacy)) return uses;
  const name = `${at}.function_call`;
  const id = ids.declare(legacyId(objectAt(legacy, name).name, `${name}.name`));
  return [...uses, toolUse(id, legacy, name)];
}

/** The answer to a call: a `tool` message, or an older `function` message. @throws UntranslatableRequest */
export function toolResult(
  message: JsonObject,
  at: string,
  ids: ToolIds,
  dropped: DroppedFields,
): ToolResultBlockParam {
  const legacy = message.role === "function";
  const field = legacy ? `${at}.name` : `${at}.tool_call_id`;
  const called = legacy ? legacyId(message.name, field) : stringAt(message.tool_call_id, field);
  const id = ids.resolve(called) ?? refuse(field, "must name a call of an earlier assistant message.");
  const content = mediaBlocks(message.content, at, dropped);
  return { type: "tool_result", tool_use_id: id, ...(content.length > 0 && { content }) };
}

/** Function messages have no id of their own; their calls are told apart by the function's name. */
function legacyId(name: Json | undefined, at: string): string {
  return `function:${stringAt(name, at)}`;
}

function toolUse(id: string, value: Json | undefined, at: string): ToolUseBlockParam {
  const called = objectAt(value, at);
  const name = stringAt(called.name, `${at}.name`);
  return { type: "tool_use", id, name, input: inputOf(called.arguments, `${at}.arguments`) };
}

function inputOf(value: Json | undefined, at: string): JsonObject {
  const text = stringAt(value, at);
  if (text.trim() === "") return {};
  const input = parseJson(text);
  if (!isObject(input)) refuse(at, "must be a JSON object as a string.");
  if (isDeeperThan(MAX_ARGUMENT_DEPTH, input)) refuse(at, "is nested too deep.");
  return input;
}

function isDeeperThan(limit: number, value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  return limit === 0 || Object.values(value).some((inner) => isDeeperThan(limit - 1, inner));
}
