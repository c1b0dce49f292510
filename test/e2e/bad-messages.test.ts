import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { messages, startGateway, type TestGateway } from "../support/gateway.ts";
import { message } from "../support/messages.ts";
import { json, startUpstream, type TestUpstream } from "../support/upstream.ts";

let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  upstream.answerWith(json(message("must not be reached")));
  gateway = await startGateway({
    OPENAI_API_KEY: "sk-upstream",
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    ANTHROPIC_API_KEY: "sk-ant-upstream",
    ANTHROPIC_BASE_URL: upstream.url,
  });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.seen.length = 0;
});

const MAIL = "ada@example.org";
const user = { role: "user", content: "hello" };
const ask = (more: object = {}) => ({ model: "anthropic/m", max_tokens: 8, messages: [user], ...more });
const withMessage = (each: unknown) => ask({ messages: [user, each] });
const withBlock = (block: unknown) => withMessage({ role: "user", content: [block] });
const viaChat = (block: unknown, more: object = {}) =>
  ask({ model: "openai/m", messages: [{ role: "user", content: [block] }], ...more });
const raw = (text: string) => JSON.stringify(ask()).replace('"hello"', text);
const bytes = (...values: number[]) => {
  const [before, after] = JSON.stringify(ask()).split("hello");
  return Buffer.concat([Buffer.from(before ?? ""), Buffer.from(values), Buffer.from(after ?? "")]);
};
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  404: "not_found_error",
  405: "invalid_request_error",
  413: "request_too_large",
};

async function expectRefusal(response: Response, status: number, about: string): Promise<void> {
  const body = (await response.json()) as { error: { message: string } };
  expect(body).toEqual({
    type: "error",
    error: { type: ERROR_TYPES[status], message: expect.stringContaining(about) },
    request_id: response.headers.get("request-id"),
  });
  expect(body.error.message.length).toBeGreaterThan(10);
  expect(response.status).toBe(status);
  expect(upstream.seen).toEqual([]);
}

