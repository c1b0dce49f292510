import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readStream } from "../support/event-stream.ts";
import { chat, startGateway, storedKeys, type TestGateway } from "../support/gateway.ts";
import { AWS_KEY, EMAIL, IBAN, JWT, PEM } from "../support/own-values.ts";
import { DONE, event, json, startUpstream, stream, type TestUpstream } from "../support/upstream.ts";

const KEY = "sk-as-ownValues001-owner-owner-owner-owner-owner";
const CARD = "4111 1111 1111 1111";
/** What must not be in any answer, in pieces of which each is long enough to be told. */
const SECRETS = [EMAIL, "navy.example", IBAN, "6016 1331", AWS_KEY, CARD, "4111111111111111", JWT, "MIIEvQIBADANBg"];

const SAID = `Dear [EMAIL_1], ask ${EMAIL}, card ${CARD}, or ${IBAN}.\n${PEM}\nBearer ${JWT}`;
const READ =
  "Dear ada@example.org, ask [REDACTED_EMAIL], card [REDACTED_CREDIT_CARD], or [REDACTED_IBAN].\n[REDACTED_PRIVATE_KEY]\nBearer [REDACTED_JWT]";
const ARGUMENTS = `{"to":"[EMAIL_1]","cc":"${EMAIL}","card": 4111111111111111,"key":"${AWS_KEY}"}`;
const READ_ARGUMENTS = {
  to: "ada@example.org",
  cc: "[REDACTED_EMAIL]",
  card: "[REDACTED_CREDIT_CARD]",
  key: "[REDACTED_AWS_KEY_ID]",
};
const COUNTS = {
  EMAIL_ADDRESS: 2,
  CREDIT_CARD: 2,
  IBAN_CODE: 1,
  PRIVATE_KEY: 1,
  JSON_WEB_TOKEN: 1,
  AWS_ACCESS_KEY_ID: 1,
};

let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startGateway({
    OPENAI_API_KEY: "sk-upstream",
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    GATEWAY_KEYS: storedKeys([{ key: KEY, tenant: "own", requestsPerMinute: 100_000 }]),
  });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.seen.length = 0;
});

const ask = (more: object = {}, content = "I am ada@example.org") =>
  chat(
    gateway,
    { model: "openai/m", messages: [{ role: "user", content }], ...more },
    { authorization: `Bearer ${KEY}` },
  );

function expectNoSecret(text: string): void {
  expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([]);
}

const doubled = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).map(([entity, count]) => [entity, 2 * count]));

const whole = (index: number) => ({
  index,
  message: {
    role: "assistant",
    content: SAID,
    refusal: SAID,
    reasoning_content: SAID,
    reasoning: SAID,
    brand_new: { deep: [SAID] },
    tool_calls: [{ id: "call_1", type: "function", function: { name: "send", arguments: ARGUMENTS } }],
  },
  finish_reason: "tool_calls",
});

