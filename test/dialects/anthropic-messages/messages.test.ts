import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import type { Redaction } from "../../../src/core/redaction.ts";
import { Vault } from "../../../src/core/vault.ts";
import { callersText } from "../../../src/dialects/anthropic-messages/callers-text.ts";
import { anthropicMessages } from "../../../src/dialects/anthropic-messages/dialect.ts";
import { UsageMeter } from "../../../src/dialects/usage-meter.ts";
import { scanAnswer } from "../../scan/engine.ts";
import { message, messageEvents, textBlock, thinkingBlock, toolBlock } from "../../support/messages.ts";

const MAIL = "ada@example.org";
const OWN = "eve@example.org";
const HIDDEN = "[REDACTED_EMAIL]";

const vault = new Vault();
vault.placeholderFor({ entity: "EMAIL_ADDRESS", label: "EMAIL" }, MAIL);
vault.placeholderFor({ entity: "PRIVATE_KEY", label: "PRIVATE_KEY" }, 'a\n"b"');
const redaction: Redaction = { scan: scanAnswer, note: () => undefined };
const screener = (more: object = {}) =>
  anthropicMessages.screener({ vault, redaction, jsonAnswer: false, translated: false, ...more });
const whole = (content: JsonObject[], more: object = {}) =>
  (screener(more).whole(message("", { content }) as JsonObject) as { content: unknown }).content;
const play = (events: readonly JsonObject[], more: object = {}) => {
  const one = screener(more);
  return events.flatMap((event) => one.event(event));
};
const block = (start: JsonObject, ...deltas: JsonObject[]): JsonObject[] => [
  { type: "content_block_start", index: 0, content_block: start },
  ...deltas.map((delta) => ({ type: "content_block_delta", index: 0, delta })),
  { type: "content_block_stop", index: 0 },
];

describe("a whole message", () => {
  test("with nothing to replace is the same object", () => {
    const body = message("Hello, nobody.") as JsonObject;
    expect(screener().whole(body)).toBe(body);
  });

  test("is looked at in every text of every block", () => {
    const said = (text: string, mail: string): JsonObject[] => [
      { type: "text", text, citations: [{ type: "char_location", cited_text: text, document_title: text }] },
      { type: "tool_use", id: "toolu_1", name: "f", input: { to: [mail], [mail]: 1, card: 4_111_111_111_111_111 } },
      {
        type: "web_search_tool_result",
        tool_use_id: "t",
        content: [{ type: "web_search_result", title: text, encrypted_content: "abc" }],
      },
      { type: "brand_new", deep: { down: [text] } },
    ];
    const expected = JSON.parse(
      JSON.stringify(said(`${HIDDEN} ${MAIL}`, MAIL)).replace("4111111111111111", '"[REDACTED_CREDIT_CARD]"'),
    ) as unknown;
    expect(whole(said(`${OWN} [EMAIL_1]`, "[EMAIL_1]"))).toEqual(expected);
  });

  test("what its provider has signed or encrypted is left as it is; made by a translation it is text", () => {
    const blocks = [
      { type: "thinking", thinking: `${OWN} [EMAIL_1]`, signature: "EqQB" },
      { type: "redacted_thinking", data: OWN },
    ];
    expect(whole(blocks)).toEqual(blocks);
    expect(whole([{ type: "thinking", thinking: `${OWN} [EMAIL_1]`, signature: "" }], { translated: true })).toEqual([
      { type: "thinking", thinking: `${HIDDEN} ${MAIL}`, signature: "" },
    ]);
  });

  test("a text that is JSON stays JSON", () => {
    const text = '{"key":"[PRIVATE_KEY_1]","card":4111111111111111}';
    const [first] = whole([{ type: "text", text }], { jsonAnswer: true }) as { text: string }[];
    expect(JSON.parse(first?.text ?? "")).toEqual({ key: 'a\n"b"', card: "[REDACTED_CREDIT_CARD]" });
  });
});

