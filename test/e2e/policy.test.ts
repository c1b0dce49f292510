import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bundleWith } from "../support/configured.ts";
import { readStream } from "../support/event-stream.ts";
import { chat, startGateway, storedKeys, type TestGateway } from "../support/gateway.ts";
import { completion, DONE, event, json, startUpstream, stream, type TestUpstream } from "../support/upstream.ts";

const ALICE = "sk-as-aliceAlice01-alice-alice-alice-alice-alice";
const BOB = "sk-as-bobBobBobBob-bobbo-bobbo-bobbo-bobbo-bobbo";
const CARD = "4111 1111 1111 1111";

let upstream: TestUpstream;
let gateway: TestGateway;
let bundle: ReturnType<typeof bundleWith>;

beforeAll(async () => {
  bundle = bundleWith({
    pii: {
      entities: {
        EMAIL_ADDRESS: { action: "hash" },
        PHONE_NUMBER: { action: "surrogate" },
        CREDIT_CARD: { action: "block" },
        IP_ADDRESS: { action: "allow" },
      },
      allow: [{ value: "support@acme.com" }, { entity: "EMAIL_ADDRESS", domain: "partner.example" }],
      patterns: [
        { name: "EMPLOYEE_ID", label: "EMPLOYEE", pattern: String.raw`\bEMP-[0-9]{6}\b` },
        { name: "CONTRACT", pattern: "CT-[0-9]{4}", action: "block" },
      ],
      words: [{ name: "PROJECT_NAME", label: "PROJECT", words: ["Project Aurora", "Boreas"] }],
    },
  });
  upstream = await startUpstream();
  const keys = [
    { key: ALICE, tenant: "alice", requestsPerMinute: 100_000 },
    { key: BOB, tenant: "bob", requestsPerMinute: 100_000 },
  ];
  const variables = {
    OPENAI_API_KEY: "sk-upstream",
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    GATEWAY_KEYS: storedKeys(keys),
  };
  gateway = await startGateway(variables, undefined, bundle.source);
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
  bundle.remove();
});
beforeEach(() => {
  upstream.seen.length = 0;
  upstream.answerWith(json(completion("Done.")));
});

const ask = (content: string, key = ALICE, headers: Record<string, string> = {}, more: object = {}) =>
  chat(
    gateway,
    { model: "openai/m", messages: [{ role: "user", content }], ...more },
    { authorization: `Bearer ${key}`, "cache-control": "no-store, no-cache", ...headers },
  );
const sent = () => {
  const { messages } = JSON.parse(upstream.seen.at(-1)?.body ?? "null") as { messages: { content: string }[] };
  return messages[0]?.content ?? "";
};
const said = async (response: Response) =>
  ((await response.json()) as { choices: { message: { content: string } }[] }).choices[0]?.message.content;

