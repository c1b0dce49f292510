import type OpenAI from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SEEDS, startWithAimock, type WithAimock } from "../support/aimock.ts";

type Message = OpenAI.ChatCompletionMessageParam;

let world: WithAimock;
let client: OpenAI;

beforeAll(async () => {
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
  // Otherwise there would be nothing to see.
  expect(world.requests()).not.toEqual([]);
  await world.expectNothingPrivate();
});

let asked = 0;
/** A message that was not sent before, so that no cached answer is given. */
function user(content: string): Message {
  asked += 1;
  return { role: "user", content: `(${asked}) ${content}` };
}

const ask = () => user(`Mail ${SEEDS.mail}, charge ${SEEDS.card}, deploy with ${SEEDS.token}.`);
const MASKED = "Mail [EMAIL_1], charge [CREDIT_CARD_1], deploy with [GITHUB_TOKEN_1].";
const ANSWER = "I mailed [EMAIL_1], charged [CREDIT_CARD_1] and used [GITHUB_TOKEN_1]. [EMAIL_1]!";
const RESTORED = `I mailed ${SEEDS.mail}, charged ${SEEDS.card} and used ${SEEDS.token}. ${SEEDS.mail}!`;

const TOOLS: OpenAI.ChatCompletionFunctionTool[] = [
  {
    type: "function",
    function: {
      name: "send_mail",
      description: `Sends mail. Ask ${SEEDS.mail} for help.`,
      parameters: {
        type: "object",
        properties: { to: { type: "string", examples: [SEEDS.mail] }, key: { type: "string" } },
      },
    },
  },
];
const askTool = () => user(`Send ${SEEDS.pem} to ${SEEDS.mail}`);
const ARGUMENTS = '{"to":"[EMAIL_1]","key":"[PRIVATE_KEY_1]"}';
const RESTORED_ARGUMENTS = { to: SEEDS.mail, key: SEEDS.pem };

const CHUNK_SIZES = [1, 3, 7];
const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

