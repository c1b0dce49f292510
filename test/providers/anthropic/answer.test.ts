import type { ChatCompletion } from "openai/resources/chat/completions";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { UpstreamFault } from "../../../src/providers/port.ts";
import { CHAT, CREATED, dialect, LEGACY_CHAT } from "./support.ts";

const MESSAGE: JsonObject = {
  id: "msg_013Zva2CMHLNnjNjJJKqJ2EF",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-6",
  content: [{ type: "text", text: "Hi! My name is Claude.", citations: null }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 2095, output_tokens: 503 },
};
const CALL: JsonObject = {
  type: "tool_use",
  id: "toolu_1",
  name: "run",
  input: { a: "ü", b: [1] },
};

/** The one choice of the answer to `MESSAGE` but for `fields`. */
function choice(fields: JsonObject, chat: JsonObject = CHAT): unknown {
  return (dialect.answer({ ...MESSAGE, ...fields }, chat) as { choices: unknown[] }).choices[0];
}

describe("a complete answer", () => {
  it("is a chat.completion", () => {
    expect(dialect.answer(MESSAGE, CHAT)).toEqual({
      id: "chatcmpl-013Zva2CMHLNnjNjJJKqJ2EF",
      object: "chat.completion",
      created: CREATED,
      model: "claude-sonnet-4-6",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hi! My name is Claude.", refusal: null },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: {
        prompt_tokens: 2095,
        completion_tokens: 503,
        total_tokens: 2598,
        prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      },
    } satisfies ChatCompletion);
  });

  it.each<[name: string, content: Json, message: JsonObject]>([
    ["no blocks", [], { content: "" }],
    [
      "several texts",
      [
        { type: "text", text: "a " },
        { type: "text", text: "b" },
      ],
      { content: "a b" },
    ],
    [
      "thinking",
      [
        { type: "thinking", thinking: "hm", signature: "x" },
        { type: "redacted_thinking", data: "y" },
        { type: "text", text: "so" },
      ],
      { content: "so", reasoning_content: "hm" },
    ],
    [
      "thinking that is withheld",
      [
        { type: "thinking", thinking: "", signature: "x" },
        { type: "text", text: "so" },
      ],
      { content: "so" },
    ],
    [
      "a call alone",
      [CALL],
      {
        content: null,
        tool_calls: [
          {
            id: "toolu_1",
            type: "function",
            function: { name: "run", arguments: '{"a":"ü","b":[1]}' },
          },
        ],
      },
    ],
    [
      "text and calls",
      [{ type: "text", text: "ok" }, CALL, { ...CALL, id: "toolu_2", input: {} }],
      {
        content: "ok",
        tool_calls: [
          {
            id: "toolu_1",
            type: "function",
            function: { name: "run", arguments: '{"a":"ü","b":[1]}' },
          },
          { id: "toolu_2", type: "function", function: { name: "run", arguments: "{}" } },
        ],
      },
    ],
    [
      "blocks of other types",
      [{ type: "server_tool_use", id: "s", name: "web_search", input: {} }, { type: "hologram" }],
      { content: "" },
    ],
  ])("has the content of %s", (_name, content, message) => {
    expect(choice({ content })).toMatchObject({
      message: { role: "assistant", refusal: null, ...message },
    });
    expect(Object.keys((choice({ content }) as { message: object }).message).length).toBe(
      Object.keys(message).length + 2,
    );
  });

  it.each([
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["pause_turn", "stop"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["tool_use", "tool_calls"],
    ["refusal", "content_filter"],
    ["a reason yet unknown", "stop"],
    ["constructor", "stop"],
  ])("ends for %s with %s", (stop_reason, finish_reason) => {
    expect(choice({ stop_reason })).toMatchObject({ finish_reason });
  });

  it("gives a call as function_call to a caller of functions", () => {
    expect(choice({ content: [CALL], stop_reason: "tool_use" }, LEGACY_CHAT)).toEqual({
      index: 0,
      message: {
        role: "assistant",
        content: null,
        refusal: null,
        function_call: { name: "run", arguments: '{"a":"ü","b":[1]}' },
      },
      logprobs: null,
      finish_reason: "function_call",
    });
  });
});

