import { get } from "node:http";
import { ReadableStream } from "node:stream/web";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chat, DEVELOPMENT_KEY, startGateway, storedKeys, type TestGateway } from "../support/gateway.ts";
import { completion, json, startUpstream, type TestUpstream } from "../support/upstream.ts";

let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  upstream.answerWith(json(completion("must not be reached")));
  gateway = await startGateway({
    OPENAI_API_KEY: "sk-upstream",
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    ANTHROPIC_API_KEY: "sk-ant-upstream",
    ANTHROPIC_BASE_URL: upstream.url,
    GATEWAY_KEYS: storedKeys([{ key: "sk-as-aliceAlice01-alice-alice-alice-alice-alice", tenant: "alice" }]),
  });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.seen.length = 0;
});

const user = { role: "user", content: "hello" };
const ask = (more: object = {}) => ({ model: "openai/m", messages: [user], ...more });
const withMessage = (message: unknown) => ask({ messages: [user, message] });
const raw = (text: string) => JSON.stringify(ask()).replace('"hello"', text);
const bytes = (...values: number[]) => {
  const [before, after] = JSON.stringify(ask()).split("hello");
  return Buffer.concat([Buffer.from(before ?? ""), Buffer.from(values), Buffer.from(after ?? "")]);
};
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

async function expectRefusal(response: Response, status: number, code: string, param: string | null): Promise<void> {
  const body = (await response.json()) as { error: { message: string } };
  expect(body).toEqual({ error: { message: expect.any(String), type: expect.any(String), param, code } });
  expect(body.error.message.length).toBeGreaterThan(10);
  expect(response.status).toBe(status);
  expect(response.headers.get("x-request-id")).toBeTruthy();
  expect(upstream.seen).toEqual([]);
}

