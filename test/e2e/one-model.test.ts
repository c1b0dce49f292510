import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { GatewayConfig } from "../../src/config/schema.ts";
import { bundleWith } from "../support/configured.ts";
import { startGateway, storedKeys, type TestGateway } from "../support/gateway.ts";
import { json, startUpstream, type TestUpstream } from "../support/upstream.ts";

/* `GET /v1/models/{model}`: what this key may use, and nothing of what it may not. */

const keyOf = (name: string) => `sk-as-${name.padEnd(12, "0")}-secret-of-the-key-called-${name}`;
const CONFIG: GatewayConfig = {
  tenants: { narrow: { models: ["openai/gpt-small"] }, limited: { paths: ["/v1/models"] } },
};

let upstream: TestUpstream;
let gateway: TestGateway;
let bundle: ReturnType<typeof bundleWith>;

beforeAll(async () => {
  bundle = bundleWith(CONFIG);
  upstream = await startUpstream();
  const ids = ["gpt-small", "gpt-large", "org/deep"];
  upstream.answerWith(json({ object: "list", data: ids.map((id) => ({ id, object: "model", created: 7 })) }));
  const keys = ["open", "narrow", "limited"].map((tenant) => ({ key: keyOf(tenant), tenant }));
  const variables = {
    OPENAI_API_KEY: "sk-upstream",
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    GATEWAY_KEYS: storedKeys([...keys, { key: keyOf("once"), tenant: "once", requestsPerMinute: 1 }]),
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
});

const clientOf = (tenant: string) =>
  new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: keyOf(tenant), maxRetries: 0, timeout: 10_000 });
const get = (path: string, key: string, method = "GET") =>
  fetch(`${gateway.url}/v1/models/${path}`, { method, headers: { authorization: `Bearer ${key}` } });
const refusal = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; param: string | null } };
  return [response.status, error.code, error.param];
};

test.each([
  ["openai/gpt-small", "openai/gpt-small"],
  ["openai/org/deep", "openai/org/deep"],
  ["gpt-small", "openai/gpt-small"],
])("the openai package finds %s", async (asked, id) => {
  expect(await clientOf("open").models.retrieve(asked)).toEqual({
    id,
    object: "model",
    created: 7,
    owned_by: "openai",
  });
});

test("a slash need not be escaped", async () => {
  expect(await (await get("openai/gpt-small", keyOf("open"))).json()).toMatchObject({ id: "openai/gpt-small" });
});

test("what the key may not use is told like what does not exist", async () => {
  const texts = await Promise.all(
    ["openai/gpt-large", "openai/nothing", "nobody/m", "..%2f..%2fadmin", "%00", "%E0%A4%A", "ada@example.org"].map(
      async (path) => (await get(path, keyOf("narrow"))).text(),
    ),
  );
  expect([...new Set(texts)]).toHaveLength(1);
  expect(await refusal(await get("openai/gpt-large", keyOf("narrow")))).toEqual([404, "model_not_found", "model"]);
  expect(await (await get("openai/gpt-small", keyOf("narrow"))).json()).toMatchObject({ id: "openai/gpt-small" });
});

test("every guard runs", async () => {
  expect(await refusal(await get("openai/gpt-small", ""))).toEqual([401, "invalid_api_key", null]);
  expect(await refusal(await get("openai/gpt-small", keyOf("limited")))).toEqual([403, "not_allowed", null]);
  expect(await refusal(await get("openai/gpt-small", keyOf("open"), "POST"))).toEqual([
    405,
    "method_not_allowed",
    null,
  ]);
  await (await get("openai/gpt-small", keyOf("once"))).text();
  expect((await get("openai/gpt-small", keyOf("once"))).status).toBe(429);
});

test("the record names the route, not what was asked for", async () => {
  const response = await get("ada@example.org", keyOf("open"));
  await response.text();
  expect(await gateway.recordOf(response)).toMatchObject({ route: "GET /v1/models/:id{.+}", failure: "unknown_model" });
  expect(gateway.logs().join("")).not.toContain("ada@");
});