describe("a body that is refused, in Anthropic's shape", () => {
  const cases: [string, unknown, number, string][] = [
    ["nothing", "", 400, "JSON"],
    ["malformed JSON", '{"model":', 400, "JSON"],
    ["text after the JSON", `${JSON.stringify(ask())} x`, 400, "JSON"],
    ["a byte-order mark", `\uFEFF${JSON.stringify(ask())}`, 400, "JSON"],
    ["not an object", "[]", 400, "object"],
    ["null", "null", 400, "object"],
    ["not UTF-8", bytes(0xff, 0xfe), 400, "UTF-8"],
    ["a control character in a string", bytes(0x00), 400, "JSON"],
    ["half a surrogate pair", raw(String.raw`"\ud83d"`), 400, "surrogate"],
    ["a duplicate key", raw('"hello","content":"again"'), 400, "same key"],
    ["a duplicate key in disguise", raw(String.raw`"hello","c\u006fntent":"again"`), 400, "same key"],
    ["10,000-deep nesting", raw(`"hello","x":${nested(10_000)}`), 413, "nested"],
    ["10 MB", JSON.stringify(ask({ messages: [{ role: "user", content: "x".repeat(10_000_000) }] })), 413, "larger"],
    [
      "100,000 messages",
      JSON.stringify(ask({ messages: Array.from({ length: 100_000 }, () => user) })),
      413,
      "messages",
    ],
    ["a million values", JSON.stringify(ask({ x: Array.from({ length: 1_000_000 }, () => 1) })), 413, "values"],
    ["no model", { max_tokens: 8, messages: [user] }, 400, "'model'"],
    ["a model that is no string", ask({ model: 7 }), 400, "'model'"],
    ["no max_tokens", { model: "anthropic/m", messages: [user] }, 400, "'max_tokens'"],
    ["max_tokens of zero", ask({ max_tokens: 0 }), 400, "'max_tokens'"],
    ["a fraction of max_tokens", ask({ max_tokens: 1.5 }), 400, "'max_tokens'"],
    ["no messages", { model: "anthropic/m", max_tokens: 8 }, 400, "'messages'"],
    ["an empty list of messages", ask({ messages: [] }), 400, "'messages'"],
    ["a message that is no object", withMessage("hello"), 400, "'messages[1]'"],
    ["no role", withMessage({ content: "x" }), 400, "'messages[1].role'"],
    ["an unknown role", withMessage({ role: "tool", content: "x" }), 400, "'messages[1].role'"],
    ["no content", withMessage({ role: "user" }), 400, "'messages[1].content'"],
    ["empty content", withMessage({ role: "user", content: "" }), 400, "'messages[1].content'"],
    ["an empty list of blocks", withMessage({ role: "user", content: [] }), 400, "'messages[1].content'"],
    ["content of a wrong type", withMessage({ role: "user", content: 7 }), 400, "'messages[1].content'"],
    ["a block without a type", withBlock({ text: "x" }), 400, "'messages[1].content[0].type'"],
    ["a text block without its text", withBlock({ type: "text" }), 400, "'messages[1].content[0].text'"],
    ["an image without its source", withBlock({ type: "image" }), 400, "'messages[1].content[0].source'"],
    ["a result without its call", withBlock({ type: "tool_result" }), 400, "'messages[1].content[0].tool_use_id'"],
    ["a call whose input is text", withBlock({ type: "tool_use", id: "t", name: "f", input: "x" }), 400, "[0].input'"],
    ["a system prompt of a wrong type", ask({ system: 7 }), 400, "'system'"],
    ["stream that is no boolean", ask({ stream: "yes" }), 400, "'stream'"],
    ["a temperature over 1", ask({ temperature: 1.5 }), 400, "'temperature'"],
    ["tools that are no list", ask({ tools: {} }), 400, "'tools'"],
    ["stop sequences that are no list", ask({ stop_sequences: "x" }), 400, "'stop_sequences'"],
    ["an unknown model", ask({ model: "unknown-model" }), 404, "model"],
    ["a model that is a URL", ask({ model: "http://127.0.0.1/" }), 404, "model"],
  ];
  test.each(cases)("%s", async (_, body, status, about) => {
    await expectRefusal(await messages(gateway, body), status, about);
  });

  const untranslatable: [string, unknown, string][] = [
    [
      "a tool that its provider runs",
      viaChat({ type: "text", text: "x" }, { tools: [{ type: "bash_20250124", name: "bash" }] }),
      "'tools[0].type'",
    ],
    [
      "a choice among no tools",
      viaChat({ type: "text", text: "x" }, { tool_choice: { type: "any" } }),
      "'tool_choice'",
    ],
    ["a block of a type that nobody knows", viaChat({ type: "hologram" }), "'messages[0].content[0].type'"],
    ["a file by its id", viaChat({ type: "image", source: { type: "file", file_id: "f" } }), "source.type'"],
    [
      "a document at an address",
      viaChat({ type: "document", source: { type: "url", url: "https://x.example" } }),
      "source.type'",
    ],
  ];
  test.each(untranslatable)("what cannot be said in chat completions: %s", async (_, body, about) => {
    await expectRefusal(await messages(gateway, body), 400, about);
  });

  const headers: [string, Record<string, string>][] = [
    ["anthropic-beta", { "anthropic-beta": MAIL }],
    ["anthropic-beta", { "anthropic-beta": "a-2025-01-01; drop" }],
    ["anthropic-version", { "anthropic-version": "newest" }],
  ];
  test.each(headers)("a header '%s' that is none: %j", async (name, given) => {
    const response = await messages(gateway, ask({ metadata: { user_id: JSON.stringify(given) } }), given);
    expect(JSON.stringify([...response.headers])).not.toContain(MAIL);
    await expectRefusal(response, 400, name);
  });

  test.each(["/v1/messages", "/v1/messages/count_tokens"])("another method on %s", async (path) => {
    await expectRefusal(await fetch(gateway.url + path), 405, "POST");
  });

  test.each(["/v1/messages/batches", "/v1/messages/x"])("%s, which nobody screens", async (path) => {
    await expectRefusal(await messages(gateway, ask(), {}, path), 404, "path");
  });
});