describe("a body that is refused", () => {
  const cases: [string, unknown, number, string, string | null][] = [
    ["nothing", "", 400, "invalid_request", null],
    ["malformed JSON", '{"model":', 400, "invalid_request", null],
    ["text after the JSON", `${JSON.stringify(ask())} x`, 400, "invalid_request", null],
    ["a byte-order mark", `\uFEFF${JSON.stringify(ask())}`, 400, "invalid_request", null],
    ["not an object", "[]", 400, "invalid_request", null],
    ["null", "null", 400, "invalid_request", null],
    ["not UTF-8", bytes(0xff, 0xfe), 400, "invalid_request", null],
    ["overlong UTF-8", bytes(0xc0, 0xaf), 400, "invalid_request", null],
    ["a surrogate in UTF-8", bytes(0xed, 0xa0, 0x80), 400, "invalid_request", null],
    ["a control character in a string", bytes(0x00), 400, "invalid_request", null],
    ["a character that is cut off", bytes(0xe2, 0x82), 400, "invalid_request", null],
    ["nothing but NUL bytes", new Uint8Array(100), 400, "invalid_request", null],
    ["a NUL byte after the JSON", `${JSON.stringify(ask())}\0`, 400, "invalid_request", null],
    ["UTF-16", Buffer.from(JSON.stringify(ask()), "utf16le"), 400, "invalid_request", null],
    ["half a surrogate pair", raw(String.raw`"\ud83d"`), 400, "invalid_request", null],
    ["a duplicate key", raw('"hello","content":"again"'), 400, "invalid_request", null],
    ["a duplicate key in disguise", raw(String.raw`"hello","c\u006fntent":"again"`), 400, "invalid_request", null],
    ["10,000-deep nesting", raw(`"hello","x":${nested(10_000)}`), 413, "request_too_large", null],
    ["65-deep nesting", `{"model":"openai/m","messages":${nested(65)}}`, 413, "request_too_large", null],
    [
      "10 MB",
      JSON.stringify(ask({ messages: [{ role: "user", content: "x".repeat(10_000_000) }] })),
      413,
      "request_too_large",
      null,
    ],
    [
      "100,000 messages",
      JSON.stringify(ask({ messages: Array.from({ length: 100_000 }, () => user) })),
      413,
      "request_too_large",
      "messages",
    ],
    [
      "a million values",
      JSON.stringify(ask({ x: Array.from({ length: 1_000_000 }, () => 1) })),
      413,
      "request_too_large",
      null,
    ],
    [
      "too many values to mask",
      JSON.stringify(
        ask({
          messages: [
            {
              role: "user",
              content: Array.from({ length: 30_000 }, (_, index) => `user${index}@example.org`).join(" "),
            },
          ],
        }),
      ),
      413,
      "request_too_large",
      null,
    ],
    ["no model", { messages: [user] }, 400, "invalid_request", "model"],
    ["an empty model", ask({ model: "" }), 400, "invalid_request", "model"],
    ["a model that is no string", ask({ model: 7 }), 400, "invalid_request", "model"],
    ["no messages", { model: "openai/m" }, 400, "invalid_request", "messages"],
    ["an empty list of messages", ask({ messages: [] }), 400, "invalid_request", "messages"],
    ["messages that are no list", ask({ messages: "hello" }), 400, "invalid_request", "messages"],
    ["a message that is no object", withMessage("hello"), 400, "invalid_request", "messages[1]"],
    ["no role", withMessage({ content: "x" }), 400, "invalid_request", "messages[1].role"],
    ["an unknown role", withMessage({ role: "root", content: "x" }), 400, "invalid_request", "messages[1].role"],
    ["no content", withMessage({ role: "user" }), 400, "invalid_request", "messages[1].content"],
    ["empty content", withMessage({ role: "user", content: "" }), 400, "invalid_request", "messages[1].content"],
    [
      "an empty list of parts",
      withMessage({ role: "user", content: [] }),
      400,
      "invalid_request",
      "messages[1].content",
    ],
    [
      "content of a wrong type",
      withMessage({ role: "user", content: 7 }),
      400,
      "invalid_request",
      "messages[1].content",
    ],
    [
      "a part of an unknown type",
      withMessage({ role: "user", content: [{ type: "hologram" }] }),
      400,
      "invalid_request",
      "messages[1].content[0].type",
    ],
    [
      "a part without its text",
      withMessage({ role: "user", content: [{ type: "text" }] }),
      400,
      "invalid_request",
      "messages[1].content[0].text",
    ],
    [
      "a tool result without its call",
      withMessage({ role: "tool", content: "x" }),
      400,
      "invalid_request",
      "messages[1].tool_call_id",
    ],
    [
      "tool arguments that are no text",
      withMessage({
        role: "assistant",
        tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: {} } }],
      }),
      400,
      "invalid_request",
      "messages[1].tool_calls[0].function.arguments",
    ],
    ["stream that is no boolean", ask({ stream: "yes" }), 400, "invalid_request", "stream"],
    ["n of zero", ask({ n: 0 }), 400, "invalid_request", "n"],
    ["n over the cap", ask({ n: 1000 }), 400, "invalid_request", "n"],
    ["a negative temperature", ask({ temperature: -1 }), 400, "invalid_request", "temperature"],
    ["tools that are no list", ask({ tools: {} }), 400, "invalid_request", "tools"],
    ["an unknown model", ask({ model: "unknown-model" }), 404, "model_not_found", "model"],
    ["an unknown provider", ask({ model: "nobody/m" }), 404, "model_not_found", "model"],
    ["a provider that is not configured", ask({ model: "ollama/m" }), 404, "model_not_found", "model"],
    ["a provider without a model", ask({ model: "openai/" }), 404, "model_not_found", "model"],
    ["a model that is a URL", ask({ model: "http://127.0.0.1/" }), 404, "model_not_found", "model"],
    ["a model with a line break", ask({ model: "openai/m\nx" }), 404, "model_not_found", "model"],
    ["what Anthropic cannot be asked", ask({ model: "anthropic/claude", n: 2 }), 400, "invalid_request", "n"],
  ];
  test.each(cases)("%s", async (_, body, status, code, param) => {
    await expectRefusal(await chat(gateway, body), status, code, param);
  });

  test.each([20, 60])("a body of %d MB without a declared length", async (megabytes) => {
    const piece = new Uint8Array(1_000_000).fill(0x20);
    const body = ReadableStream.from(Array.from({ length: megabytes }, () => piece));
    const request = fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${DEVELOPMENT_KEY}` },
      body,
      duplex: "half",
    } as RequestInit);
    // What is far too long is not read to its end: the client may find its connection closed.
    const response = await request.catch((error: Error) => error);
    if (megabytes < 32 || response instanceof Response) {
      await expectRefusal(response as Response, 413, "request_too_large", null);
    }
    expect(upstream.seen).toEqual([]);
  });

  test("a body of 50 MB with a declared length", async () => {
    const body = JSON.stringify(ask({ messages: [{ role: "user", content: "a@b.co ".repeat(50_000_000 / 7) }] }));
    const response = await chat(gateway, body).catch((error: Error) => error);
    if (response instanceof Response) await expectRefusal(response, 413, "request_too_large", null);
    expect(upstream.seen).toEqual([]);
    await expectRefusal(await chat(gateway, ""), 400, "invalid_request", null);
  });

  test("values of a refused body are not repeated to the caller or the log", async () => {
    gateway.clearLogs();
    const canary = "canary@example.org";
    const texts = await Promise.all(
      [
        ask({ model: canary }),
        withMessage({ role: canary, content: canary }),
        ask({ [canary]: 1, n: canary }),
        withMessage({ role: "user", content: [{ type: canary }] }),
        `{"${canary}": `,
      ].map(async (body) => (await chat(gateway, body)).text()),
    );
    expect(texts.join("")).not.toContain("canary");
    expect(gateway.logs().join("")).not.toContain("canary");
  });
});

describe("a header that is refused", () => {
  test.each([
    ["content-encoding", "gzip", "content-encoding"],
    ["x-agentshield-cache-ttl", "soon", "x-agentshield-cache-ttl"],
    ["x-agentshield-cache-ttl", "-1", "x-agentshield-cache-ttl"],
    ["x-agentshield-cache-namespace", "a b", "x-agentshield-cache-namespace"],
    ["x-agentshield-timeout-ms", "0", "x-agentshield-timeout-ms"],
    ["x-agentshield-metadata", "{", "x-agentshield-metadata"],
    ["x-agentshield-metadata", '{"a":1}', "x-agentshield-metadata"],
    [
      "x-agentshield-metadata",
      JSON.stringify(Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, "v"]))),
      "x-agentshield-metadata",
    ],
  ])("%s: %s", async (name, value, param) => {
    await expectRefusal(await chat(gateway, ask(), { [name]: value }), 400, "invalid_request", param);
  });
});

describe("a key that is refused", () => {
  test.each([
    ["none", ""],
    ["empty", "Bearer "],
    ["another scheme", "Basic c2VjcmV0"],
    ["not a key", "Bearer sk-123"],
    ["an unknown id", "Bearer sk-as-nobodyNobody-only-for-local-development"],
    ["a wrong secret", "Bearer sk-as-developer000-only-for-local-developmenT"],
    ["another key's secret", "Bearer sk-as-aliceAlice01-only-for-local-development"],
    ["a very long one", `Bearer sk-as-developer000-${"x".repeat(8_000)}`],
  ])("%s", async (_, authorization) => {
    await expectRefusal(await chat(gateway, ask(), { authorization }), 401, "invalid_api_key", null);
  });

  test("the development key, in production", async () => {
    const production = await startGateway({ ENVIRONMENT: "production", OPENAI_API_KEY: "sk-upstream" });
    try {
      await expectRefusal(await chat(production, ask()), 401, "invalid_api_key", null);
      expect((await fetch(`${production.url}/dev/journal`)).status).toBe(404);
    } finally {
      await production.close();
    }
  });
});

describe("a path that is refused", () => {
  test.each([
    "/v1/moderations",
    "/v1/chat/completions/",
    "/v1/unknown",
    "/",
    "/v2",
    "/v1//chat/completions",
    "/dev/other",
  ])("POST %s", async (path) => {
    const response = await fetch(gateway.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${DEVELOPMENT_KEY}` },
      body: JSON.stringify(ask()),
    });
    await expectRefusal(response, 404, "not_found", null);
  });

  test("a wrong method", async () => {
    await expectRefusal(await fetch(`${gateway.url}/v1/chat/completions`), 405, "method_not_allowed", null);
  });

  test("in Anthropic's shape for an Anthropic client", async () => {
    const response = await fetch(`${gateway.url}/v1/messages/batches`, { method: "POST", body: "{}" });
    expect([response.status, await response.json()]).toEqual([
      404,
      {
        type: "error",
        error: { type: "not_found_error", message: expect.any(String) },
        request_id: response.headers.get("x-request-id"),
      },
    ]);
  });

  test("the journal, by another name for this machine", async () => {
    const { port } = new URL(gateway.url);
    const status = await new Promise((resolve) => {
      get({ host: "127.0.0.1", port, path: "/dev/journal", headers: { host: "attacker.example" } }, (response) =>
        resolve(response.statusCode),
      );
    });
    expect(status).toBe(404);
  });
});

