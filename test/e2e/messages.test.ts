import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { messages, openConnection, startGateway, storedKeys, type TestGateway } from "../support/gateway.ts";
import {
  message,
  messageEvents,
  named,
  readMessage,
  textBlock,
  thinkingBlock,
  toolBlock,
} from "../support/messages.ts";
import {
  completion,
  DONE,
  event,
  json,
  startUpstream,
  stream,
  streamEvents,
  type TestUpstream,
} from "../support/upstream.ts";

const ALICE = "sk-as-aliceAlice01-alice-alice-alice-alice-alice";
const MAIL = "ada@example.org";

let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startGateway({
    OPENAI_API_KEY: "sk-upstream",
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    ANTHROPIC_API_KEY: "sk-ant-upstream",
    ANTHROPIC_BASE_URL: upstream.url,
    GATEWAY_KEYS: storedKeys([{ key: ALICE, tenant: "alice" }]),
  });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.seen.length = 0;
  gateway.clearLogs();
});

const ask = (content: unknown, more: object = {}) => ({
  model: "anthropic/claude-test",
  max_tokens: 64,
  messages: [{ role: "user", content }],
  ...more,
});
const viaChat = (content: unknown, more: object = {}) => ask(content, { model: "openai/m", ...more });
const lastBody = () => JSON.parse(upstream.seen.at(-1)?.body ?? "null") as Record<string, unknown>;
const written = (events: readonly { readonly type: string }[]) => stream(events.map(named));