describe("in a request", () => {
  test("each entity gets what its action says, and comes back", async () => {
    const text =
      "Ask ada@example.org, +44 20 7946 0958, 8.8.8.8, support@acme.com, a@partner.example, EMP-123456 of project aurora.";
    const masked =
      /^Ask (\[EMAIL_HASH_[0-9A-F]{16}\]), (\+1 202-555-0100), 8\.8\.8\.8, support@acme\.com, a@partner\.example, \[EMPLOYEE_1\] of \[PROJECT_1\]\.$/;
    upstream.answerWith((response, { body }) => {
      const { messages } = JSON.parse(body) as { messages: { content: string }[] };
      return json(completion(`You said: ${messages[0]?.content}`))(response, {
        body,
        path: "",
        method: "",
        headers: {},
      });
    });
    const response = await ask(text);
    expect(sent()).toMatch(masked);
    expect(await said(response)).toBe(`You said: ${text}`);
    expect(response.headers.get("x-agentshield-pii")).toBe(
      "EMAIL_ADDRESS=1,PHONE_NUMBER=1,EMPLOYEE_ID=1,PROJECT_NAME=1",
    );
  });

  test("a hash is the same in every request of a tenant, and another one for every other", async () => {
    const hashes: string[] = [];
    for (const key of [ALICE, ALICE, BOB]) {
      await ask("I am ada@example.org", key);
      hashes.push(sent());
    }
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
    expect(hashes[2]).toMatch(/EMAIL_HASH_/);
  });

  test.each<[string, Record<string, string>, object]>([
    ["OpenAI's", {}, { type: "invalid_request_error", code: "content_blocked", param: null }],
    ["Anthropic's", { "anthropic-version": "2023-06-01" }, { type: "invalid_request_error" }],
  ])(
    "a blocked entity is refused in %s dialect, named without its value, and nothing is sent",
    async (_, headers, error) => {
      gateway.clearLogs();
      const response = await ask(`Pay ${CARD} for CT-2024, ada@example.org`, ALICE, headers);
      expect(response.status).toBe(422);
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({ error });
      expect(text).toContain("CONTRACT, CREDIT_CARD");
      const record = await gateway.recordOf(response);
      expect(record).toMatchObject({
        status: 422,
        outcome: "failed",
        failure: "content_blocked",
        reason: "CONTRACT,CREDIT_CARD",
        found: { CREDIT_CARD: 1, CONTRACT: 1, EMAIL_ADDRESS: 1 },
      });
      const everything = [text, ...gateway.logs(), ...[...response.headers].flat()].join("\n");
      for (const value of [CARD, "4111", "CT-2024", "ada@"]) expect(everything).not.toContain(value);
      expect(upstream.seen).toEqual([]);
    },
  );

  test.each([
    [
      "tool arguments",
      {
        tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: `{"a":"CT\\u002d2024"}` } }],
        content: null,
        role: "assistant",
      },
    ],
    ["a content part", { role: "user", content: [{ type: "text", text: "CT-2024" }] }],
    ["a name of a property", { role: "user", content: '{"CT-2024": 1}' }],
  ])("a blocked entity in %s is refused too, streamed or not", async (_, message) => {
    for (const isStream of [true, false]) {
      const response = await ask("x", ALICE, {}, { messages: [message], stream: isStream });
      expect(response.status).toBe(422);
    }
    expect(upstream.seen).toEqual([]);
  });

  test("a blocked entity in a header is masked", async () => {
    const metadata = JSON.stringify({ note: `CT-2024 EMP-123456 ada@example.org 8.8.8.8 support@acme.com` });
    const response = await ask("Hello.", ALICE, { "x-agentshield-metadata": metadata });
    expect(response.status).toBe(200);
    expect(await gateway.recordOf(response)).toMatchObject({
      metadata: { note: "[CONTRACT_1] [EMPLOYEE_1] [EMAIL_1] 8.8.8.8 support@acme.com" },
    });
  });

  test("a request that was refused leaves nothing in the cache", async () => {
    const cached = { "cache-control": "" };
    expect((await ask(`Pay CT-2024`, ALICE, cached)).status).toBe(422);
    expect((await ask(`Pay CT-2024`, ALICE, cached)).status).toBe(422);
    expect(upstream.seen).toEqual([]);
  });
});

describe("in an answer, what the caller never sent", () => {
  const OWN = `eve@example.org, ${CARD}, +44 20 7946 0958, 8.8.8.8, support@acme.com, EMP-654321 of Project Aurora, CT-2024.`;
  const READ =
    "[REDACTED_EMAIL], [REDACTED_CREDIT_CARD], [REDACTED_PHONE], 8.8.8.8, support@acme.com, [REDACTED_EMPLOYEE] of [REDACTED_PROJECT], [REDACTED_CONTRACT].";

  test("is redacted unless it is allowed", async () => {
    upstream.answerWith(json(completion(OWN)));
    const response = await ask("Hello.");
    expect(response.status).toBe(200);
    expect(await said(response)).toBe(READ);
  });

  test("in a stream too, wherever it is cut", async () => {
    for (const size of [1, 7, 1_000]) {
      const pieces = OWN.match(new RegExp(`.{1,${size}}`, "gs")) ?? [];
      const chunk = (delta: object, finish: string | null = null) =>
        event({
          id: "c",
          object: "chat.completion.chunk",
          created: 1,
          model: "m",
          choices: [{ index: 0, delta, finish_reason: finish }],
        });
      upstream.answerWith(stream([...pieces.map((content) => chunk({ content })), chunk({}, "stop"), DONE]));
      const { texts, done } = await readStream(await ask("Hello.", ALICE, {}, { stream: true }));
      expect([texts[0], done]).toEqual([READ, true]);
    }
  });
});
