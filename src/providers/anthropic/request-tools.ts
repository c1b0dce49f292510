import type { Tool, ToolChoice } from "@anthropic-ai/sdk/resources/messages";
import type { Json, JsonObject } from "../../core/json.ts";
import type { DroppedFields } from "../../core/translation/dropped-fields.ts";
import { isMissing, listAt, objectAt, refuse, stringAt } from "../../core/translation/read-request.ts";

interface ToolSettings {
  tools?: Tool[];
  tool_choice?: ToolChoice;
}

const CHOICE = ["tool_choice", "function_call"] as const;
const LEGACY_CHOICE = ["function_call", "tool_choice"] as const;
const TOOL_FIELDS: ReadonlySet<string> = new Set(["type", "function"]);
const FUNCTION_FIELDS: ReadonlySet<string> = new Set(["name", "description", "parameters", "strict"]);

/** Whether the caller offers `functions`, and so reads `function_call` where others read `tool_calls`. */
export function usesLegacyFunctions(chat: JsonObject): boolean {
  return Array.isArray(chat.functions) && chat.functions.length > 0;
}

/** @throws UntranslatableRequest */
export function toolSettings(chat: JsonObject, dropped: DroppedFields): ToolSettings {
  const legacy = usesLegacyFunctions(chat);
  const [field, unused] = legacy ? LEGACY_CHOICE : CHOICE;
  if (!isMissing(chat[unused])) dropped.add(unused);
  const choice = choiceOf(chat[field], field);
  const tools = toolsOf(chat, dropped);
  if (tools.length === 0) {
    if (choice?.type === "any" || choice?.type === "tool") {
      refuse(field, "needs tools to choose from.");
    }
    return {};
  }
  // A legacy answer has room for one call.
  if (legacy || chat.parallel_tool_calls === false) {
    return { tools, tool_choice: singleCall(choice) };
  }
  return { tools, ...(choice !== undefined && { tool_choice: choice }) };
}

function toolsOf(chat: JsonObject, dropped: DroppedFields): Tool[] {
  const tools = listAt(chat.tools, "tools").map((value, index) => {
    const at = `tools[${index}]`;
    const tool = objectAt(value, at);
    if (tool.type !== "function") refuse(`${at}.type`, "must be 'function'.");
    dropped.addUnknown(tool, TOOL_FIELDS, "tools.");
    return toolOf(tool.function, `${at}.function`, dropped);
  });
  const functions = listAt(chat.functions, "functions").map((value, index) =>
    toolOf(value, `functions[${index}]`, dropped),
  );
  if (tools.length > 0 && functions.length > 0) {
    refuse("functions", "cannot be used together with 'tools'.");
  }
  return [...tools, ...functions];
}

function toolOf(value: Json | undefined, at: string, dropped: DroppedFields): Tool {
  const definition = objectAt(value, at);
  dropped.addUnknown(definition, FUNCTION_FIELDS, "tools.function.");
  const { description, strict } = definition;
  return {
    name: stringAt(definition.name, `${at}.name`),
    ...(typeof description === "string" && description !== "" && { description }),
    input_schema: inputSchema(definition.parameters, `${at}.parameters`),
    ...(strict === true && { strict }),
  };
}

function inputSchema(parameters: Json | undefined, at: string): Tool.InputSchema {
  if (isMissing(parameters)) return { type: "object", properties: {} };
  const schema = objectAt(parameters, at);
  if (schema.type !== undefined && schema.type !== "object") {
    refuse(`${at}.type`, "must be 'object'.");
  }
  return { ...schema, type: "object" };
}

function choiceOf(choice: Json | undefined, field: string): ToolChoice | undefined {
  if (isMissing(choice)) return undefined;
  if (choice === "auto" || choice === "none") return { type: choice };
  if (choice === "required") return { type: "any" };
  const named = objectAt(choice, field);
  if (field === "function_call") {
    return { type: "tool", name: stringAt(named.name, `${field}.name`) };
  }
  if (named.type !== "function") refuse(`${field}.type`, "must be 'function'.");
  const called = objectAt(named.function, `${field}.function`);
  return { type: "tool", name: stringAt(called.name, `${field}.function.name`) };
}

function singleCall(choice: ToolChoice = { type: "auto" }): ToolChoice {
  return choice.type === "none" ? choice : { ...choice, disable_parallel_tool_use: true };
}