describe("to a provider that speaks Messages itself", () => {
  test("the body is carried as it was written, but for values and the model's name", async () => {
    upstream.answerWith(json(message("I will write to [EMAIL_1].")));
    const body = `{ "model":"anthropic/claude-test",  "max_tokens": 64, "brand_new": {"a":[1, 2.50]},
      "messages":[{"role":"user","content":[{"type":"text","text":"Write to ${MAIL}","cache_control":{"type":"ephemeral"}}]}] }`;
    const response = await messages(gateway, body, { "anthropic-beta": "context-1m-2025-08-07" });
    expect(await response.json()).toEqual(message(`I will write to ${MAIL}.`));
    expect(upstream.seen.at(-1)?.body).toBe(
      body.replace("anthropic/claude-test", "claude-test").replace(MAIL, "[EMAIL_1]"),
    );
    expect(upstream.seen[0]).toMatchObject({
      path: "/v1/messages",
      headers: {
        "x-api-key": "sk-ant-upstream",
        "anthropic-version": "2023-06-01",
        "anthropic-beta": "context-1m-2025-08-07",
      },
    });
    expect(upstream.seen[0]?.headers).not.toHaveProperty("authorization");
  });

  test("headers say what was done, in Anthropic's forms", async () => {
    upstream.answerWith(json(message("ok")));
    const { headers, status } = await messages(gateway, ask(`headers for ${MAIL}`));
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "application/json",
      "request-id": headers.get("x-request-id"),
      "anthropic-ratelimit-requests-limit": "600",
      "anthropic-ratelimit-requests-remaining": expect.stringMatching(/^\d+$/),
      "anthropic-ratelimit-requests-reset": expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      "x-agentshield-pii": "EMAIL_ADDRESS=1",
      "x-agentshield-provider": "anthropic",
    });
    expect([...headers.keys()].filter((name) => name.startsWith("x-ratelimit"))).toEqual([]);
  });

  test("a stream is restored in text and in a tool's input; its end comes once", async () => {
    const events = messageEvents(
      [
        textBlock("Hi [EM", "AIL_", "1], [EMAIL_9] and ["),
        toolBlock("toolu_1", "send", '{"to":"[EMA', 'IL_1]","key":"[PRIVATE', '_KEY_1]"}'),
        toolBlock("toolu_2", "nothing"),
      ],
      "tool_use",
    );
    upstream.answerWith(written(events));
    const pem = `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC".repeat(4)}\n-----END PRIVATE KEY-----`;
    const read = await readMessage(await messages(gateway, ask(`${MAIL} ${pem}`, { stream: true })));
    expect(read.blocks[0]).toMatchObject({ type: "text", text: `Hi ${MAIL}, [EMAIL_9] and [` });
    expect(JSON.parse(String(read.blocks[1]?.["partial_json"]))).toEqual({ to: MAIL, key: pem });
    expect(read.blocks[2]).toEqual({ type: "tool_use", id: "toolu_2", name: "nothing", input: {} });
    expect(read.names).toEqual(read.events.map(({ type }) => type));
    expect(read.names.at(-1)).toBe("message_stop");
    expect([read.stops, read.names.filter((name) => name === "ping").length]).toEqual([1, 1]);
    expect(read.events.find(({ type }) => type === "message_start")).toEqual(events[0]);
    expect(read.events.find(({ type }) => type === "message_delta")).toEqual(events.at(-2));
  });

  test("what the model says by itself is replaced, in text and in a tool's input", async () => {
    const own = "eve@example.org";
    upstream.answerWith(
      written(
        messageEvents([textBlock(`ask ${own.slice(0, 6)}`, own.slice(6)), toolBlock("t", "f", `{"to":"${own}"}`)]),
      ),
    );
    const read = await readMessage(await messages(gateway, ask("who, streamed?", { stream: true })));
    expect([read.blocks[0]?.["text"], read.blocks[1]?.["partial_json"]]).toEqual([
      "ask [REDACTED_EMAIL]",
      '{"to":"[REDACTED_EMAIL]"}',
    ]);
    const content = [
      { type: "text", text: own },
      { type: "tool_use", id: "t", name: "f", input: { to: [own] } },
    ];
    upstream.answerWith(json(message("", { content })));
    expect(await (await messages(gateway, ask("who?"))).json()).toMatchObject({
      content: [{ text: "[REDACTED_EMAIL]" }, { input: { to: ["[REDACTED_EMAIL]"] } }],
    });
  });

  test("signed thinking is changed neither way, and its placeholders stay the gateway's own", async () => {
    const thinking = "They mean [EMAIL_1], perhaps eve@example.org";
    const events = messageEvents([
      thinkingBlock("EqQBCgIYAhIM1gbc", "They mean [EM", "AIL_1], perhaps eve@example.org"),
      textBlock("[EMAIL_1]"),
    ]);
    upstream.answerWith(written(events));
    const read = await readMessage(await messages(gateway, ask(`Mail ${MAIL}`, { stream: true })));
    expect(read.blocks[0]).toMatchObject({ thinking, signature: "EqQBCgIYAhIM1gbc" });
    expect(read.blocks[1]).toMatchObject({ text: MAIL });
    const content = [
      { type: "thinking", thinking: "It is [EMAIL_1]", signature: "EqQBCgIYAhIM1gbc" },
      { type: "text", text: "[EMAIL_1]" },
    ];
    upstream.answerWith(json(message("", { content })));
    const answer = (await (await messages(gateway, ask(`Mail ${MAIL} now`))).json()) as { content: unknown[] };
    expect(answer.content).toEqual([content[0], { type: "text", text: MAIL }]);
    // And back again: the same placeholder stands for the same value.
    await messages(
      gateway,
      ask(`Mail ${MAIL} now`, {
        messages: [
          { role: "user", content: `Mail ${MAIL} now` },
          { role: "assistant", content: answer.content },
          { role: "user", content: "Go on" },
        ],
      }),
    );
    expect(lastBody()).toMatchObject({
      messages: [{ content: "Mail [EMAIL_1] now" }, { content }, { content: "Go on" }],
    });
  });

  test("a stop sequence of the caller's is restored", async () => {
    upstream.answerWith(json(message("a", { stop_reason: "stop_sequence", stop_sequence: "[EMAIL_1]" })));
    const answer = await (await messages(gateway, ask("until", { stop_sequences: [MAIL] }))).json();
    expect(answer).toMatchObject({ stop_sequence: MAIL });
    expect(lastBody()).toMatchObject({ stop_sequences: ["[EMAIL_1]"] });
  });

  test("a cut stream ends in an error event, without message_stop", async () => {
    upstream.answerWith(written(messageEvents([textBlock("one", "two")]).slice(0, 5)));
    const response = await messages(gateway, ask("cut", { stream: true }));
    const read = await readMessage(response);
    expect([read.stops, read.error?.type, read.names.at(-1)]).toEqual([0, "api_error", "error"]);
    expect(await gateway.recordOf(response)).toMatchObject({ outcome: "cut", failure: "upstream_broken" });
  });

  test("usage is metered from every event, cached tokens too", async () => {
    const events = messageEvents([textBlock("hi")]).map((each) =>
      each.type === "message_delta"
        ? {
            ...each,
            usage: { input_tokens: 3, cache_read_input_tokens: 100, cache_creation_input_tokens: 20, output_tokens: 9 },
          }
        : each,
    );
    upstream.answerWith(written(events));
    const response = await messages(gateway, ask("metered", { stream: true }));
    await response.text();
    expect((await gateway.recordOf(response))["usage"]).toEqual({
      promptTokens: 123,
      completionTokens: 9,
      cachedTokens: 100,
      cacheWriteTokens: 20,
    });
  });

  test.each([false, true])("a repeated question is answered from the cache (streamed: %s)", async (streamed) => {
    upstream.answerWith(
      streamed ? written(messageEvents([textBlock("Dear [EMA", "IL_1]")])) : json(message("Dear [EMAIL_1]")),
    );
    const first = await messages(gateway, ask(`Greet ${MAIL}`, { stream: streamed }));
    await first.text();
    const second = await messages(gateway, ask("Greet bob@example.org", { stream: streamed }));
    expect([first.headers.get("x-agentshield-cache"), second.headers.get("x-agentshield-cache")]).toEqual([
      "miss",
      "hit",
    ]);
    if (streamed) {
      const read = await readMessage(second);
      expect([read.blocks[0]?.["text"], read.stops]).toEqual(["Dear bob@example.org", 1]);
    } else expect(await second.json()).toEqual(message("Dear bob@example.org"));
    // Another beta may answer otherwise.
    const other = await messages(gateway, ask(`Greet ${MAIL}`, { stream: streamed }), {
      "anthropic-beta": "x-2025-01-01",
    });
    expect(other.headers.get("x-agentshield-cache")).toBe("miss");
    await other.text();
  });

  test("a client that goes away cancels the provider's stream", async () => {
    upstream.closed.length = 0;
    upstream.answerWith((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(
        messageEvents([textBlock("Hello ")])
          .slice(0, 4)
          .map(named)
          .join(""),
      );
    });
    const connection = openConnection(gateway, ask("leave", { stream: true }), undefined, "/v1/messages");
    await vi.waitUntil(() => connection.received().includes("content_block_delta"));
    connection.breakOff();
    await expect.poll(() => upstream.closed).toEqual(["/v1/messages"]);
  });
});

