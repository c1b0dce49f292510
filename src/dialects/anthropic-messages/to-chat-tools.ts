import type { Json, JsonObject } from "../../core/json.ts";
import type { DroppedFields } from "../../core/translation/dropped-fields.ts";
import { isMissing, listAt, objectAt, refuse, stringAt } from "../../core/translation/read-request.ts";

const TOOL_FIELDS = new Set(["type", "name", "description", "input_schema", "strict"]);
const CHOICES: ReadonlyMap<Json | undefined, string> = new Map<Json | undefined, string>([
  ["auto", "auto"],
  ["any", "required"],
  ["none", "none"],
]);

/** @throws UntranslatableRequest for a tool that its provider runs itself */
export function toolSettings(body: JsonObject, dropped: DroppedFields): JsonObject {
  const tools = listAt(body.tools, "tools").map((value, index) => toolOf(value, `tools[${index}]`, dropped));
  const choice = isMissing(body.tool_choice) ? undefined : objectAt(body.tool_choice, "tool_choice");
  if (tools.length === 0) {
    if (choice?.type === "any" || choice?.type === "tool") refuse("tool_choice", "needs tools to choose from.");
    return {};
  }
  return {
    tools,
    ...(choice !== undefined && { tool_choice: choiceOf(choice) }),
    ...(choice?.disable_parallel_tool_use === true && { parallel_tool_calls: false }),
  };
}

function toolOf(value: Json, at: string, dropped: DroppedFields): JsonObject {
  const tool = objectAt(value, at);
  const { type, description, input_schema: parameters, strict } = tool;
  if (!isMissing(type) && type !== "custom")
    refuse(`${at}.type`, "names a tool that this model's provider does not have.");
  dropped.addUnknown(tool, TOOL_FIELDS, "tools.");
  return {
    type: "function",
    function: {
      name: stringAt(tool.name, `${at}.name`),
      ...(typeof description === "string" && { description }),
      ...(!isMissing(parameters) && { parameters }),
      ...(typeof strict === "boolean" && { strict }),
    },
  };
}

function choiceOf({ type, name }: JsonObject): Json {
  if (type === "tool") return { type: "function", function: { name: stringAt(name, "tool_choice.name") } };
  return CHOICES.get(type) ?? refuse("tool_choice.type", "is not a known choice.");
}
