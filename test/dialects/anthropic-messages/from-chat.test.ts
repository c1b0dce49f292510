import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { UpstreamFault } from "../../../src/core/upstream-fault.ts";
import { messagesViaChat } from "../../../src/dialects/anthropic-messages/via-chat.ts";

const BODY: JsonObject = { model: "x/m", max_tokens: 64, messages: [{ role: "user", content: "Hi" }] };
const asked = () => messagesViaChat(structuredClone(BODY), "m", () => "new-id");

describe("a complete answer", () => {
  const answer = (message: JsonObject, finish = "stop", more: JsonObject = {}) =>
    asked().answer({
      id: "chatcmpl-9",
      model: "m",
      choices: [{ index: 0, message, finish_reason: finish }],
      usage: { prompt_tokens: 5, completion_tokens: 2 },
      ...more,
    });
  const call = (id: string, text: string): JsonObject => ({
    id,
    type: "function",
    function: { name: "f", arguments: text },
  });

  test.each<[string, JsonObject, string, JsonObject]>([
    [
      "text",
      { content: "x" },
      "stop",
      {
        id: "msg_9",
        type: "message",
        role: "assistant",
        model: "m",
        content: [{ type: "text", text: "x", citations: null }],
        stop_reason: "end_turn",
        stop_sequence: null,
      },
    ],
    ["cut at its longest", { content: "x" }, "length", { stop_reason: "max_tokens" }],
    ["filtered", { content: "" }, "content_filter", { stop_reason: "refusal", content: [] }],
    [
      "a refusal",
      { content: null, refusal: "no" },
      "stop",
      { stop_reason: "refusal", content: [{ type: "text", text: "no", citations: null }] },
    ],
    ["an end that nobody knows", { content: "x" }, "odd", { stop_reason: "end_turn" }],
    [
      "parallel calls",
      { content: null, tool_calls: [call("a", '{"x":1}'), call("b", "")] },
      "tool_calls",
      {
        stop_reason: "tool_use",
        content: [
          { type: "tool_use", id: "a", name: "f", input: { x: 1 } },
          { type: "tool_use", id: "b", name: "f", input: {} },
        ],
      },
    ],
    [
      "calls of a server that says stop",
      { content: "", tool_calls: [call("a", "{}")] },
      "stop",
      { stop_reason: "tool_use" },
    ],
    [
      "a call without an id",
      { content: null, tool_calls: [call("", "{}")] },
      "tool_calls",
      { content: [{ id: "toolu_newid" }] },
    ],
    [
      "reasoning",
      { content: "x", reasoning_content: "hm" },
      "stop",
      { content: [{ type: "thinking", thinking: "hm", signature: "" }, { type: "text" }] },
    ],
    [
      "reasoning by its other name",
      { content: "x", reasoning: "hm" },
      "stop",
      { content: [{ type: "thinking", thinking: "hm" }, { type: "text" }] },
    ],
    [
      "text in parts",
      {
        content: [
          { type: "text", text: "x" },
          { type: "text", text: "y" },
        ],
      },
      "stop",
      { content: [{ type: "text", text: "xy" }] },
    ],
  ])("%s", (_, message, finish, expected) => {
    expect(answer(message, finish)).toMatchObject(expected);
  });

  test("names the sequence that made it stop, where the server does", () => {
    const choices = [{ message: { content: "x" }, finish_reason: "stop", stop_reason: "###" }];
    expect(answer({}, "stop", { choices })).toMatchObject({ stop_reason: "stop_sequence", stop_sequence: "###" });
  });

  test("usage counts what was cached apart from the input", () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 20,
      total_tokens: 120,
      prompt_tokens_details: { cached_tokens: 60 },
      completion_tokens_details: { reasoning_tokens: 15 },
    };
    expect(answer({ content: "x" }, "stop", { usage }).usage).toEqual({
      input_tokens: 40,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 60,
      output_tokens: 20,
      output_tokens_details: { thinking_tokens: 15 },
    });
  });

  test("without usage, an estimate that says so", () => {
    const { usage } = answer({ content: "some text" }, "stop", { usage: null });
    expect(usage).toMatchObject({
      estimated: true,
      input_tokens: expect.any(Number),
      output_tokens: expect.any(Number),
    });
    expect((usage as JsonObject).output_tokens).toBeGreaterThan(0);
  });

  test.each<[string, JsonObject]>([
    ["no choices", { choices: [] }],
    ["a choice without a message", { choices: [{ finish_reason: "stop" }] }],
    [
      "arguments that are no JSON",
      { choices: [{ message: { tool_calls: [call("a", "{")] }, finish_reason: "tool_calls" }] },
    ],
    [
      "arguments that are no object",
      { choices: [{ message: { tool_calls: [call("a", "[1]")] }, finish_reason: "tool_calls" }] },
    ],
    [
      "a call without a function",
      { choices: [{ message: { tool_calls: [{ id: "a" }] }, finish_reason: "tool_calls" }] },
    ],
  ])("is no answer: %s", (_, fields) => {
    expect(() => answer({}, "stop", fields)).toThrow(UpstreamFault);
  });
});

