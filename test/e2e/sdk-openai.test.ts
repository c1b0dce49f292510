import { existsSync, readFileSync } from "node:fs";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { SEEDS, startWithAimock, type WithAimock } from "../support/aimock.ts";

const MODEL = "openai/gpt-mock";

let world: WithAimock;
let client: OpenAI;
let variablesBefore: string;

beforeAll(async () => {
  variablesBefore = readFileSync(existsSync(".dev.vars") ? ".dev.vars" : ".dev.vars.example", "utf8");
  world = await startWithAimock();
  client = world.client;
});
afterAll(async () => {
  await world.close();
});
beforeEach(() => {
  world.forget();
});
afterEach(async () => {
  await world.expectNothingPrivate();
});

let asked = 0;
/** A question that was not asked before, so that no cached answer is given. */
function ask(content = `Mail ${SEEDS.mail} and charge ${SEEDS.card}.`): OpenAI.ChatCompletionCreateParamsNonStreaming {
  asked += 1;
  return { model: MODEL, messages: [{ role: "user", content: `(${asked}) ${content}` }] };
}

/** What a call of the SDK throws. */
async function thrownBy(work: PromiseLike<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}

test("`npm run dev` leaves the developer's variables as they are", () => {
  expect(readFileSync(".dev.vars", "utf8")).toBe(variablesBefore);
});

describe("requests", () => {
  test("every role and kind of content part arrives masked, and nothing else is changed", async () => {
    world.answerWith({ response: { content: "ok" } });
    asked += 1;
    await client.chat.completions.create({
      model: MODEL,
      messages: [
        { role: "developer", content: `(${asked}) Owner: ${SEEDS.mail}` },
        { role: "system", content: [{ type: "text", text: `Line: ${SEEDS.phone}` }] },
        { role: "user", name: "ada", content: [{ type: "text", text: `Card ${SEEDS.card}` }] },
        {
          role: "user",
          content: [
            { type: "text", text: `Token ${SEEDS.token}` },
            { type: "image_url", image_url: { url: `https://example.org/?of=${SEEDS.mail}`, detail: "low" } },
            { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
            { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } },
            {
              type: "file",
              file: { filename: `${SEEDS.mail}, March.pdf`, file_data: "data:application/pdf;base64,JVBERg==" },
            },
          ],
        },
        { role: "assistant", content: [{ type: "text", text: SEEDS.mail }], refusal: null },
        { role: "user", content: SEEDS.pem },
      ],
      user: SEEDS.mail,
      metadata: { contact: SEEDS.mail, team: "blue" },
      stop: [SEEDS.phone],
      seed: 7,
      temperature: 0.25,
      logit_bias: { "1234567": -1 },
    });
    expect(world.lastChat()).toEqual({
      model: "gpt-mock",
      messages: [
        { role: "developer", content: `(${asked}) Owner: [EMAIL_1]` },
        { role: "system", content: [{ type: "text", text: "Line: [PHONE_1]" }] },
        { role: "user", name: "ada", content: [{ type: "text", text: "Card [CREDIT_CARD_1]" }] },
        {
          role: "user",
          content: [
            { type: "text", text: "Token [GITHUB_TOKEN_1]" },
            { type: "image_url", image_url: { url: "https://example.org/?of=[EMAIL_1]", detail: "low" } },
            { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
            { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } },
            {
              type: "file",
              file: { filename: "[EMAIL_1], March.pdf", file_data: "data:application/pdf;base64,JVBERg==" },
            },
          ],
        },
        { role: "assistant", content: [{ type: "text", text: "[EMAIL_1]" }], refusal: null },
        { role: "user", content: "[PRIVATE_KEY_1]" },
      ],
      user: "[EMAIL_1]",
      metadata: { contact: "[EMAIL_1]", team: "blue" },
      stop: ["[PHONE_1]"],
      seed: 7,
      temperature: 0.25,
      logit_bias: { "1234567": -1 },
    });
  });

  test("the provider gets the gateway's credential, never the caller's", async () => {
    world.answerWith({ response: { content: "ok" } });
    await client.chat.completions.create(ask(), { headers: { "x-caller": "internal-host-7" } });
    const seen = JSON.stringify(world.requests());
    expect(seen).not.toMatch(/sk-as-|internal-host-7/);
    expect(seen).not.toMatch(/x-stainless|OpenAI\/JS/i);
  });

  test("the gateway's journal shows what the provider got", async () => {
    world.answerWith({ response: { content: "ok" } });
    await client.chat.completions.create(ask());
    const [entry] = await world.gateway.journal();
    const body = world.lastChat();
    expect(entry).toMatchObject({ method: "POST", url: expect.stringMatching(/\/v1\/chat\/completions$/), body });
    expect(JSON.stringify(body)).toContain("Mail [EMAIL_1] and charge [CREDIT_CARD_1].");
  });
});