describe("to a provider that speaks chat completions", () => {
  test("request and answer are translated, masked and restored", async () => {
    upstream.answerWith(json(completion("I will write to [EMAIL_1].")));
    const response = await messages(
      gateway,
      viaChat(`Write to ${MAIL}`, { system: "Be brief", stop_sequences: ["x"], metadata: { user_id: "u1" }, top_k: 5 }),
    );
    expect(response.headers.get("x-agentshield-dropped-params")).toBe("top_k");
    expect(await response.json()).toEqual({
      id: "msg_test",
      type: "message",
      role: "assistant",
      model: "test-model",
      content: [{ type: "text", text: `I will write to ${MAIL}.`, citations: null }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: { input_tokens: 3, output_tokens: 5, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
    });
    expect(lastBody()).toEqual({
      model: "m",
      messages: [
        { role: "system", content: "Be brief" },
        { role: "user", content: "Write to [EMAIL_1]" },
      ],
      max_tokens: 64,
      stop: ["x"],
      user: "u1",
    });
  });

  test("a stream with reasoning, text and parallel calls", async () => {
    const delta = (fields: object, finish: string | null = null) =>
      event({ id: "chatcmpl-7", model: "m", choices: [{ index: 0, delta: fields, finish_reason: finish }] });
    const call = (index: number, fields: object, name?: string) =>
      delta({
        tool_calls: [
          {
            index,
            ...(name && { id: `call_${index}`, type: "function" }),
            function: { ...(name && { name }), ...fields },
          },
        ],
      });
    upstream.answerWith(
      stream([
        delta({ role: "assistant", content: "" }),
        delta({ reasoning_content: "It is [EMAIL" }),
        delta({ reasoning_content: "_1]" }),
        delta({ content: "Sending to [EM" }),
        delta({ content: "AIL_1]" }),
        call(0, { arguments: "" }, "send"),
        call(1, { arguments: '{"b":' }, "send"),
        call(0, { arguments: '{"to":"[EMAIL' }),
        call(1, { arguments: "1}" }),
        call(0, { arguments: '_1]"}' }),
        delta({}, "tool_calls"),
        event({
          id: "chatcmpl-7",
          choices: [],
          usage: {
            prompt_tokens: 10,
            completion_tokens: 4,
            total_tokens: 14,
            prompt_tokens_details: { cached_tokens: 6 },
          },
        }),
        DONE,
      ]),
    );
    const read = await readMessage(
      await messages(
        gateway,
        viaChat(`Mail ${MAIL}`, { stream: true, tools: [{ name: "send", input_schema: { type: "object" } }] }),
      ),
    );
    expect(read.blocks).toEqual([
      { type: "thinking", thinking: `It is ${MAIL}`, signature: "" },
      { type: "text", text: `Sending to ${MAIL}`, citations: null },
      { type: "tool_use", id: "call_0", name: "send", input: {}, partial_json: `{"to":"${MAIL}"}` },
      { type: "tool_use", id: "call_1", name: "send", input: {}, partial_json: '{"b":1}' },
    ]);
    expect(read.events.at(-2)).toEqual({
      type: "message_delta",
      delta: { stop_reason: "tool_use", stop_sequence: null },
      usage: { input_tokens: 4, cache_creation_input_tokens: 0, cache_read_input_tokens: 6, output_tokens: 4 },
    });
    expect([read.stops, read.events[0]?.type, read.error]).toEqual([1, "message_start", undefined]);
    expect(JSON.stringify(read.events)).not.toContain("estimated");
    expect(lastBody()).toMatchObject({ stream_options: { include_usage: true } });
  });

  test("a provider that gives no usage: estimated, and marked so", async () => {
    upstream.answerWith(stream([...streamEvents(["some text"]), DONE]));
    const response = await messages(gateway, viaChat("no usage", { stream: true }));
    const read = await readMessage(response);
    expect(read.events.at(-2)).toMatchObject({
      usage: { estimated: true, output_tokens: 3, input_tokens: expect.any(Number) },
    });
    expect((await gateway.recordOf(response))["usage"]).toMatchObject({ estimated: true, completionTokens: 3 });
  });

  test("a cut stream ends in an error event, without message_stop", async () => {
    upstream.answerWith(stream(streamEvents(["one", "two"]).slice(0, 2)));
    const read = await readMessage(await messages(gateway, viaChat("cut", { stream: true })));
    expect([read.stops, read.error?.type]).toEqual([0, "api_error"]);
  });

  test("what cannot be said there is refused", async () => {
    const response = await messages(
      gateway,
      viaChat("search", { tools: [{ type: "web_search_20250305", name: "web_search" }] }),
    );
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { type: "error", error: { type: "invalid_request_error", message: expect.stringContaining("tools[0].type") } },
    ]);
    expect(upstream.seen).toEqual([]);
  });

  test("the same body on another surface is another question for the cache", async () => {
    upstream.answerWith(json(completion("one")));
    const body = viaChat("same body");
    await (await messages(gateway, body)).text();
    const other = await messages(gateway, body, {}, "/v1/chat/completions");
    expect(other.headers.get("x-agentshield-cache")).toBe("miss");
    expect(await other.json()).toMatchObject({ object: "chat.completion" });
  });
});

test.each([false, true])("the echo provider answers with what it was told (streamed: %s)", async (streamed) => {
  const response = await messages(gateway, ask(`Write to ${MAIL}`, { model: "echo/echo", stream: streamed }));
  if (streamed) {
    const { blocks, stops } = await readMessage(response);
    expect([blocks[0]?.["text"], stops]).toEqual([`Write to ${MAIL}`, 1]);
  } else expect(await response.json()).toMatchObject({ content: [{ type: "text", text: `Write to ${MAIL}` }] });
});