// Both providers behind one client: the second one goes through the gateway's translation.
describe.each(["openai/gpt-mock", "anthropic/claude-mock"])("%s", (model) => {
  describe("text", () => {
    test("the provider sees placeholders, the caller its own values", async () => {
      world.answerWith({ response: { content: ANSWER, usage: USAGE } });
      const completion = await client.chat.completions.create({ model, messages: [ask()] });
      expect(completion.choices).toMatchObject([
        { index: 0, message: { role: "assistant", content: RESTORED }, finish_reason: "stop" },
      ]);
      expect(completion.usage).toMatchObject(USAGE);
      expect(world.lastChat()).toMatchObject({
        model: model.split("/")[1],
        messages: [{ role: "user", content: expect.stringContaining(MASKED) }],
      });
    });

    test.each(CHUNK_SIZES)("streamed in pieces of %i, placeholders are put together again", async (chunkSize) => {
      world.answerWith({ response: { content: ANSWER }, chunkSize });
      const stream = await client.chat.completions.create({ model, messages: [ask()], stream: true });
      const pieces: string[] = [];
      const reasons: unknown[] = [];
      for await (const { choices } of stream) {
        for (const { delta, finish_reason: reason } of choices) {
          if (delta.content !== undefined && delta.content !== null && delta.content !== "") pieces.push(delta.content);
          if (reason !== null) reasons.push(reason);
        }
      }
      expect(pieces.join("")).toBe(RESTORED);
      expect(pieces.length).toBeGreaterThan(5);
      expect(reasons).toEqual(["stop"]);
    });

    test.each(CHUNK_SIZES)("the stream helper gathers the same from pieces of %i", async (chunkSize) => {
      world.answerWith({ response: { content: ANSWER, usage: USAGE }, chunkSize });
      const messages = [ask()];
      const stream = client.chat.completions.stream({ model, messages, stream_options: { include_usage: true } });
      expect(await stream.finalContent()).toBe(RESTORED);
      expect(await stream.finalMessage()).toMatchObject({ role: "assistant", content: RESTORED });
      expect(await stream.totalUsage()).toMatchObject(USAGE);
    });

    test.each([false, true])("what is put into a JSON answer keeps it JSON (streamed: %s)", async (streamed) => {
      world.answerWith({ response: { content: '{"key":"[PRIVATE_KEY_1]"}' }, chunkSize: 3 });
      const body = {
        model,
        messages: [user(`As JSON: ${SEEDS.pem}`)],
        response_format: { type: "json_object" as const },
      };
      const text = streamed
        ? await client.chat.completions.stream(body).finalContent()
        : (await client.chat.completions.create(body)).choices[0]?.message.content;
      expect(JSON.parse(text ?? "")).toEqual({ key: SEEDS.pem });
    });

    test("a conversation of several turns keeps its placeholders", async () => {
      world.answerWith({ response: { content: "[EMAIL_1] and [PHONE_1], as said." } });
      const messages: Message[] = [
        { role: "developer", content: `You work for ${SEEDS.mail}.` },
        user(`Call ${SEEDS.phone}.`),
        { role: "assistant", content: `I called ${SEEDS.phone} for ${SEEDS.mail}.` },
        { role: "user", content: `Call ${SEEDS.phone} again.` },
      ];
      const completion = await client.chat.completions.create({ model, messages });
      expect(completion.choices[0]?.message.content).toBe(`${SEEDS.mail} and ${SEEDS.phone}, as said.`);
      expect(world.lastChat().messages).toMatchObject([
        { content: "You work for [EMAIL_1]." },
        { content: expect.stringContaining("Call [PHONE_1].") },
        { content: "I called [PHONE_1] for [EMAIL_1]." },
        { content: "Call [PHONE_1] again." },
      ]);
    });
  });

  describe("tools", () => {
    const call = (id: string) => ({ toolCalls: [{ id, name: "send_mail", arguments: ARGUMENTS }] });

    test("the caller sees arguments with its own values, as JSON", async () => {
      world.answerWith({ response: { ...call("call_whole"), usage: USAGE } });
      const completion = await client.chat.completions.create({ model, messages: [askTool()], tools: TOOLS });
      const [choice] = completion.choices;
      expect(choice).toMatchObject({
        finish_reason: "tool_calls",
        message: { tool_calls: [{ id: "call_whole", type: "function", function: { name: "send_mail" } }] },
      });
      expect(argumentsIn(choice?.message)).toEqual([RESTORED_ARGUMENTS]);
      expect(completion.usage).toMatchObject(USAGE);
    });

    test.each(CHUNK_SIZES)("the same streamed in pieces of %i", async (chunkSize) => {
      world.answerWith({ response: call("call_streamed"), chunkSize });
      const stream = client.chat.completions.stream({ model, messages: [askTool()], tools: TOOLS });
      const completion = await stream.finalChatCompletion();
      expect(completion.choices[0]?.finish_reason).toBe("tool_calls");
      expect(argumentsIn(completion.choices[0]?.message)).toEqual([RESTORED_ARGUMENTS]);
    });

    test("text beside two calls at once, streamed", async () => {
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
      const stream = client.chat.completions.stream({ model, messages: [askTool()], tools: TOOLS });
      const message = await stream.finalMessage();
      expect(message.content).toBe(`Telling ${SEEDS.mail}.`);
      expect(argumentsIn(message)).toEqual([RESTORED_ARGUMENTS, { to: "no one" }]);
    });

    test("call and result go back masked, under the same placeholders", async () => {
      world.answerWith(
        { match: { hasToolResult: false }, response: call("call_trip") },
        { match: { hasToolResult: true }, response: { content: "Done: [EMAIL_1], phone [PHONE_1]." } },
      );
      const messages = [askTool()];
      const first = await client.chat.completions.create({ model, messages, tools: TOOLS });
      const message = first.choices[0]?.message;
      if (message === undefined) throw new Error("no answer");
      const second = await client.chat.completions.create({
        model,
        messages: [
          ...messages,
          message,
          {
            role: "tool",
            tool_call_id: message.tool_calls?.[0]?.id ?? "",
            content: JSON.stringify({ sent: SEEDS.mail, signature: SEEDS.phone }),
          },
        ],
        tools: TOOLS,
      });
      expect(second.choices[0]?.message.content).toBe(`Done: ${SEEDS.mail}, phone ${SEEDS.phone}.`);
      const [, assistant, tool] = world.lastChat().messages;
      expect(JSON.parse(assistant?.tool_calls?.[0]?.function.arguments ?? "")).toEqual(JSON.parse(ARGUMENTS));
      expect(tool).toMatchObject({
        role: "tool",
        tool_call_id: assistant?.tool_calls?.[0]?.id,
        content: '{"sent":"[EMAIL_1]","signature":"[PHONE_1]"}',
      });
      expect(JSON.stringify(world.lastChat().tools)).toContain("Ask [EMAIL_1] for help.");
    });

    test.each([false, true])(
      "runTools calls the caller's function with its own values (streamed: %s)",
      async (stream) => {
        world.answerWith(
          { match: { hasToolResult: false }, response: call("call_run"), chunkSize: 3 },
          { match: { hasToolResult: true }, response: { content: "Sent to [EMAIL_1]." }, chunkSize: 3 },
        );
        const called: unknown[] = [];
        const tool = {
          type: "function" as const,
          function: {
            name: "send_mail",
            description: "Sends mail.",
            parameters: { type: "object", properties: { to: { type: "string" }, key: { type: "string" } } },
            parse: JSON.parse as (input: string) => object,
            function: (input: object) => {
              called.push(input);
              return `Sent to ${SEEDS.mail}, copy to ${SEEDS.phone}`;
            },
          },
        };
        const body = { model, messages: [askTool()], tools: [tool] };
        const runner = stream
          ? client.chat.completions.runTools({ ...body, stream: true })
          : client.chat.completions.runTools(body);
        expect(await runner.finalContent()).toBe(`Sent to ${SEEDS.mail}.`);
        expect(called).toEqual([RESTORED_ARGUMENTS]);
        expect(world.requests()).toHaveLength(2);
        expect(world.lastChat().messages.at(-1)).toMatchObject({ content: "Sent to [EMAIL_1], copy to [PHONE_1]" });
      },
    );
  });
});

function argumentsIn(message: OpenAI.ChatCompletionMessage | undefined): unknown[] {
  return (message?.tool_calls ?? []).map((call) => call.type === "function" && JSON.parse(call.function.arguments));
}
