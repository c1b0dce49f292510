import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import { describe, expect, it } from "vitest";
import { accumulated, chunksOf, CREATED, fixture, LEGACY_CHAT, sse } from "./support.ts";

const usage = (prompt: number, completion: number, cached = 0, written = 0) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
});

describe("a streamed answer", () => {
  it("is chat.completion.chunk objects", () => {
    const head = {
      id: "chatcmpl-01XFDUDYJgAACzvnptvVoYEL",
      created: CREATED,
      model: "claude-sonnet-4-6",
      object: "chat.completion.chunk" as const,
    };
    const chunk = (
      delta: ChatCompletionChunk.Choice.Delta,
      finish_reason: ChatCompletionChunk.Choice["finish_reason"] = null,
    ): ChatCompletionChunk => ({
      ...head,
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    });
    expect(chunksOf(fixture("text"))).toEqual([
      chunk({ role: "assistant", content: "" }),
      chunk({ content: "Hello" }),
      chunk({ content: '! Zoë says "hi" 👋' }),
      chunk({}, "stop"),
      { ...head, choices: [], usage: usage(25, 15) },
    ]);
  });

  it("numbers tool calls without the other blocks, and ends a call without input as {}", () => {
    const deltas = chunksOf(fixture("tools")).flatMap((chunk) =>
      (chunk.choices as { delta: { tool_calls?: unknown[] } }[]).flatMap((choice) => choice.delta.tool_calls ?? []),
    );
    expect(deltas).toEqual([
      {
        index: 0,
        id: "toolu_01T1x1fJ34qAmk2tNTrN7Up6",
        type: "function",
        function: { name: "get_weather", arguments: "" },
      },
      { index: 0, function: { arguments: '{"location":' } },
      { index: 0, function: { arguments: ' "San Fra' } },
      { index: 0, function: { arguments: 'ncisco, CA"}' } },
      {
        index: 1,
        id: "toolu_02",
        type: "function",
        function: { name: "list_alarms", arguments: "" },
      },
      { index: 1, function: { arguments: "{}" } },
    ]);
  });

  it.each([
    [
      "text and calls",
      "tools",
      {
        message: {
          role: "assistant",
          content: "Let me look.",
          tool_calls: [
            {
              id: "toolu_01T1x1fJ34qAmk2tNTrN7Up6",
              type: "function",
              function: { name: "get_weather", arguments: '{"location": "San Francisco, CA"}' },
            },
            {
              id: "toolu_02",
              type: "function",
              function: { name: "list_alarms", arguments: "{}" },
            },
          ],
        },
        finish_reason: "tool_calls",
        usage: usage(472, 89),
      },
    ],
    [
      "thinking as reasoning_content, without signature, citations and redacted blocks",
      "thinking",
      {
        message: {
          role: "assistant",
          content: "12,231",
          reasoning_content: "1. Break down 27 * 453",
        },
        finish_reason: "stop",
        usage: { ...usage(10, 40), completion_tokens_details: { reasoning_tokens: 31 } },
      },
    ],
    [
      "usage from every event, the later value of each field, no server tools",
      "late-cache-usage",
      {
        message: { role: "assistant", content: "ok" },
        finish_reason: "length",
        usage: usage(4320, 9, 4000, 300),
      },
    ],
    [
      "a refusal amid a call",
      "refusal-amid-call",
      {
        message: {
          role: "assistant",
          content: "",
          tool_calls: [{ id: "toolu_9", type: "function", function: { name: "run", arguments: "{}" } }],
        },
        finish_reason: "content_filter",
        usage: usage(5, 3),
      },
    ],
  ])("accumulates: %s", (_name, file, expected) => {
    expect(accumulated(chunksOf(fixture(file)))).toEqual(expected);
  });

  it("has one finish_reason, and usage after it", () => {
    for (const file of ["text", "tools", "thinking", "late-cache-usage", "refusal-amid-call"]) {
      const chunks = chunksOf(fixture(file));
      const finished = chunks.map((chunk) =>
        (chunk.choices as { finish_reason: unknown }[]).some((choice) => choice.finish_reason),
      );
      expect(finished.filter(Boolean)).toHaveLength(1);
      expect(finished.indexOf(true)).toBe(chunks.length - 2);
      expect(chunks.at(-1)).toMatchObject({
        choices: [],
        usage: { total_tokens: expect.any(Number) },
      });
    }
  });

  it("gives a call as function_call to a caller of functions", () => {
    const events = fixture("tools").filter(({ data }) => !data.includes('"index":2'));
    expect(accumulated(chunksOf(events, LEGACY_CHAT))).toMatchObject({
      message: {
        content: "Let me look.",
        function_call: { name: "get_weather", arguments: '{"location": "San Francisco, CA"}' },
      },
      finish_reason: "function_call",
    });
  });

  it("ignores events, deltas and blocks of types yet unknown", () => {
    const [start, ...rest] = fixture("text");
    if (start === undefined) throw new Error("empty fixture");
    const noise = [
      sse({ type: "message_annotation", note: "new" }),
      sse({ type: "content_block_start", index: 7, content_block: { type: "hologram" } }),
      sse({ type: "content_block_delta", index: 7, delta: { type: "text_delta", text: "secret" } }),
      sse({ type: "content_block_delta", index: 7, delta: { type: "hologram_delta", x: 1 } }),
      sse({ type: "content_block_stop", index: 7 }),
    ];
    const early = sse({ type: "unknown_before_start" });
    expect(chunksOf([early, start, ...noise, ...rest])).toEqual(chunksOf([start, ...rest]));
  });

  it("takes what a block's start already holds", () => {
    const [start, ...rest] = fixture("refusal-amid-call");
    if (start === undefined) throw new Error("empty fixture");
    const begun = [
      { type: "thinking", thinking: "hm" },
      { type: "text", text: "so" },
      { type: "tool_use", id: "t", name: "run", input: { a: [1] } },
    ].flatMap((content_block, index) => [
      sse({ type: "content_block_start", index, content_block }),
      sse({ type: "content_block_stop", index }),
    ]);
    expect(accumulated(chunksOf([start, ...begun, ...rest.slice(1)]))).toMatchObject({
      message: {
        content: "so",
        reasoning_content: "hm",
        tool_calls: [{ function: { arguments: '{"a":[1]}' } }],
      },
    });
  });

  it("keeps the first stop reason and the last counts", () => {
    const again = sse({
      type: "message_delta",
      delta: { stop_reason: "max_tokens" },
      usage: { output_tokens: 16 },
    });
    const events = fixture("text");
    const chunks = chunksOf(events.toSpliced(-1, 0, again));
    expect(chunks).toHaveLength(chunksOf(events).length);
    expect(accumulated(chunks)).toMatchObject({ finish_reason: "stop", usage: usage(25, 16) });
  });

  it("makes no usage chunk of counts that were never given", () => {
    const events = [
      sse({ type: "message_start", message: { id: "msg_1", model: "m", content: [] } }),
      sse({ type: "message_delta", delta: { stop_reason: "end_turn" } }),
      sse({ type: "message_stop" }),
    ];
    expect(chunksOf(events)).toHaveLength(2);
  });
});
