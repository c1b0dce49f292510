import Anthropic from "@anthropic-ai/sdk";
import { betaTool } from "@anthropic-ai/sdk/helpers/beta/json-schema";
import { jsonSchemaOutputFormat } from "@anthropic-ai/sdk/helpers/json-schema";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SEEDS, startWithAimock, type WithAimock } from "../support/aimock.ts";

type Ask = Anthropic.MessageCreateParamsNonStreaming;

let world: WithAimock;
let client: Anthropic;

beforeAll(async () => {
  world = await startWithAimock();
  client = world.anthropic;
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
/** A message that was not sent before, so that no cached answer is given. */
function user(content: string): Anthropic.MessageParam {
  asked += 1;
  return { role: "user", content: `(${asked}) ${content}` };
}

const ANSWER = "I mailed [EMAIL_1], charged [CREDIT_CARD_1] and used [GITHUB_TOKEN_1]. [EMAIL_1]!";
const RESTORED = `I mailed ${SEEDS.mail}, charged ${SEEDS.card} and used ${SEEDS.token}. ${SEEDS.mail}!`;
const MASKED = "Mail [EMAIL_1], charge [CREDIT_CARD_1], deploy with [GITHUB_TOKEN_1].";
const ask = (model: string, more: Partial<Ask> = {}): Ask => ({
  model,
  max_tokens: 256,
  messages: [user(`Mail ${SEEDS.mail}, charge ${SEEDS.card}, deploy with ${SEEDS.token}.`)],
  ...more,
});

const TOOLS: Anthropic.Tool[] = [
  {
    name: "send_mail",
    description: `Sends mail. Ask ${SEEDS.mail} for help.`,
    input_schema: { type: "object", properties: { to: { type: "string" }, key: { type: "string" } } },
  },
];
const askTool = (model: string, more: Partial<Ask> = {}) =>
  ask(model, { messages: [user(`Send ${SEEDS.pem} to ${SEEDS.mail}`)], tools: TOOLS, ...more });
const ARGUMENTS = '{"to":"[EMAIL_1]","key":"[PRIVATE_KEY_1]"}';
const INPUT = { to: SEEDS.mail, key: SEEDS.pem };
const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
const CHUNK_SIZES = [1, 3, 7];

// Both providers behind one client: the second one goes through the gateway's translation.
describe.each(["anthropic/claude-mock", "openai/gpt-mock"])("%s", (model) => {
  test("the provider sees placeholders, the caller its own values", async () => {
    world.answerWith({ response: { content: ANSWER, usage: USAGE } });
    const { data, response } = await client.messages.create(ask(model)).withResponse();
    expect(data).toMatchObject({
      type: "message",
      role: "assistant",
      content: [{ type: "text", text: RESTORED }],
      stop_reason: "end_turn",
      usage: { input_tokens: 11, output_tokens: 7 },
    });
    expect(data).toHaveProperty("_request_id", response.headers.get("x-request-id"));
    expect(world.lastChat()).toMatchObject({
      model: model.split("/")[1],
      messages: [{ role: "user", content: expect.stringContaining(MASKED) }],
    });
  });

  test.each(CHUNK_SIZES)("the stream helper gathers the same from pieces of %i", async (chunkSize) => {
    world.answerWith({ response: { content: ANSWER, usage: USAGE }, chunkSize });
    const stream = client.messages.stream(ask(model));
    const pieces: string[] = [];
    stream.on("text", (text) => pieces.push(text));
    const message = await stream.finalMessage();
    expect([message.content.map((block) => block.type === "text" && block.text), message.stop_reason]).toEqual([
      [RESTORED],
      "end_turn",
    ]);
    expect([pieces.join(""), pieces.length > 5]).toEqual([RESTORED, true]);
    expect(message.usage).toMatchObject({ input_tokens: 11, output_tokens: 7 });
  });

  test.each([false, true])("parallel tool calls with the caller's own values (streamed: %s)", async (streamed) => {
    world.answerWith({
      response: {
        content: "Telling [EMAIL_1].",
        toolCalls: [
          { id: "call_a", name: "send_mail", arguments: ARGUMENTS },
          { id: "call_b", name: "send_mail", arguments: '{"to":"no one"}' },
        ],
      },
      chunkSize: 3,
    });
    const body = askTool(model);
    const message = streamed ? await client.messages.stream(body).finalMessage() : await client.messages.create(body);
    expect(message).toMatchObject({
      stop_reason: "tool_use",
      content: [
        { type: "text", text: `Telling ${SEEDS.mail}.` },
        { type: "tool_use", id: "call_a", name: "send_mail", input: INPUT },
        { type: "tool_use", id: "call_b", name: "send_mail", input: { to: "no one" } },
      ],
    });
    expect(JSON.stringify(world.lastChat().tools)).toContain("Ask [EMAIL_1] for help.");
  });

  test("calls and their results go back masked, under the same placeholders", async () => {
    const calls = [
      { id: "call_a", name: "send_mail", arguments: ARGUMENTS },
      { id: "call_b", name: "send_mail", arguments: '{"to":"no one"}' },
    ];
    world.answerWith(
      { match: { hasToolResult: false }, response: { toolCalls: calls } },
      { match: { hasToolResult: true }, response: { content: "Done: [EMAIL_1], phone [PHONE_1]." } },
    );
    const body = askTool(model);
    const { content } = await client.messages.create(body);
    const results = content.flatMap((block): Anthropic.ToolResultBlockParam[] =>
      block.type === "tool_use"
        ? [
            {
              type: "tool_result",
              tool_use_id: block.id,
              content: JSON.stringify({ sent: SEEDS.mail, from: SEEDS.phone }),
            },
          ]
        : [],
    );
    const second = await client.messages.create({
      ...body,
      messages: [...body.messages, { role: "assistant", content }, { role: "user", content: results }],
    });
    expect(second.content).toMatchObject([{ type: "text", text: `Done: ${SEEDS.mail}, phone ${SEEDS.phone}.` }]);
    const [, assistant, ...tools] = world.lastChat().messages;
    expect(assistant?.tool_calls?.map((call) => JSON.parse(call.function.arguments) as unknown)).toEqual(
      calls.map((call) => JSON.parse(call.arguments) as unknown),
    );
    expect(tools).toMatchObject(
      ["call_a", "call_b"].map((id) => ({
        role: "tool",
        tool_call_id: id,
        content: '{"sent":"[EMAIL_1]","from":"[PHONE_1]"}',
      })),
    );
  });

  test("a forced choice of a tool is carried", async () => {
    world.answerWith({ response: { toolCalls: [{ id: "call_f", name: "send_mail", arguments: "{}" }] } });
    await client.messages.create(
      askTool(model, { tool_choice: { type: "tool", name: "send_mail", disable_parallel_tool_use: true } }),
    );
    const [sent] = await world.gateway.journal();
    expect(sent?.body).toMatchObject(
      model.startsWith("anthropic/")
        ? { tool_choice: { type: "tool", name: "send_mail", disable_parallel_tool_use: true } }
        : { tool_choice: { type: "function", function: { name: "send_mail" } }, parallel_tool_calls: false },
    );
  });

  test.each([false, true])(
    "the tool runner calls the caller's function with its own values (streamed: %s)",
    async (stream) => {
      world.answerWith(
        {
          match: { hasToolResult: false },
          response: { toolCalls: [{ id: "call_run", name: "send_mail", arguments: ARGUMENTS }] },
          chunkSize: 3,
        },
        { match: { hasToolResult: true }, response: { content: "Sent to [EMAIL_1]." }, chunkSize: 3 },
      );
      const called: unknown[] = [];
      const tool = betaTool({
        name: "send_mail",
        description: "Sends mail.",
        inputSchema: { type: "object", properties: { to: { type: "string" }, key: { type: "string" } } },
        run: (input) => {
          called.push(input);
          return `Sent to ${SEEDS.mail}, copy to ${SEEDS.phone}`;
        },
      });
      const { messages, max_tokens } = askTool(model);
      const body = { model, max_tokens, messages, tools: [tool] };
      const final = stream
        ? await client.beta.messages.toolRunner({ ...body, stream: true }).runUntilDone()
        : await client.beta.messages.toolRunner(body).runUntilDone();
      expect(final.content).toMatchObject([{ type: "text", text: `Sent to ${SEEDS.mail}.` }]);
      expect(called).toEqual([INPUT]);
      expect(world.requests()).toHaveLength(2);
      expect(world.lastChat().messages.at(-1)).toMatchObject({ content: "Sent to [EMAIL_1], copy to [PHONE_1]" });
    },
  );

  test.each([false, true])("what is put into a structured answer keeps it JSON (streamed: %s)", async (streamed) => {
    world.answerWith({ response: { content: '{"key":"[PRIVATE_KEY_1]"}' }, chunkSize: 3 });
    const format = jsonSchemaOutputFormat({
      type: "object",
      properties: { key: { type: "string" } },
      required: ["key"],
      additionalProperties: false,
    });
    const body = { ...ask(model, { messages: [user(`As JSON: ${SEEDS.pem}`)] }), output_config: { format } };
    const message = streamed ? await client.messages.stream(body).finalMessage() : await client.messages.parse(body);
    expect(message.parsed_output).toEqual({ key: SEEDS.pem });
  });

  test.each([false, true])("reasoning comes as thinking (streamed: %s)", async (streamed) => {
    world.answerWith({ response: { content: "Mail [EMAIL_1].", reasoning: "They mean [EMAIL_1]." }, chunkSize: 3 });
    const body = ask(model, { thinking: { type: "enabled", budget_tokens: 1_024 }, max_tokens: 2_048 });
    const message = streamed ? await client.messages.stream(body).finalMessage() : await client.messages.create(body);
    // What the provider has signed is left as it is.
    const [thinking, signature] = model.startsWith("anthropic/")
      ? ["They mean [EMAIL_1].", "aimock-placeholder-signature"]
      : [`They mean ${SEEDS.mail}.`, ""];
    expect(message.content).toMatchObject([
      { type: "thinking", thinking, signature },
      { type: "text", text: `Mail ${SEEDS.mail}.` },
    ]);
  });

  test.each([false, true])(
    "a repeated question is a hit, with each caller's own values (streamed: %s)",
    async (streamed) => {
      world.answerWith({ response: { content: "Dear [EMAIL_1]" }, chunkSize: 3 });
      const give = async (content: string) => {
        const body = ask(model, { messages: [{ role: "user", content }] });
        const { data, response } = streamed
          ? await client.messages.create({ ...body, stream: true }).withResponse()
          : await client.messages.create(body).withResponse();
        let text = "";
        if ("content" in data) text = data.content.map((block) => (block.type === "text" ? block.text : "")).join("");
        else
          for await (const event of data)
            if (event.type === "content_block_delta" && event.delta.type === "text_delta") text += event.delta.text;
        return [response.headers.get("x-agentshield-cache"), text];
      };
      const question = (mail: string) => `Greet ${mail} as ${model}, streamed: ${streamed}`;
      expect(await give(question(SEEDS.mail))).toEqual(["miss", `Dear ${SEEDS.mail}`]);
      expect(await give(question("bob@example.org"))).toEqual(["hit", "Dear bob@example.org"]);
      expect(world.requests()).toHaveLength(1);
    },
  );

  test("a stream that the caller aborts ends at once, and is recorded so", async () => {
    world.answerWith({
      response: { content: "one two three four ".repeat(50) },
      chunkSize: 5,
      streamingProfile: { ttft: 0, tps: 20 },
    });
    const stream = client.messages.stream(ask(model));
    stream.on("text", () => stream.abort());
    await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    await expect
      .poll(() => world.gateway.records().at(-1))
      .toMatchObject({ outcome: "client_gone", route: "POST /v1/messages" });
  });

  test("a stream that breaks amid its text ends in an error, not in silence", async () => {
    world.answerWith({
      response: { content: "one two three four" },
      chunkSize: 3,
      truncateAfterChunks: 4,
      // Not all at once, or the end would overtake the beginning.
      streamingProfile: { ttft: 0, tps: 50 },
    });
    const thrown = await thrownBy(client.messages.stream(ask(model)).finalMessage());
    expect(thrown).toBeInstanceOf(Anthropic.APIError);
    expect(thrown).toMatchObject({ error: { error: { type: "api_error" } } });
  });

  test("tokens are counted", async () => {
    const { messages } = ask(model);
    world.answerWith({ response: { content: "ok" } });
    const counted = await client.messages.countTokens({ model, messages }).catch((thrown: unknown) => thrown);
    // The mock has no such path: its refusal must come through as the SDK's own error.
    if (model.startsWith("anthropic/")) expect(counted).toBeInstanceOf(Anthropic.NotFoundError);
    else expect(counted).toMatchObject({ input_tokens: expect.any(Number) });
  });

  const failures: [string, number, new (...given: never[]) => Error, object][] = [
    ["failure", 500, Anthropic.InternalServerError, { status: 502, type: "api_error" }],
    ["overload", 529, Anthropic.InternalServerError, { status: 502, type: "api_error" }],
    ["rate limit", 429, Anthropic.RateLimitError, { status: 429, type: "rate_limit_error" }],
    ["refusal", 400, Anthropic.BadRequestError, { status: 400, type: "invalid_request_error" }],
    ["doubt of the gateway's key", 401, Anthropic.InternalServerError, { status: 502, type: "api_error" }],
  ];
  for (const stream of [false, true])
    test.each(failures)(`the provider's %s (streamed: ${stream})`, async (_, status, kind, fields) => {
      world.answerWith({ response: { status, error: { message: `No for ${SEEDS.mail}`, type: "some_error" } } });
      const thrown = await thrownBy(client.messages.create({ ...ask(model), stream }));
      expect(thrown).toBeInstanceOf(kind);
      expect(thrown).toMatchObject(fields);
      // The provider's words are of no concern to the caller, or they are screened.
      expect(String(thrown)).not.toContain(SEEDS.mail);
    });
});

describe("errors are the SDK's own", () => {
  const model = "anthropic/claude-mock";
  const create = (more: object) => thrownBy(client.messages.create({ ...ask(model), ...more }));
  const cases: [string, () => Promise<unknown>, new (...given: never[]) => Error, object][] = [
    [
      "a wrong key",
      () => thrownBy(world.anthropicWith("sk-as-developer000-wrong-wrong-wrong-wrong").messages.create(ask(model))),
      Anthropic.AuthenticationError,
      { status: 401, type: "authentication_error" },
    ],
    [
      "an unknown model",
      () => create({ model: "nobody/nothing" }),
      Anthropic.NotFoundError,
      { type: "not_found_error" },
    ],
    ["no messages", () => create({ messages: [] }), Anthropic.BadRequestError, { type: "invalid_request_error" }],
    ["no limit", () => create({ max_tokens: 0 }), Anthropic.BadRequestError, { type: "invalid_request_error" }],
    [
      "a path that is not screened",
      () => thrownBy(client.messages.batches.create({ requests: [] })),
      Anthropic.NotFoundError,
      { type: "not_found_error" },
    ],
  ];
  test.each(cases)("%s", async (_, call, kind, fields) => {
    const thrown = await call();
    expect(thrown).toBeInstanceOf(kind);
    expect(thrown).toMatchObject({ ...fields, requestID: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(world.requests()).toEqual([]);
  });
});

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
}
