import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { call, calls, PNG, result, user } from "./messages.ts";
import { refusal } from "./support.ts";

describe("messages that cannot be said", () => {
  const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  const ARGUMENTS = "messages[0].tool_calls[0].function.arguments";
  const imagePart = { type: "image_url", image_url: { url: PNG } };

  it.each<[name: string, param: string, messages: Json[]]>([
    ["no turn", "messages", [{ role: "system", content: "alone" }]],
    ["no content", "messages", [user(""), { role: "assistant", content: null }]],
    ["no object", "messages[0]", ["hi"]],
    ["an unknown role", "messages[0].role", [{ role: "critic", content: "hm" }]],
    ["content of another type", "messages[0].content", [user(7)]],
    ["an image in the system prompt", "messages[0].content", [{ role: "system", content: [imagePart] }]],
    ["an image by the model", "messages[0].content", [{ role: "assistant", content: [imagePart] }]],
    ["a refusal that is no text", "messages[0].refusal", [{ role: "assistant", refusal: {} }]],
    ["calls that are no list", "messages[0].tool_calls", [{ role: "assistant", tool_calls: {} }]],
    ["a call that is no object", "messages[0].tool_calls[0]", [calls(1)]],
    ["a custom call", "messages[0].tool_calls[0].type", [calls({ id: "a", type: "custom" })]],
    ["a call without an id", "messages[0].tool_calls[0].id", [calls({ type: "function" })]],
    ["two calls of one id", "messages[0].tool_calls[1].id", [calls(call("a"), call("a"))]],
    ["a call of nothing", "messages[0].tool_calls[0].function", [calls({ id: "a", type: "function" })]],
    [
      "a call without a name",
      "messages[0].tool_calls[0].function.name",
      [calls({ id: "a", type: "function", function: { arguments: "{}" } })],
    ],
    ["arguments cut off", ARGUMENTS, [calls(call("a", '{"x":'))]],
    ["arguments that are a list", ARGUMENTS, [calls(call("a", "[1]"))]],
    ["arguments that are null", ARGUMENTS, [calls(call("a", "null"))]],
    ["arguments that are no text", ARGUMENTS, [calls(call("a", { x: 1 }))]],
    ["arguments without end", ARGUMENTS, [calls(call("a", deep))]],
    ["a function call of nothing", "messages[0].function_call", [{ role: "assistant", function_call: 1 }]],
    ["a result of no call", "messages[1].tool_call_id", [calls(call("a")), result("b")]],
    ["a result before its call", "messages[0].tool_call_id", [result("a"), calls(call("a"))]],
    ["a result without an id", "messages[0].tool_call_id", [{ role: "tool", content: "x" }]],
    ["a function result of no call", "messages[0].name", [{ role: "function", name: "f", content: "x" }]],
  ])("are refused: %s", (_name, param, messages) => {
    const error = refusal({ messages });
    expect(error.param).toBe(param);
    expect(error.message).toContain(`'${param}'`);
  });
});