describe("a stream", () => {
  const chunk = (delta: JsonObject, finish: string | null = null, index = 0): JsonObject => ({
    id: "chatcmpl-9",
    model: "m",
    choices: [{ index, delta, finish_reason: finish }],
  });
  const calls = (...calls: JsonObject[]) => chunk({ tool_calls: calls });
  const play = (...chunks: JsonObject[]) => {
    const stream = asked().stream();
    return [...chunks.flatMap((each) => stream.translate(each)), ...stream.end()];
  };
  const typesOf = (events: readonly JsonObject[]) =>
    events.map(({ type, index }) => (index === undefined ? type : `${type as string} ${index as number}`));

  test("text is given as it comes, each block by itself", () => {
    expect(
      typesOf(
        play(
          chunk({ role: "assistant", content: "" }),
          chunk({ content: "a" }),
          chunk({ content: "b" }),
          chunk({}, "stop"),
        ),
      ),
    ).toEqual([
      "message_start",
      "ping",
      "content_block_start 0",
      "content_block_delta 0",
      "content_block_delta 0",
      "content_block_stop 0",
      "message_delta",
      "message_stop",
    ]);
  });

  test("an answer of nothing", () => {
    expect(typesOf(play(chunk({}, "stop")))).toEqual(["message_start", "ping", "message_delta", "message_stop"]);
    expect(typesOf(play())).toEqual(["message_start", "ping", "message_delta", "message_stop"]);
  });

  test("other choices are nobody's", () => {
    expect(
      JSON.stringify(play(chunk({ content: "a" }), chunk({ content: "other" }, null, 1), chunk({}, "stop"))),
    ).not.toContain("other");
  });

  test("a call whose arguments are complete ends when the next begins, however the pieces are mixed", () => {
    const events = play(
      calls(
        { index: 0, id: "a", function: { name: "f", arguments: "" } },
        { index: 1, id: "b", function: { name: "g", arguments: '{"y"' } },
      ),
      calls({ index: 1, function: { arguments: ":1}" } }),
      calls({ index: 0, function: { arguments: '{"x":' } }),
      calls({ index: 0, function: { arguments: "1}" } }),
      calls({ index: 2, id: "c", function: { name: "h" } }),
      chunk({}, "tool_calls"),
    );
    const json = new Map<unknown, string>();
    for (const { type, index, delta } of events)
      if (type === "content_block_delta")
        json.set(index, (json.get(index) ?? "") + ((delta as JsonObject).partial_json as string));
    expect([...json]).toEqual([
      [0, '{"x":1}'],
      [1, '{"y":1}'],
    ]);
    expect(events.flatMap(({ content_block: block }) => (block as JsonObject | undefined)?.name ?? [])).toEqual([
      "f",
      "g",
      "h",
    ]);
    expect(events.at(-2)).toMatchObject({ delta: { stop_reason: "tool_use" } });
  });

  test("without an index, each id is a call of its own", () => {
    const events = play(
      calls({ id: "a", function: { name: "f", arguments: "{}" } }),
      calls({ id: "b", function: { name: "g", arguments: "{}" } }),
      chunk({}, "stop"),
    );
    expect(events.flatMap(({ content_block: block }) => (block as JsonObject | undefined)?.id ?? [])).toEqual([
      "a",
      "b",
    ]);
  });

  test.each<[string, JsonObject[]]>([
    ["a call without a name", [calls({ index: 0, id: "a", function: { arguments: "{}" } })]],
    [
      "a call that goes on behind its end",
      [
        calls({ index: 0, id: "a", function: { name: "f", arguments: "{}" } }),
        chunk({ content: "x" }),
        calls({ index: 0, function: { arguments: "{}" } }),
      ],
    ],
    [
      "a flood of calls",
      [
        calls(
          ...Array.from({ length: 1_025 }, (_, index) => ({
            index,
            id: `c${index}`,
            function: { name: "f", arguments: "{}" },
          })),
        ),
      ],
    ],
  ])("is none: %s", (_, chunks) => {
    expect(() => play(...chunks)).toThrow(UpstreamFault);
  });
});