describe("usage", () => {
  const usageOf = (usage: Json) => dialect.answer({ ...MESSAGE, usage }, CHAT).usage;

  it("counts cached tokens in prompt_tokens, each once", () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 1000,
      cache_creation_input_tokens: 200,
      cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 0 },
      output_tokens: 30,
      output_tokens_details: { thinking_tokens: 20 },
    };
    expect(usageOf(usage)).toEqual({
      prompt_tokens: 1210,
      completion_tokens: 30,
      total_tokens: 1240,
      prompt_tokens_details: { cached_tokens: 1000, cache_write_tokens: 200 },
      completion_tokens_details: { reasoning_tokens: 20 },
    });
  });

  it("tells tokens that were written for an hour from those for five minutes", () => {
    const creation = { ephemeral_5m_input_tokens: 456, ephemeral_1h_input_tokens: 100 };
    const usage = {
      input_tokens: 2048,
      cache_read_input_tokens: 1800,
      cache_creation_input_tokens: 556,
      cache_creation: creation,
      output_tokens: 503,
    };
    expect(usageOf(usage)).toMatchObject({
      prompt_tokens: 4404,
      prompt_tokens_details: { cached_tokens: 1800, cache_write_tokens: 556, cache_write_1h_tokens: 100 },
    });
    const without = { ...usage, cache_creation: { ...creation, ephemeral_1h_input_tokens: 0 } };
    expect(JSON.stringify(usageOf(without))).not.toContain("cache_write_1h");
  });

  it.each<[name: string, usage: Json]>([
    ["missing", null],
    ["not an object", [1]],
    ["without output", { input_tokens: 1 }],
    ["without input", { output_tokens: 1 }],
    ["negative", { input_tokens: -1, output_tokens: 1 }],
    ["fractional", { input_tokens: 1.5, output_tokens: 1 }],
    ["a string", { input_tokens: "1", output_tokens: 1 }],
  ])("is left out, not zero, when it is %s", (_name, usage) => {
    expect(usageOf(usage)).toBeUndefined();
  });
});

describe("a body that is not a finished message", () => {
  const nested = JSON.parse(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`) as JsonObject;
  const withBlock = (block: Json): JsonObject => ({ ...MESSAGE, content: [block] });

  it.each<[name: string, body: Json, reason: string]>([
    ["null", null, "answer is not an object"],
    ["text", "secret", "answer is not an object"],
    ["an array", [MESSAGE], "answer is not an object"],
    ["an error", { type: "error", error: { type: "api_error" } }, "answer is not a message"],
    ["another dialect's answer", { object: "chat.completion" }, "answer is not a message"],
    ["no id", { ...MESSAGE, id: null }, "message without an id"],
    ["no model", { ...MESSAGE, model: 4 }, "message without a model"],
    ["no stop reason", { ...MESSAGE, stop_reason: null }, "message without a stop reason"],
    ["no content", { ...MESSAGE, content: null }, "message content is not an array"],
    ["content as text", { ...MESSAGE, content: "secret" }, "message content is not an array"],
    ["a block of text", withBlock("secret"), "content block is not an object"],
    ["a block without a type", withBlock({ text: "secret" }), "content block without a type"],
    ["a text without text", withBlock({ type: "text" }), "text block without text"],
    ["thinking without text", withBlock({ type: "thinking" }), "thinking block without text"],
    ["a call without an id", withBlock({ ...CALL, id: null }), "tool_use block without an id"],
    ["a call without a name", withBlock({ ...CALL, name: null }), "tool_use block without a name"],
    ["a call without input", withBlock({ ...CALL, input: "secret" }), "tool_use block without an input object"],
    ["input without end", withBlock({ ...CALL, input: nested }), "tool_use input nested too deep"],
  ])("faults on %s", (_name, body, reason) => {
    expect(() => dialect.answer(body, CHAT)).toThrow(new UpstreamFault(reason));
  });

  it("faults on several calls where the caller has room for one", () => {
    const body = { ...MESSAGE, content: [CALL, { ...CALL, id: "toolu_2" }] };
    expect(() => dialect.answer(body, LEGACY_CHAT)).toThrow(UpstreamFault);
  });
});

describe("errorMessage", () => {
  it.each<[name: string, body: Json, expected: unknown]>([
    [
      "an error body",
      { type: "error", error: { type: "invalid_request_error", message: "max_tokens: too big" } },
      { message: "max_tokens: too big", param: null, code: "invalid_request_error" },
    ],
    ["an error without type", { error: { message: "m" } }, { message: "m", param: null, code: null }],
    ["no message", { type: "error", error: { type: "api_error" } }, undefined],
    ["an error as text", { error: "no" }, undefined],
    ["null", null, undefined],
    ["an array", [], undefined],
  ])("reads %s", (_name, body, expected) => {
    expect(dialect.errorMessage(body)).toEqual(expected);
  });
});