describe("a stream of events", () => {
  test.each<[string, JsonObject]>([
    ["an event that nobody knows", { type: "brand_new", deep: [OWN] }],
    ["beside a delta", { type: "content_block_delta", index: 0, delta: {}, note: OWN }],
    ["a delta that is none", { type: "content_block_delta", index: 0, delta: OWN }],
    ["a block that is none", { type: "content_block_start", index: 0, content_block: [OWN] }],
    ["a message that is none", { type: "message_start", message: OWN }],
    ["content that is no block", { type: "message_start", message: { content: [OWN, [OWN]] } }],
    ["a delta of no block", { type: "content_block_delta", index: 9, delta: { type: "text_delta", text: OWN } }],
    ["beside the end", { type: "message_stop", note: OWN }],
    [
      "a name in a block",
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "", [OWN]: 1 } },
    ],
    ["in a ping", { type: "ping", note: OWN }],
  ])("is looked at everywhere: %s", (_, event) => {
    expect(play([event])).toEqual([JSON.parse(JSON.stringify(event).replaceAll(OWN, HIDDEN))]);
  });

  test("what is no running text is given at once, as it is", () => {
    const events = [
      { type: "ping" },
      ...block({ type: "redacted_thinking", data: OWN }),
      ...block({ type: "text", text: "" }, { type: "citations_delta", citation: { cited_text: "x" } }),
      { type: "brand_new", n: 1 },
      { type: "message_stop", extra: [1] },
    ];
    expect(play(events)).toEqual(events);
  });

  test("what is held back comes before its block ends, as a delta of its type", () => {
    const held = (start: JsonObject, type: string, name: string, more: object = {}) =>
      play(block(start, { type, [name]: "see [EMAIL_" }), more).at(-2);
    const tail = "[EMAIL_";
    expect(held({ type: "text", text: "" }, "text_delta", "text")).toMatchObject({
      delta: { type: "text_delta", text: tail },
    });
    expect(held({ type: "tool_use", id: "t", name: "f", input: {} }, "input_json_delta", "partial_json")).toMatchObject(
      { delta: { type: "input_json_delta", partial_json: tail } },
    );
    expect(held({ type: "thinking", thinking: "" }, "thinking_delta", "thinking", { translated: true })).toMatchObject({
      delta: { type: "thinking_delta", thinking: tail },
    });
    expect(held({ type: "brand_new" }, "new_delta", "said")).toMatchObject({
      delta: { type: "new_delta", said: tail },
    });
  });

  test("a text that begins with its block goes on in the deltas", () => {
    const events = play(block({ type: "text", text: "to [EM" }, { type: "text_delta", text: "AIL_1]" }));
    expect(
      events
        .map(({ content_block: start, delta }) => ((start ?? delta) as { text?: string } | undefined)?.text)
        .join(""),
    ).toBe(`to ${MAIL}`);
  });

  test("a block that the message's end leaves open is given up to its end", () => {
    const [start, delta] = block({ type: "text", text: "" }, { type: "text_delta", text: "[EMAIL_" });
    const end = {
      type: "message_delta",
      delta: { stop_reason: "refusal", stop_sequence: null },
      usage: { output_tokens: 1 },
    };
    expect(play([start ?? {}, delta ?? {}, end])).toEqual([
      start,
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "[EMAIL_" } },
      end,
    ]);
  });

  test("the refusal's explanation and the stop sequence are texts", () => {
    const delta = {
      stop_reason: "refusal",
      stop_sequence: "[EMAIL_1]",
      stop_details: { type: "refusal", explanation: OWN },
    };
    expect(play([{ type: "message_delta", delta, usage: { output_tokens: 4_111_111 } }])).toEqual([
      {
        type: "message_delta",
        delta: { ...delta, stop_sequence: MAIL, stop_details: { type: "refusal", explanation: HIDDEN } },
        usage: { output_tokens: 4_111_111 },
      },
    ]);
  });

  test("a flood of blocks is no answer", () => {
    const one = screener();
    const flood = () => {
      for (let index = 0; index <= 8_192; index += 1)
        one.event({ type: "content_block_start", index, content_block: { type: "text", text: "" } });
    };
    expect(flood).toThrow(
      expect.objectContaining({ failure: { kind: "upstream_broken", reason: "too many blocks in a stream" } }) as Error,
    );
  });
});

describe("usage", () => {
  const metered = (events: readonly JsonObject[], ended = true) => {
    const meter = new UsageMeter(() => 1_000, anthropicMessages.readUsage());
    for (const event of events) meter.read(event);
    if (ended) meter.end();
    return meter.usage();
  };
  const start = (usage: JsonObject): JsonObject => ({ type: "message_start", message: { usage } });
  const delta = (usage: JsonObject): JsonObject => ({ type: "message_delta", delta: {}, usage });
  const text = (said: string): JsonObject => ({
    type: "content_block_delta",
    index: 0,
    delta: { type: "text_delta", text: said },
  });

  test.each<[string, JsonObject[], object]>([
    ["of a whole message", [message("x") as JsonObject], { promptTokens: 3, completionTokens: 5 }],
    [
      "cached tokens are counted in the input, each once",
      [
        message("x", {
          usage: {
            input_tokens: 10,
            cache_read_input_tokens: 100,
            cache_creation_input_tokens: 20,
            cache_creation: { ephemeral_1h_input_tokens: 5 },
            output_tokens: 7,
            output_tokens_details: { thinking_tokens: 4 },
            service_tier: "priority",
          },
        }) as JsonObject,
      ],
      {
        promptTokens: 130,
        completionTokens: 7,
        cachedTokens: 100,
        cacheWriteTokens: 20,
        cacheWrite1hTokens: 5,
        reasoningTokens: 4,
        serviceTier: "priority",
      },
    ],
    [
      "spread over events: a later count replaces the earlier one",
      [
        start({ input_tokens: 10, output_tokens: 1 }),
        delta({ output_tokens: 4 }),
        delta({ output_tokens: 9, cache_read_input_tokens: 2 }),
      ],
      { promptTokens: 12, completionTokens: 9, cachedTokens: 2 },
    ],
    [
      "null says nothing",
      [start({ input_tokens: 10, output_tokens: 1 }), delta({ output_tokens: 9, input_tokens: null })],
      { promptTokens: 10, completionTokens: 9 },
    ],
    [
      "the gateway's own estimate is none",
      [
        start({ input_tokens: 0, output_tokens: 0, estimated: true }),
        text("abc"),
        delta({ input_tokens: 7, output_tokens: 3, estimated: true }),
      ],
      { promptTokens: 1_000, completionTokens: 1, estimated: true },
    ],
    ["none at all", [text("some more text")], { promptTokens: 1_000, completionTokens: 5, estimated: true }],
  ])("%s", (_, events, expected) => {
    expect(metered(events)).toEqual(expected);
  });

  test("of an answer that was cut: what came is counted", () => {
    const usage = metered(
      [start({ input_tokens: 10, output_tokens: 1 }), text("some text that is longer than one token")],
      false,
    );
    expect(usage).toMatchObject({ promptTokens: 10, estimated: true });
    expect(usage.completionTokens).toBeGreaterThan(8);
  });
});

