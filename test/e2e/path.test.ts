import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readStream } from "../support/event-stream.ts";
import { chat, startGateway, storedKeys, type TestGateway } from "../support/gateway.ts";
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
const BOB = "sk-as-bobBobBobBob-bobbo-bobbo-bobbo-bobbo-bobbo";

let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startGateway({
    OPENAI_API_KEY: "sk-upstream",
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    GATEWAY_KEYS: storedKeys([
      { key: ALICE, tenant: "alice" },
      { key: BOB, tenant: "bob" },
    ]),
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
  model: "openai/test-model",
  messages: [{ role: "user", content }],
  ...more,
});
const lastBody = () => JSON.parse(upstream.seen.at(-1)?.body ?? "null") as Record<string, unknown>;
const textOf = async (response: Response) =>
  ((await response.json()) as { choices: { message: { content: string } }[] }).choices[0]?.message.content;

describe("mask and restore", () => {
  test("the provider sees placeholders, the caller its own values", async () => {
    upstream.answerWith(json(completion("I will write to [EMAIL_1] and [EMAIL_2].")));
    const response = await chat(gateway, ask("Write to ada@example.org and bob@example.org.", { temperature: 0.5 }));
    expect(await textOf(response)).toBe("I will write to ada@example.org and bob@example.org.");
    expect(lastBody()).toEqual({
      model: "test-model",
      messages: [{ role: "user", content: "Write to [EMAIL_1] and [EMAIL_2]." }],
      temperature: 0.5,
    });
    expect(upstream.seen[0]).toMatchObject({
      method: "POST",
      path: "/v1/chat/completions",
      headers: { authorization: "Bearer sk-upstream" },
    });
  });

  test("says in headers what it did", async () => {
    upstream.answerWith(json(completion("ok")));
    const { headers, status } = await chat(gateway, ask("ada@example.org, bob@example.org, 4111 1111 1111 1111"));
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "application/json",
      "x-agentshield-pii": "EMAIL_ADDRESS=2,CREDIT_CARD=1",
      "x-agentshield-cache": "miss",
      "x-agentshield-provider": "openai",
      "x-agentshield-model": "test-model",
      "x-agentshield-attempts": "1",
      "x-ratelimit-limit-requests": "600",
      "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "server-timing": expect.stringMatching(/^auth;dur=[\d.]+, scan;.*upstream;dur=/),
    });
  });

  test("a streamed answer is restored, in every choice and inside tool arguments", async () => {
    const call = (text: string) =>
      event({
        choices: [
          { index: 1, delta: { tool_calls: [{ index: 0, function: { arguments: text } }] }, finish_reason: null },
        ],
      });
    upstream.answerWith(
      stream([
        ...streamEvents(["Hi [EM", "AIL_", "1], [EMAIL_9] and ["]),
        event({
          choices: [
            {
              index: 1,
              delta: {
                tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name: "send", arguments: "" } }],
              },
              finish_reason: null,
            },
          ],
        }),
        call('{"to":"[EMA'),
        call('IL_1]","key":"[PRIVATE'),
        call('_KEY_1]"}'),
        event({ choices: [{ index: 1, delta: {}, finish_reason: "tool_calls" }] }),
        DONE,
      ]),
    );
    const pem = `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC".repeat(4)}\n-----END PRIVATE KEY-----`;
    const read = await readStream(await chat(gateway, ask(`ada@example.org ${pem}`, { stream: true, n: 2 })));
    expect(read.texts[0]).toBe("Hi ada@example.org, [EMAIL_9] and [");
    expect(JSON.parse(read.toolArguments["1/0"] ?? "")).toEqual({ to: "ada@example.org", key: pem });
    expect(read.done).toBe(true);
  });

  test("history, tools and unknown fields are masked; placeholder-looking text stays", async () => {
    upstream.answerWith(json(completion("[EMAIL_1] [EMAIL_2]")));
    const response = await chat(gateway, {
      model: "openai/test-model",
      messages: [
        { role: "developer", content: "Owner: ada@example.org" },
        {
          role: "user",
          content: [
            { type: "text", text: "What does [EMAIL_1] mean?" },
            { type: "image_url", image_url: { url: "https://example.org/?u=ada@example.org" } },
          ],
        },
        {
          role: "assistant",
          content: null,
          tool_calls: [
            {
              id: "c1",
              type: "function",
              function: { name: "find", arguments: String.raw`{"q":"ada\u0040example.org"}` },
            },
          ],
        },
        { role: "tool", tool_call_id: "c1", content: '{"mail":"ada@example.org"}' },
      ],
      tools: [
        {
          type: "function",
          function: { name: "find", description: "as ada@example.org", parameters: { enum: ["ada@example.org"] } },
        },
      ],
      user: "ada@example.org",
      brand_new: { nested: ["ada@example.org"] },
    });
    expect(upstream.seen[0]?.body).not.toContain("ada");
    expect(JSON.stringify(lastBody()).match(/\[EMAIL_2\]/g)).toHaveLength(8);
    expect(await textOf(response)).toBe("[EMAIL_1] ada@example.org");
  });

  test("values put into a JSON answer keep it JSON", async () => {
    upstream.answerWith(json(completion('{"key":"[PRIVATE_KEY_1]"}')));
    const pem = `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC".repeat(4)}\n-----END PRIVATE KEY-----`;
    const response = await chat(gateway, ask(pem, { response_format: { type: "json_object" } }));
    expect(JSON.parse((await textOf(response)) ?? "")).toEqual({ key: pem });
  });

  test("usage is asked for always and shown to those who asked", async () => {
    const usage = event({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 } });
    upstream.answerWith(stream([...streamEvents(["a"]), usage, DONE]));
    const hidden = await readStream(await chat(gateway, ask("usage hidden", { stream: true })));
    expect(lastBody()).toMatchObject({ stream_options: { include_usage: true } });
    expect(JSON.stringify(hidden.events)).not.toContain("usage");
    const shown = await readStream(
      await chat(gateway, ask("usage shown", { stream: true, stream_options: { include_usage: true } })),
    );
    expect(shown.events.at(-2)).toMatchObject({ usage: { total_tokens: 8 } });
    await expect.poll(() => gateway.records()).toHaveLength(2);
    expect(gateway.records().map(({ usage: noted }) => noted)).toEqual([
      { promptTokens: 3, completionTokens: 5 },
      { promptTokens: 3, completionTokens: 5 },
    ]);
  });
});