describe("a configuration that is refused", () => {
  test.each([
    ["a key that cannot be sent", { OPENAI_API_KEY: "sk\nx" }, "OPENAI_API_KEY"],
    ["a base URL that is none", { OLLAMA_BASE_URL: "localhost" }, "OLLAMA_BASE_URL"],
    ["a base URL with credentials", { OLLAMA_BASE_URL: "http://u:p@localhost" }, "OLLAMA_BASE_URL"],
    [
      "a key over http in production",
      { ENVIRONMENT: "production", OPENAI_API_KEY: "sk-x", OPENAI_BASE_URL: "http://provider.example" },
      "openai",
    ],
    ["keys that are not JSON", { GATEWAY_KEYS: "{" }, "GATEWAY_KEYS"],
    ["a key with a wrong hash", { GATEWAY_KEYS: '[{"id":"aliceAlice01","hash":"00","tenant":"a"}]' }, "GATEWAY_KEYS"],
    ["a short pepper", { KEY_PEPPER: "x" }, "KEY_PEPPER"],
    ["an unknown environment", { ENVIRONMENT: "staging" }, "ENVIRONMENT"],
  ])("%s", async (_, secrets, field) => {
    const broken = await startGateway(secrets);
    try {
      const response = await chat(broken, ask());
      expect([response.status, await response.json()]).toEqual([
        500,
        { error: { message: expect.any(String), type: "server_error", param: null, code: "misconfigured" } },
      ]);
      await expect.poll(() => broken.logs().join("\n")).toContain(field);
    } finally {
      await broken.close();
    }
  });
});
