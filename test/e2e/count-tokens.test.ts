import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { messages, startGateway, type TestGateway } from "../support/gateway.ts";
import { json, startUpstream, type TestUpstream } from "../support/upstream.ts";

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
  });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.seen.length = 0;
});

const lastBody = () => JSON.parse(upstream.seen.at(-1)?.body ?? "null") as Record<string, unknown>;

describe("count_tokens", () => {
  const count = (body: object, headers: Record<string, string> = {}) =>
    messages(gateway, body, headers, "/v1/messages/count_tokens");
  const question = (model: string) => ({ model, messages: [{ role: "user", content: `Write to ${MAIL}` }] });

  test("the provider counts the masked request, where it can", async () => {
    upstream.answerWith(json({ input_tokens: 17 }));
    const response = await count(question("anthropic/claude-test"));
    expect([await response.json(), response.headers.get("x-agentshield-estimated")]).toEqual([
      { input_tokens: 17 },
      null,
    ]);
    expect(upstream.seen).toMatchObject([{ path: "/v1/messages/count_tokens" }]);
    expect(lastBody()).toEqual({ model: "claude-test", messages: [{ role: "user", content: "Write to [EMAIL_1]" }] });
  });

  test.each<[string, object, Record<string, string>, number]>([
    ["without a key", {}, { "x-api-key": "" }, 401],
    ["of an unknown model", { model: "nobody/m" }, {}, 404],
    ["without messages", { messages: [] }, {}, 400],
    ["with text where nobody looks", { system: [{ type: "text", text: "x", encrypted_content: MAIL }] }, {}, 400],
  ])("passes the same guards: %s", async (_, more, headers, status) => {
    const response = await count({ ...question("anthropic/claude-test"), ...more }, headers);
    expect([response.status, await response.json()]).toMatchObject([status, { type: "error" }]);
    expect(upstream.seen).toEqual([]);
  });

  test("is estimated for others, and says so", async () => {
    const response = await count(question("openai/m"));
    expect(response.headers.get("x-agentshield-estimated")).toBe("input_tokens");
    const { input_tokens: tokens } = (await response.json()) as { input_tokens: number };
    expect(tokens).toBeGreaterThan(5);
    expect(upstream.seen).toEqual([]);
  });
});