describe("a value that looks like something else is found all the same", () => {
  const digits = "4111 1111 1111 1111";
  const hidden: [string, unknown][] = [
    ["in a text document", { type: "document", source: { type: "text", media_type: "text/plain", data: digits } }],
    [
      "in a text document beside an image",
      [
        { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
        { type: "document", source: { type: "text", media_type: "text/plain", data: digits } },
      ],
    ],
    [
      "in a document's blocks",
      { type: "document", source: { type: "content", content: [{ type: "text", text: digits }] } },
    ],
    [
      "in a document's title",
      { type: "document", title: digits, source: { type: "base64", media_type: "application/pdf", data: "JVBERi0=" } },
    ],
    ["in a tool's result", { type: "tool_result", tool_use_id: "t", content: [{ type: "text", text: digits }] }],
    ["in a call's input", { type: "tool_use", id: "t", name: "f", input: { card: digits, [digits]: 1 } }],
    ["in a number", { type: "tool_use", id: "t", name: "f", input: { card: 4_111_111_111_111_111 } }],
    ["in thinking", { type: "thinking", thinking: digits, signature: "EqQB" }],
    ["in the data of a source of another type", { type: "document", source: { type: "other", data: digits } }],
    ["in the data of text without its media type", { type: "document", source: { type: "text", data: digits } }],
    [
      "in a source among the arguments of a tool, beside an image",
      [
        { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
        { type: "tool_use", id: "t", name: "f", input: { source: { data: digits } } },
      ],
    ],
    ["in a block that nobody knows", { type: "brand_new", deep: { down: [digits] } }],
  ];
  test.each(hidden)("%s", async (_, block) => {
    const content = Array.isArray(block) ? (block as unknown[]) : [block];
    await (await messages(gateway, ask({ messages: [{ role: "user", content }] }))).text();
    expect(upstream.seen).toHaveLength(1);
    expect(upstream.seen[0]?.body).toContain("[CREDIT_CARD_1]");
    expect(upstream.seen[0]?.body).not.toMatch(/4111 ?1111/);
  });

  test("a text document whose type is written with escapes", async () => {
    const block = String.raw`{"type":"document","source":{"type":"text","media_type":"text\u002fplain","data":"${digits}"}}`;
    await (await messages(gateway, JSON.stringify(ask({ max_tokens: 9 })).replace('"hello"', `[${block}]`))).text();
    expect(upstream.seen[0]?.body).toContain("[CREDIT_CARD_1]");
  });

  const places: [string, unknown, string][] = [
    ["data in a text block", { type: "text", text: "x", data: digits }, ".data"],
    ["a signature of a text block", { type: "text", text: "x", signature: digits }, ".signature"],
    ["thinking in a text block", { type: "text", text: "x", thinking: digits }, ".thinking"],
    ["encrypted content of a text block", { type: "text", text: "x", encrypted_content: digits }, ".encrypted_content"],
    [
      "data that is left alone, and is none",
      { type: "document", base64: 1, source: { type: "x", data: digits } },
      "source.type",
    ],
  ];
  test.each(places)("%s is refused: nobody looks there", async (_, block, about) => {
    await expectRefusal(await messages(gateway, withBlock(block)), 400, about);
  });

  test("thinking that nobody has signed is not sent to a provider that signs", async () => {
    const content = [{ type: "thinking", thinking: "hm", signature: "" }];
    const response = await messages(gateway, ask({ messages: [user, { role: "assistant", content }, user] }));
    await expectRefusal(response, 400, "messages[1].content[0].signature");
  });

  test("an image and a signature are carried as they are", async () => {
    const content = [
      { type: "image", source: { type: "base64", media_type: "image/png", data: "4111111111111111" } },
      { type: "text", text: MAIL },
    ];
    const thinking = [
      { type: "thinking", thinking: "hm", signature: "4111111111111111" },
      { type: "redacted_thinking", data: "4111111111111111" },
    ];
    await (
      await messages(
        gateway,
        ask({ messages: [{ role: "user", content }, { role: "assistant", content: thinking }, user] }),
      )
    ).text();
    expect(JSON.parse(upstream.seen[0]?.body ?? "")).toMatchObject({
      messages: [{ content: [content[0], { text: "[EMAIL_1]" }] }, { content: thinking }, user],
    });
  });
});
