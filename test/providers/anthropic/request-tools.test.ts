import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { refusal, request } from "./support.ts";

const RUN: JsonObject = { type: "function", function: { name: "run" } };
const EMPTY = { type: "object", properties: {} };

describe("tools", () => {
  it.each<[name: string, definition: JsonObject, tool: JsonObject]>([
    ["no parameters", { name: "run" }, { name: "run", input_schema: EMPTY }],
    ["null parameters", { name: "run", parameters: null }, { name: "run", input_schema: EMPTY }],
    [
      "parameters without a type",
      { name: "run", parameters: { $defs: {}, required: ["a"] } },
      { name: "run", input_schema: { type: "object", $defs: {}, required: ["a"] } },
    ],
    [
      "an empty description, and strict off",
      { name: "run", description: "", strict: false, parameters: EMPTY },
      { name: "run", input_schema: EMPTY },
    ],
    [
      "everything",
      { name: "run", description: "d", strict: true, parameters: EMPTY },
      { name: "run", description: "d", strict: true, input_schema: EMPTY },
    ],
  ])("are carried with %s", (_name, definition, tool) => {
    const result = request({ tools: [{ type: "function", function: definition }] });
    expect(result.body.tools).toEqual([tool]);
    expect(result.dropped).toEqual([]);
    expect(request({ functions: [definition] }).body.tools).toEqual([tool]);
  });

  it("names what a tool cannot carry", () => {
    const tools = [{ ...RUN, function: { name: "run", returns: {}, examples: [1] }, cached: true }];
    expect(request({ tools }).dropped).toEqual(["tools.cached", "tools.function.examples"]);
  });

  it.each<[name: string, fields: JsonObject, choice: Json | undefined]>([
    ["nothing", {}, undefined],
    ["null", { tool_choice: null }, undefined],
    ["auto", { tool_choice: "auto" }, { type: "auto" }],
    ["none", { tool_choice: "none" }, { type: "none" }],
    ["required", { tool_choice: "required" }, { type: "any" }],
    ["a name", { tool_choice: RUN }, { type: "tool", name: "run" }],
    ["one call", { parallel_tool_calls: false }, { type: "auto", disable_parallel_tool_use: true }],
    [
      "one required call",
      { parallel_tool_calls: false, tool_choice: "required" },
      { type: "any", disable_parallel_tool_use: true },
    ],
    [
      "one named call",
      { parallel_tool_calls: false, tool_choice: RUN },
      { type: "tool", name: "run", disable_parallel_tool_use: true },
    ],
    ["none of one", { parallel_tool_calls: false, tool_choice: "none" }, { type: "none" }],
  ])("are chosen by %s", (_name, fields, choice) => {
    expect(request({ tools: [RUN], ...fields }).body.tool_choice).toEqual(choice);
  });

  it.each<[name: string, choice: Json, expected: JsonObject]>([
    ["nothing", null, { type: "auto", disable_parallel_tool_use: true }],
    ["none", "none", { type: "none" }],
    ["a name", { name: "run" }, { type: "tool", name: "run", disable_parallel_tool_use: true }],
  ])("in the older form are chosen by %s, one at a time", (_name, function_call, expected) => {
    const { body } = request({ functions: [{ name: "run" }], function_call });
    expect(body.tool_choice).toEqual(expected);
  });

  it("may be none", () => {
    const fields = { tools: [], tool_choice: "auto", parallel_tool_calls: false };
    expect(request(fields)).toEqual(request({}));
  });

  it("name the choice of the other form", () => {
    expect(request({ tools: [RUN], function_call: "auto" }).dropped).toEqual(["function_call"]);
    const older = { functions: [{ name: "run" }], tool_choice: "auto" };
    expect(request(older).dropped).toEqual(["tool_choice"]);
  });

  it.each<[param: string, fields: JsonObject]>([
    ["tools", { tools: {} }],
    ["tools[0]", { tools: ["run"] }],
    ["tools[1].type", { tools: [RUN, { type: "custom", custom: { name: "x" } }] }],
    ["tools[0].function", { tools: [{ type: "function" }] }],
    ["tools[0].function.name", { tools: [{ type: "function", function: {} }] }],
    ["tools[0].function.parameters", { tools: [{ type: "function", function: { name: "x", parameters: [] } }] }],
    [
      "tools[0].function.parameters.type",
      { tools: [{ type: "function", function: { name: "x", parameters: { type: "string" } } }] },
    ],
    ["functions", { tools: [RUN], functions: [{ name: "run" }] }],
    ["functions[0]", { functions: [1] }],
    ["tool_choice", { tool_choice: "required" }],
    ["tool_choice", { tool_choice: RUN, tools: [] }],
    ["tool_choice", { tools: [RUN], tool_choice: "always" }],
    ["tool_choice.type", { tools: [RUN], tool_choice: { type: "allowed_tools" } }],
    ["tool_choice.function", { tools: [RUN], tool_choice: { type: "function" } }],
    ["function_call.name", { functions: [{ name: "run" }], function_call: {} }],
  ])("are refused: %s (%j)", (param, fields) => {
    expect(refusal(fields).param).toBe(param);
  });
});