describe("exact cache", () => {
  test("the same question with another address is a hit, restored with the caller's own", async () => {
    upstream.answerWith(json(completion("Dear [EMAIL_1]")));
    await chat(gateway, ask("Greet ada@example.org"));
    const hit = await chat(gateway, ask("Greet bob@example.org"));
    expect(hit.headers.get("x-agentshield-cache")).toBe("hit");
    expect(hit.headers.get("age")).toMatch(/^\d+$/);
    expect(await textOf(hit)).toBe("Dear bob@example.org");
    expect(upstream.seen).toHaveLength(1);
  });

  test("streams are kept whole and replayed", async () => {
    upstream.answerWith(stream([...streamEvents(["Dear [EMA", "IL_1]"]), DONE]));
    const first = await readStream(await chat(gateway, ask("Greet in a stream ada@example.org", { stream: true })));
    const hit = await chat(gateway, ask("Greet in a stream bob@example.org", { stream: true }));
    expect(hit.headers.get("x-agentshield-cache")).toBe("hit");
    const second = await readStream(hit);
    expect([first.texts[0], second.texts[0], second.done]).toEqual([
      "Dear ada@example.org",
      "Dear bob@example.org",
      true,
    ]);
    expect(upstream.seen).toHaveLength(1);
  });

  const partitions: [string, object, Record<string, string>][] = [
    ["another tenant", {}, { authorization: `Bearer ${BOB}` }],
    ["another namespace", {}, { "x-agentshield-cache-namespace": "blue" }],
    ["another model", { model: "openai/other" }, {}],
    ["another parameter", { temperature: 0.1 }, {}],
    ["another tool", { tools: [{ type: "function", function: { name: "f" } }] }, {}],
    [
      "another system prompt",
      {
        messages: [
          { role: "system", content: "s" },
          { role: "user", content: "partition" },
        ],
      },
      {},
    ],
    ["a stream", { stream: true }, {}],
    ["no-cache", {}, { "cache-control": "no-cache" }],
  ];
  test.each(partitions)("%s does not share an answer", async (_, more, headers) => {
    upstream.answerWith(json(completion("shared?")));
    await chat(gateway, ask("partition"), { authorization: `Bearer ${ALICE}` });
    upstream.seen.length = 0;
    const body = ask("partition", more);
    upstream.answerWith("stream" in more ? stream([...streamEvents(["x"]), DONE]) : json(completion("fresh")));
    const response = await chat(gateway, body, { authorization: `Bearer ${ALICE}`, ...headers });
    expect(response.headers.get("x-agentshield-cache")).not.toBe("hit");
    expect(upstream.seen).toHaveLength(1);
    await response.text();
  });

  const unkept: [string, object, object, Record<string, string>][] = [
    ["a cut answer", {}, completion("cut", "length"), {}],
    ["a filtered answer", {}, completion("f", "content_filter"), {}],
    ["an answer with personal data of its own", {}, completion("ask carol@example.org"), {}],
    ["one of several choices", { n: 2 }, completion("a"), {}],
    ["no-store", {}, completion("a"), { "cache-control": "no-store" }],
    ["no time to live", {}, completion("a"), { "x-agentshield-cache-ttl": "0" }],
    [
      "a tool call",
      {},
      {
        ...completion(""),
        choices: [
          {
            index: 0,
            message: {
              role: "assistant",
              content: null,
              tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }],
            },
            finish_reason: "stop",
          },
        ],
      },
      {},
    ],
  ];
  test.each(unkept)("%s is not kept", async (name, more, answer, headers) => {
    upstream.answerWith(json(answer));
    await chat(gateway, ask(`unkept ${name}`, more), headers);
    const again = await chat(gateway, ask(`unkept ${name}`, more), { ...headers, "cache-control": "max-age=0" });
    expect(again.headers.get("x-agentshield-cache")).not.toBe("hit");
    expect(upstream.seen).toHaveLength(2);
  });

  test("an answer is gone after its time", async () => {
    upstream.answerWith(json(completion("brief")));
    await chat(gateway, ask("brief"), { "x-agentshield-cache-ttl": "1" });
    await expect
      .poll(
        async () =>
          (await chat(gateway, ask("brief"), { "cache-control": "no-store" })).headers.get("x-agentshield-cache"),
        { timeout: 5_000 },
      )
      .toBe("miss");
  });
});