describe("values that the caller never sent", () => {
  test("are replaced in every text of every choice of a whole answer", async () => {
    upstream.answerWith(json({ id: "x", model: "m", choices: [whole(0), whole(1)] }));
    const response = await ask({ n: 2 });
    const text = await response.text();
    expectNoSecret(text);
    const { choices } = JSON.parse(text) as { choices: ReturnType<typeof whole>[] };
    expect(choices).toHaveLength(2);
    for (const { message } of choices) {
      const {
        content,
        refusal,
        reasoning_content: first,
        reasoning,
        brand_new: { deep },
      } = message;
      expect([content, refusal, first, reasoning, ...deep]).toEqual(Array.from({ length: 5 }, () => READ));
      expect(JSON.parse(message.tool_calls[0]?.function.arguments ?? "")).toEqual(READ_ARGUMENTS);
      expect(message.tool_calls[0]).toMatchObject({ id: "call_1", type: "function", function: { name: "send" } });
    }
    const { redacted } = (await gateway.recordOf(response)) as { redacted: Record<string, number> };
    expect(redacted).toEqual({
      ...doubled({
        EMAIL_ADDRESS: 6,
        CREDIT_CARD: 6,
        IBAN_CODE: 5,
        PRIVATE_KEY: 5,
        JSON_WEB_TOKEN: 5,
        AWS_ACCESS_KEY_ID: 1,
      }),
    });
    const header = response.headers.get("x-agentshield-pii-redacted")?.split(",").toSorted();
    expect(header).toEqual(
      Object.entries(redacted)
        .map(([entity, count]) => `${entity}=${count}`)
        .toSorted(),
    );
    expectNoSecret(gateway.logs().join("\n"));
  });

  test("are replaced in a stream, in two choices, in any pieces", async () => {
    for (const size of [1, 2, 3, 5, 8, 21, 1000]) {
      upstream.answerWith(stream([...streamed(size), DONE]));
      const response = await ask({ n: 2, stream: true });
      expect(response.headers.get("x-agentshield-pii-redacted")).toBeNull();
      const { texts, toolArguments, events, done, error } = await readStream(response);
      expect([texts, done, error]).toEqual([{ 0: READ, 1: READ }, true, undefined]);
      for (const index of [0, 1]) expect(JSON.parse(toolArguments[`${index}/0`] ?? "")).toEqual(READ_ARGUMENTS);
      expect([reasoningOf(events, 0), reasoningOf(events, 1)]).toEqual([READ, READ]);
      expectNoSecret(JSON.stringify(events));
      const { redacted } = await gateway.recordOf(response);
      expect(redacted).toEqual(
        doubled({ ...COUNTS, EMAIL_ADDRESS: 3, CREDIT_CARD: 3, IBAN_CODE: 2, PRIVATE_KEY: 2, JSON_WEB_TOKEN: 2 }),
      );
    }
  });

  test("are replaced wherever the network cuts the stream", async () => {
    const bytes = Buffer.from(
      [
        event({ choices: [{ index: 0, delta: { content: `é [EMAIL_1] ${EMAIL} 4111 1111 ` }, finish_reason: null }] }),
        event({ choices: [{ index: 0, delta: { content: `1111 1111 ${AWS_KEY}` }, finish_reason: "stop" }] }),
        DONE,
      ].join(""),
    );
    upstream.answerWith(async (response, { body }) => {
      const { seed } = JSON.parse(body) as { seed: number };
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const part of [bytes.subarray(0, seed), bytes.subarray(seed)]) {
        await new Promise<void>((resolve) => {
          response.write(part, () => resolve());
        });
        await setImmediate();
      }
      response.end();
    });
    const wrong: unknown[] = [];
    for (let seed = 1; seed < bytes.length; seed += 1) {
      const { texts } = await readStream(await ask({ stream: true, seed }));
      if (texts[0] !== "é ada@example.org [REDACTED_EMAIL] [REDACTED_CREDIT_CARD] [REDACTED_AWS_KEY_ID]")
        wrong.push([seed, texts]);
    }
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  test("are replaced where the caller sent none at all, and are never kept", async () => {
    upstream.answerWith(
      json({ id: "x", choices: [{ index: 0, message: { role: "assistant", content: EMAIL }, finish_reason: "stop" }] }),
    );
    for (const _ of [1, 2]) {
      const response = await ask({}, "who invented COBOL?");
      const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
      expect(choices[0]?.message.content).toBe("[REDACTED_EMAIL]");
      expect(response.headers.get("x-agentshield-cache")).toBe("miss");
    }
    expect(upstream.seen).toHaveLength(2);
  });

  test("do not include what the caller sent, said in any form, nor answers without any", async () => {
    const content = "Hello [EMAIL_1], that is ada@example.org. [REDACTED_EMAIL] [EMAIL_9]";
    const expected = "Hello ada@example.org, that is ada@example.org. [REDACTED_EMAIL] [EMAIL_9]";
    upstream.answerWith(
      json({ id: "x", choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "length" }] }),
    );
    const response = await ask();
    expect(((await response.json()) as { choices: { message: object }[] }).choices[0]?.message).toMatchObject({
      content: expected,
    });
    expect(response.headers.get("x-agentshield-pii-redacted")).toBe("none");
    expect(await gateway.recordOf(response)).toMatchObject({ redacted: {} });
  });

  test("a word that cannot become one is not kept waiting", async () => {
    const { events } = await answerOf(["Hello", " world,", " in", " 2024 "]);
    expect(contentsOf(events)).toEqual(["", "Hello world,", " ", "in ", "2024 "]);
  });
});

async function answerOf(pieces: readonly string[]) {
  const chunks = pieces.map((content) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }));
  const end = event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
  upstream.answerWith(stream([...chunks, end, DONE]));
  return readStream(await ask({ stream: true }));
}

interface Event {
  choices?: { index: number; delta: { content?: string; reasoning_content?: string } }[];
}
const choicesOf = (events: readonly unknown[]) => events.flatMap((each) => (each as Event).choices ?? []);
const contentsOf = (events: readonly unknown[]) => choicesOf(events).flatMap(({ delta }) => delta.content ?? []);
const reasoningOf = (events: readonly unknown[], at: number) =>
  choicesOf(events)
    .filter(({ index }) => index === at)
    .map(({ delta }) => delta.reasoning_content ?? "")
    .join("");

/** Events of two choices in turn: reasoning, then text, then a call, each in pieces of `size` characters. */
function streamed(size: number): string[] {
  const piecesOf = (text: string) => text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
  const both = (delta: object, finish: string | null = null) =>
    [0, 1].map((index) => event({ id: "x", choices: [{ index, delta, finish_reason: finish }] }));
  const call = { index: 0, id: "call_1", type: "function", function: { name: "send", arguments: "" } };
  return [
    ...both({ role: "assistant", content: "" }),
    ...piecesOf(SAID).flatMap((text) => both({ reasoning_content: text })),
    ...piecesOf(SAID).flatMap((text) => both({ content: text })),
    ...both({ tool_calls: [call] }),
    ...piecesOf(ARGUMENTS).flatMap((text) => both({ tool_calls: [{ index: 0, function: { arguments: text } }] })),
    ...both({}, "tool_calls"),
  ];
}