describe("an answer that may be kept", () => {
  const kept = (answer: Parameters<typeof anthropicMessages.keptTexts>[0]) => anthropicMessages.keptTexts(answer);
  const json = (more: object) => kept({ kind: "json", body: message("a [EMAIL_1]", more) as JsonObject });
  const stream = (events: readonly object[]) => kept({ kind: "stream", chunks: events as JsonObject[] });

  test("complete, of text and thinking alone; texts that came in pieces are put together", () => {
    expect(json({})).toContain("a [EMAIL_1]");
    expect(json({ stop_reason: "stop_sequence" })).toBeDefined();
    expect(stream(messageEvents([thinkingBlock("s", "hm"), textBlock("ada@exam", "ple.org")]))).toContain(
      "ada@example.org",
    );
  });

  test.each<[string, readonly string[] | undefined]>([
    ["cut at its longest", json({ stop_reason: "max_tokens" })],
    ["paused", json({ stop_reason: "pause_turn" })],
    ["not ended", json({ stop_reason: null })],
    ["with a call", json({ content: [{ type: "tool_use", id: "t", name: "f", input: {} }] })],
    ["with a structure that nobody knows", json({ content: [{ type: "text", text: "a", brand_new: { b: 1 } }] })],
    ["with citations", json({ content: [{ type: "text", text: "a", citations: [{ cited_text: "b" }] }] })],
    ["without content", json({ content: null })],
    ["a stream with a call", stream(messageEvents([toolBlock("t", "f", "{}")]))],
    ["a stream that was cut", stream(messageEvents([textBlock("a")]).slice(0, -2))],
    ["a stream that ended otherwise", stream(messageEvents([textBlock("a")], "max_tokens"))],
    [
      "a stream with a delta that nobody knows",
      stream([...messageEvents([{ start: { type: "text", text: "" }, deltas: [{ type: "new_delta", x: "y" }] }])]),
    ],
    ["no events", stream([])],
  ])("not %s", (_, texts) => {
    expect(texts).toBeUndefined();
  });
});

describe("the caller's own text of a body", () => {
  test.each([
    ['{"a":"[EMAIL_1]"}', '{"a":"[EMAIL_1]"}'],
    ['{"thinking":"[EMAIL_1]","b":"[EMAIL_2]"}', '{"thinking":"","b":"[EMAIL_2]"}'],
    ['{"thinking" :\n "a\\"b\\\\","thinking":"c"}', '{"thinking" :\n "","thinking":""}'],
    [String.raw`{"x":"\"thinking\":\"[EMAIL_1]\""}`, String.raw`{"x":"\"thinking\":\"[EMAIL_1]\""}`],
    ['{"thinking":{"type":"enabled"}}', '{"thinking":{"type":"enabled"}}'],
    ['["thinking","[EMAIL_1]"]', '["thinking","[EMAIL_1]"]'],
    ['{"thinking":"cut', '{"thinking":"'],
  ])("%s", (json, expected) => {
    expect(callersText(json)).toBe(expected);
  });

  test("is everything but thinking, of any document", () => {
    const texts = fc.string({
      unit: fc.constantFrom("a", '"', "\\", ":", "[EMAIL_1]", "thinking", "é"),
      maxLength: 12,
    });
    fc.assert(
      fc.property(texts, texts, texts, (before, thinking, after) => {
        const body = { before, block: { thinking, after } };
        expect(JSON.parse(callersText(JSON.stringify(body)))).toEqual({ before, block: { thinking: "", after } });
      }),
      { seed: 20_261_121, numRuns: 500 },
    );
  });
});