describe("audit", () => {
  test("one record for each request, when its answer has ended", async () => {
    upstream.answerWith(stream([...streamEvents(["x"]), DONE]));
    await (
      await chat(gateway, ask("audit ada@example.org", { stream: true }), {
        "x-request-id": "my-request-1",
        "x-agentshield-metadata": '{"team":"blue","mail":"ada@example.org"}',
      })
    ).text();
    await expect.poll(() => gateway.records()).toHaveLength(1);
    expect(gateway.records()[0]).toMatchObject({
      requestId: "my-request-1",
      route: "POST /v1/chat/completions",
      status: 200,
      outcome: "ok",
      tenant: "development",
      keyId: "developer000",
      provider: "openai",
      model: "test-model",
      stream: true,
      cache: "miss",
      found: { EMAIL_ADDRESS: 1 },
      metadata: { team: "blue", mail: "[EMAIL_1]" },
      durationMs: expect.any(Number),
    });
  });

  test.each([["123-45-6789"], ["ada@example.org"], ["short"], ["x".repeat(129)]])(
    "a request id such as %s is replaced",
    async (id) => {
      const { headers } = await chat(gateway, "{", { "x-request-id": id });
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

describe("other routes", () => {
  test("the journal shows what left, newest first", async () => {
    upstream.answerWith(json(completion("ok")));
    await chat(gateway, ask("journal ada@example.org"));
    const { entries } = (await (await fetch(`${gateway.url}/dev/journal`)).json()) as {
      entries: { url: string; body: { messages: unknown } }[];
    };
    expect(entries[0]).toMatchObject({
      method: "POST",
      url: `${upstream.url}/v1/chat/completions`,
      body: { messages: [{ role: "user", content: "journal [EMAIL_1]" }] },
    });
    expect(JSON.stringify(entries)).not.toContain("sk-upstream");
  });

  test("models of every provider, named provider/model", async () => {
    upstream.answerWith(
      json({
        object: "list",
        data: [{ id: "test-model", object: "model", created: 7, owned_by: "x" }, { nonsense: true }],
      }),
    );
    const response = await fetch(`${gateway.url}/v1/models`, { headers: { "x-api-key": ALICE } });
    expect(await response.json()).toEqual({
      object: "list",
      data: [
        { id: "openai/test-model", object: "model", created: 7, owned_by: "openai" },
        { id: "echo/echo", object: "model", created: 0, owned_by: "echo" },
      ],
    });
  });

  test("health and readiness", async () => {
    expect(await (await fetch(`${gateway.url}/healthz`)).json()).toEqual({ status: "ok" });
    const ready = await fetch(`${gateway.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: "ok", checks: { state: "ok", directory: "ok", ledger: "ok" } },
    ]);
  });

  test("a browser may read the gateway's headers", async () => {
    const response = await fetch(`${gateway.url}/v1/models`, {
      headers: { "x-api-key": ALICE, origin: "https://app.example" },
    });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-expose-headers")).toContain("x-agentshield-pii");
    const preflight = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "OPTIONS",
      headers: {
        origin: "https://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toMatch(/authorization/i);
  });

  test("the echo provider answers with what it received, in every choice, streamed too", async () => {
    const body = { model: "echo/echo", messages: [{ role: "user", content: "Mail ada@example.org 😀" }], n: 2 };
    const whole = (await (await chat(gateway, body)).json()) as { choices: { message: { content: string } }[] };
    expect(whole.choices.map(({ message }) => message.content)).toEqual([
      "Mail ada@example.org 😀",
      "Mail ada@example.org 😀",
    ]);
    const read = await readStream(await chat(gateway, { ...body, stream: true }));
    expect(read.texts).toEqual({ 0: "Mail ada@example.org 😀", 1: "Mail ada@example.org 😀" });
    expect(read.events.length).toBeGreaterThan(6);
  });
});
