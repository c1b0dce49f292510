import { beforeEach, describe, expect, test } from "vitest";
import { Secret } from "../../src/config/vault.ts";
import type { Json } from "../../src/core/json.ts";
import { anthropicMessages } from "../../src/providers/anthropic/dialect.ts";
import { ModelList } from "../../src/providers/models.ts";
import { openaiCompatible } from "../../src/providers/openai-compatible.ts";
import type { UpstreamFetchRequest } from "../../src/providers/port.ts";
import type { Provider } from "../../src/providers/provider.ts";

const openai: Provider = {
  id: "openai",
  dialect: openaiCompatible,
  baseUrl: "https://o.example/v1",
  credential: { scheme: "bearer", secret: new Secret("sk-o") },
  headers: {},
  modelPrefixes: [],
};
const anthropic: Provider = {
  ...openai,
  id: "anthropic",
  dialect: anthropicMessages(Date.now),
  baseUrl: "https://a.example",
  credential: { scheme: "x-api-key", secret: new Secret("sk-a") },
  headers: { "anthropic-version": "2023-06-01" },
};

const asked: [string, UpstreamFetchRequest][] = [];
let now = 0;
beforeEach(() => {
  asked.length = 0;
  now = 1_000_000;
});

type Answer = () => Response | Promise<Response>;
function list(answers: Record<string, Answer>): ModelList {
  const answer = async (url: string, request: UpstreamFetchRequest) => {
    asked.push([url, request]);
    const { hostname } = new URL(url);
    return (answers[hostname] ?? (() => Response.error()))();
  };
  return new ModelList(answer, () => now);
}
const says =
  (body: Json, status = 200) =>
  () =>
    Response.json(body, { status });
const model = (id: string, created = 0, provider = "openai") => ({
  id: `${provider}/${id}`,
  object: "model",
  created,
  owned_by: provider,
});

test("models of several providers, in their order, named provider/model", async () => {
  const models = list({
    "o.example": says({ object: "list", data: [{ id: "gpt", object: "model", created: 7, owned_by: "somebody" }] }),
    "a.example": says({
      data: [{ type: "model", id: "claude", display_name: "C", created_at: "2025-01-02T03:04:05.900Z" }],
    }),
  });
  expect(await models.of([anthropic, openai])).toEqual([model("claude", 1_735_787_045, "anthropic"), model("gpt", 7)]);
});

test("each is asked in its own way, with its own credential, and follows no redirect", async () => {
  await list({}).of([openai, anthropic]);
  expect(asked.map(([url, { headers, redirect, method }]) => [url, headers, redirect, method])).toEqual([
    ["https://o.example/v1/models", { authorization: "Bearer sk-o", accept: "application/json" }, "manual", undefined],
    [
      "https://a.example/v1/models?limit=1000",
      { "x-api-key": "sk-a", "anthropic-version": "2023-06-01", accept: "application/json" },
      "manual",
      undefined,
    ],
  ]);
  for (const [, { signal }] of asked) expect(signal?.aborted).toBe(false);
});

describe("a provider that does not list its models is left out, and asked again", () => {
  const down: [string, Answer][] = [
    ["not there", () => Promise.reject(new TypeError("fetch failed"))],
    ["too slow", () => Promise.reject(new DOMException("late", "TimeoutError"))],
    ["an error with a list", says({ data: [{ id: "x" }] }, 500)],
    ["not allowed", says({ error: { message: "no" } }, 401)],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "https://evil.example" } })],
    ["HTML", () => new Response("<html>")],
    ["nothing", () => new Response("")],
    ["more than is read", () => new Response(" ".repeat(4 * 1_048_576) + '{"data":[{"id":"x"}]}')],
    ["another form", says({ models: [{ name: "x" }] })],
    ["no list", says({ data: { id: "x" } })],
    ["null", says(null)],
  ];
  test.each(down)("%s", async (_, answer) => {
    const models = list({ "o.example": answer, "a.example": says({ data: [{ id: "claude" }] }) });
    expect(await models.of([openai, anthropic])).toEqual([model("claude", 0, "anthropic")]);
    await models.of([openai, anthropic]);
    expect(asked.map(([url]) => new URL(url).hostname)).toEqual(["o.example", "a.example", "o.example"]);
  });
});

describe("entries", () => {
  const entries: [string, Json, object[]][] = [
    ["nonsense is left out", [null, "x", 7, [], {}, { id: 7 }, { id: "ok" }], [model("ok")]],
    [
      "an id that is too long is left out",
      [{ id: "x".repeat(201) }, { id: "y".repeat(200) }],
      [model("y".repeat(200))],
    ],
    [
      "a time that is none is 0",
      [
        { id: "a", created_at: "soon" },
        { id: "b", created: "7" },
      ],
      [model("a"), model("b")],
    ],
    ["what else a provider says is not passed on", [{ id: "a", created: 1, secret: "s" }], [model("a", 1)]],
  ];
  test.each(entries)("%s", async (_, data, expected) => {
    expect(await list({ "o.example": says({ data }) }).of([openai])).toEqual(expected);
  });

  test("of more than 1,000 the first are listed", async () => {
    const data = Array.from({ length: 1_500 }, (_, index) => ({ id: `m${index}` }));
    const listed = await list({ "o.example": says({ data }) }).of([openai]);
    expect([listed.length, listed.at(-1)?.id]).toEqual([1_000, "openai/m999"]);
  });
});

test("a list is kept for a minute", async () => {
  const models = list({ "o.example": says({ data: [{ id: "a" }] }) });
  const first = await models.of([openai]);
  now += 59_999;
  expect(await models.of([openai])).toEqual(first);
  expect(asked).toHaveLength(1);
  now += 1;
  await models.of([openai]);
  expect(asked).toHaveLength(2);
});