describe("headers", () => {
  test("say what was found, where it went and whether it was cached", async () => {
    world.answerWith({ response: { content: "Dear [EMAIL_1]" } });
    const body = ask();
    const first = await client.chat.completions.create(body).withResponse();
    const again = await client.chat.completions.create(body).withResponse();
    const headersOf = ({ headers }: Response) =>
      ["pii", "cache", "provider", "model", "attempts"].map((name) => headers.get(`x-agentshield-${name}`));
    expect(headersOf(first.response)).toEqual(["EMAIL_ADDRESS=1,CREDIT_CARD=1", "miss", "openai", "gpt-mock", "1"]);
    expect(headersOf(again.response)).toEqual(["EMAIL_ADDRESS=1,CREDIT_CARD=1", "hit", "openai", "gpt-mock", "0"]);
    expect(again.data.choices[0]?.message.content).toBe(`Dear ${SEEDS.mail}`);
    expect(first.request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(world.requests()).toHaveLength(1);
  });

  test("are there before a stream has ended, and a stream is cached as a stream", async () => {
    world.answerWith({ response: { content: "Dear [EMAIL_1]" }, chunkSize: 3 });
    const body = { ...ask(), stream: true as const };
    const read = async () => {
      const { data, response } = await client.chat.completions.create(body).withResponse();
      let text = "";
      for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? "";
      return [response.headers.get("x-agentshield-cache"), response.headers.get("x-agentshield-pii"), text];
    };
    expect(await read()).toEqual(["miss", "EMAIL_ADDRESS=1,CREDIT_CARD=1", `Dear ${SEEDS.mail}`]);
    expect(await read()).toEqual(["hit", "EMAIL_ADDRESS=1,CREDIT_CARD=1", `Dear ${SEEDS.mail}`]);
    expect(world.requests()).toHaveLength(1);
  });

  test("name the fields that another provider cannot take", async () => {
    world.answerWith({ response: { content: "ok" } });
    const { response } = await client.chat.completions
      .create({ ...ask(), model: "anthropic/claude-mock", seed: 7, logit_bias: { "1": 1 } })
      .withResponse();
    expect(response.headers.get("x-agentshield-provider")).toBe("anthropic");
    expect(response.headers.get("x-agentshield-dropped-params")).toBe("seed,logit_bias");
  });
});

test("models of both providers are listed, named provider/model", async () => {
  world.answerWith(
    { match: { model: "gpt-mock" }, response: { content: "ok" } },
    { match: { model: "claude-mock" }, response: { content: "ok" } },
  );
  const models: OpenAI.Model[] = [];
  for await (const model of client.models.list()) models.push(model);
  // The mock has one list for both.
  expect(models.map(({ id }) => id)).toEqual([
    "openai/gpt-mock",
    "openai/claude-mock",
    "anthropic/gpt-mock",
    "anthropic/claude-mock",
    "echo/echo",
  ]);
  expect(models[0]).toMatchObject({ object: "model", created: expect.any(Number), owned_by: "openai" });
});

test("embeddings are those of the masked text", async () => {
  world.answerWith({ match: { inputText: "Mail [EMAIL_1]" }, response: { embedding: [0.25, -0.5] } });
  const { data, usage } = await client.embeddings.create({
    model: MODEL,
    input: `Mail ${SEEDS.mail}`,
    encoding_format: "float",
  });
  expect(data.map(({ embedding }) => embedding)).toEqual([[0.25, -0.5]]);
  expect(usage.prompt_tokens).toBeGreaterThanOrEqual(0);
});

describe("errors are the SDK's own", () => {
  const error = (status: number, type: string, message: string) => ({
    response: { status, error: { message: `${message} for ${SEEDS.mail}`, type } },
  });
  const create = (more: object = {}) => thrownBy(client.chat.completions.create({ ...ask(), ...more }));
  const cases: [string, () => Promise<unknown>, new (...given: never[]) => Error, object][] = [
    [
      "a wrong key",
      () => thrownBy(world.clientWith("sk-as-developer000-wrong-wrong-wrong-wrong").chat.completions.create(ask())),
      OpenAI.AuthenticationError,
      { status: 401, code: "invalid_api_key", type: "invalid_request_error" },
    ],
    [
      "somebody else's key",
      () => thrownBy(world.clientWith(SEEDS.token).models.list()),
      OpenAI.AuthenticationError,
      { status: 401, code: "invalid_api_key" },
    ],
    [
      "an unknown model",
      () => create({ model: "nobody/nothing" }),
      OpenAI.NotFoundError,
      { status: 404, code: "model_not_found", param: "model" },
    ],
    [
      "no messages",
      () => create({ messages: [] }),
      OpenAI.BadRequestError,
      { status: 400, code: "invalid_request", param: "messages" },
    ],
    [
      "a part of an unknown type",
      () => create({ messages: [{ role: "user", content: [{ type: "hologram" }] }] }),
      OpenAI.BadRequestError,
      { status: 400, param: "messages[0].content[0].type" },
    ],
    [
      "a path that is not screened",
      () => thrownBy(client.images.generate({ model: MODEL, prompt: SEEDS.mail })),
      OpenAI.NotFoundError,
      { status: 404, code: "not_found" },
    ],
  ];
  test.each(cases)("%s", async (_, call, kind, fields) => {
    world.answerWith({ response: { content: "ok" } });
    const thrown = await call();
    expect(thrown).toBeInstanceOf(kind);
    expect(thrown).toMatchObject({ ...fields, requestID: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(String(thrown)).not.toContain(SEEDS.mail);
    expect(world.requests()).toEqual([]);
  });

  const upstream: [string, number, new (...given: never[]) => Error, object][] = [
    ["the provider's failure", 500, OpenAI.InternalServerError, { status: 502, code: "upstream_error" }],
    ["the provider's overload", 503, OpenAI.InternalServerError, { status: 502, code: "upstream_error" }],
    ["the provider's rate limit", 429, OpenAI.RateLimitError, { status: 429, code: "rate_limit_exceeded" }],
    ["the provider's refusal", 400, OpenAI.BadRequestError, { status: 400 }],
    ["the provider's doubt of the gateway's key", 401, OpenAI.InternalServerError, { status: 502 }],
  ];
  for (const model of [MODEL, "anthropic/claude-mock"]) {
    for (const stream of [false, true]) {
      test.each(upstream)(`%s (${model}, streamed: ${stream})`, async (_, status, kind, fields) => {
        world.answerWith(error(status, "some_error", "No"));
        const thrown = await create({ model, stream });
        expect(thrown).toBeInstanceOf(kind);
        expect(thrown).toMatchObject(fields);
        // The provider's words are of no concern to the caller, or they are screened.
        expect(String(thrown)).not.toContain(SEEDS.mail);
        expect(world.requests()).toHaveLength(1);
      });
    }
  }

  test("a stream that breaks amid its text ends in an error, not in silence", async () => {
    world.answerWith({
      response: { content: "one two three four" },
      chunkSize: 3,
      truncateAfterChunks: 4,
      // Not all at once, or the end would overtake the beginning.
      streamingProfile: { ttft: 0, tps: 50 },
    });
    const stream = await client.chat.completions.create({ ...ask(), stream: true });
    const thrown = await thrownBy(
      (async () => {
        for await (const _ of stream);
      })(),
    );
    expect(thrown).toBeInstanceOf(OpenAI.APIError);
    expect(thrown).toMatchObject({ code: "upstream_error" });
  });
});

test("a caller who leaves a stream ends it at the gateway", async () => {
  world.answerWith({
    response: { content: "word ".repeat(2_000) },
    chunkSize: 5,
    streamingProfile: { ttft: 0, tps: 50 },
  });
  const { model, messages } = ask();
  const stream = client.chat.completions.stream({ model, messages });
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content !== undefined) break;
  expect(stream.controller.signal.aborted).toBe(true);
  const record = await vi.waitUntil(() => world.gateway.records().find(({ outcome }) => outcome === "client_gone"), {
    timeout: 10_000,
  });
  expect(record).toMatchObject({ route: "POST /v1/chat/completions", stream: true, failure: "client_gone" });
});
