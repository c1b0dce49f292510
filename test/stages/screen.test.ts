import { describe, expect, test } from "vitest";
import { parseSettings } from "../../src/config/schema.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { openaiChat } from "../../src/dialects/openai-chat/dialect.ts";
import { openaiCompatible } from "../../src/providers/openai-compatible.ts";
import { compilePolicy } from "../../src/policy/screening-policy.ts";
import type { Answer, Exchange, GatewayContext } from "../../src/stages/context.ts";
import { screen } from "../../src/stages/screen.ts";
import { scanner } from "../scan/engine.ts";

const said = (content: string): JsonObject => ({
  choices: [{ index: 0, message: { content }, finish_reason: "stop" }],
});

/** Runs the stage around a provider that gives this answer. */
async function run(answer: Answer, { redact = true, content = "I am ada@example.org" } = {}) {
  const { limits, pii } = parseSettings({ pii: { answers: { redact } } });
  const policy = compilePolicy(pii, scanner);
  const exchange = {
    record: { timings: {} },
    caller: { tenant: "acme", policy: { screening: { scanner, policy } } },
    dialect: openaiChat,
    target: { provider: { dialect: openaiCompatible } },
    request: { jsonAnswer: false },
  } as unknown as Exchange;
  const raw = new Request("http://h/", {
    method: "POST",
    body: JSON.stringify({ messages: [{ role: "user", content }] }),
  });
  const context = { get: () => exchange, req: { raw } } as unknown as GatewayContext;
  await screen({ limits, digestFor: () => () => "", now: () => 0 })(context, async () => {
    exchange.answer = answer;
  });
  return exchange;
}

async function* batchesOf(chunks: readonly JsonObject[]) {
  yield chunks;
}

describe("an answer", () => {
  const own = "eve@example.org to [EMAIL_1]";

  test("loses what the caller never sent, and the record counts it", async () => {
    const { answer, record } = await run({ kind: "json", body: said(own) });
    expect(answer).toEqual({ kind: "json", body: said("[REDACTED_EMAIL] to ada@example.org") });
    expect([record.found, record.redacted]).toEqual([{ EMAIL_ADDRESS: 1 }, { EMAIL_ADDRESS: 1 }]);
  });

  test("is only restored where the operator wants it so", async () => {
    const { answer, record } = await run({ kind: "json", body: said(own) }, { redact: false });
    expect(answer).toEqual({ kind: "json", body: said("eve@example.org to ada@example.org") });
    expect(record.redacted).toBeUndefined();
  });

  test("with nothing to replace and nothing to restore is the same object", async () => {
    const body = said("Hello.");
    const { answer, record } = await run({ kind: "json", body }, { content: "Hi." });
    expect(answer?.kind === "json" && answer.body).toBe(body);
    expect(record.redacted).toEqual({});
  });

  test("that is streamed is counted as it passes", async () => {
    const chunk = { choices: [{ index: 0, delta: { content: `${own} ` }, finish_reason: null }] };
    const { answer, record } = await run({ kind: "stream", batches: batchesOf([chunk]), leave: () => undefined });
    expect(record.redacted).toEqual({});
    if (answer?.kind !== "stream") throw new Error("not a stream");
    for await (const batch of answer.batches)
      expect(batch).toEqual([
        { choices: [{ index: 0, delta: { content: "[REDACTED_EMAIL] to ada@example.org " }, finish_reason: null }] },
      ]);
    expect(record.redacted).toEqual({ EMAIL_ADDRESS: 1 });
  });
});

test("a body that a proof has read is not read again, and not kept", async () => {
  const body = new TextEncoder().encode(JSON.stringify({ messages: [{ role: "user", content: "ada@example.org" }] }));
  const { limits, pii } = parseSettings({});
  const policy = compilePolicy(pii, scanner);
  const caller = { tenant: "acme", policy: { screening: { scanner, policy } } };
  const exchange = { record: { timings: {} }, dialect: openaiChat, caller, body } as unknown as Exchange;
  const raw = new Request("http://h/", { method: "POST", body: "read" });
  await raw.text();
  const context = { get: () => exchange, req: { raw } } as unknown as GatewayContext;
  await screen({ limits, digestFor: () => () => "", now: () => 0 })(context, async () => undefined);
  expect(exchange.masked.written.text).toContain("[EMAIL_1]");
  expect([exchange.body, exchange.record.requestBytes]).toEqual([undefined, body.byteLength]);
});
