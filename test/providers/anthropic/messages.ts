import type { Json, JsonObject } from "../../../src/core/json.ts";

// Builders of chat messages and of what they become.

export const text = (value: string) => ({ type: "text", text: value });
export const user = (content: Json) => ({ role: "user", content });
export const call = (id: string, args: Json = "{}", name = "run") => ({
  id,
  type: "function",
  function: { name, arguments: args },
});
export const calls = (...tool_calls: Json[]) => ({ role: "assistant", content: null, tool_calls });
export const result = (tool_call_id: string, content: Json = "ok") => ({
  role: "tool",
  tool_call_id,
  content,
});
export const use = (id: string, input: JsonObject = {}) => ({ type: "tool_use", id, name: "run", input });
export const toolResult = (tool_use_id: string, value = "ok") => ({
  type: "tool_result",
  tool_use_id,
  content: [text(value)],
});

export const PNG = "data:image/png;base64,iVBORw0KGgo=";
export const PDF = "data:application/pdf;base64,JVBERi0=";
