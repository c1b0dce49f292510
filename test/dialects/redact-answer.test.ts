import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { redactAnswer } from "../../src/dialects/openai-chat/redact-answer.ts";
import { restoreAnswer } from "../../src/dialects/openai-chat/restore-answer.ts";
import { Vault } from "../../src/core/vault.ts";
import { scanAnswer } from "../scan/engine.ts";
import { maskBody } from "../support/mask.ts";
import { EMAIL, IBAN, TEXTS } from "../support/own-values.ts";

const scan = scanAnswer;
const answer = (message: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: "chatcmpl-4111111111111111",
  created: 1_795_255_610,
  model: "m",
  choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: "stop", ...more }],
  usage: { total_tokens: 4_155_550_132 },
});

function redact(body: JsonObject, vault = new Vault(), jsonAnswer = false) {
  const noted: string[] = [];
  const redacted = redactAnswer(body, vault, { scan, note: ({ entity }) => void noted.push(entity) }, jsonAnswer);
  return { body: restoreAnswer(redacted, vault, jsonAnswer), noted };
}

describe("a whole answer", () => {
  test.each(TEXTS)("with %s", (_, content, expected) => {
    expect(redact(answer({ content })).body).toEqual(answer({ content: expected }));
  });

  test("with nothing to replace is the same object", () => {
    const body = answer(
      { content: "Hello, [EMAIL_1]. In 2024", reasoning: "1, 2, 3", tool_calls: [] },
      { logprobs: null },
    );
    expect(redact(body).body).toBe(body);
  });

  test("is looked at in every text of every choice", () => {
    const hidden = "[REDACTED_EMAIL]";
    const message = (text: string, json: string) => ({
      content: text,
      refusal: text,
      reasoning_content: text,
      reasoning: text,
      tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: json } }],
      brand_new: { deep: [text] },
    });
    const both = (text: string, json: string): JsonObject => ({
      choices: [{ message: message(text, json) }, { message: message(text, json) }],
    });
    const { body, noted } = redact(both(EMAIL, `{"a":"${EMAIL}","b":4111111111111111}`));
    expect(body).toEqual(both(hidden, `{"a":"${hidden}","b":"[REDACTED_CREDIT_CARD]"}`));
    expect(noted.length).toBe(14);
  });

  test("gives the caller's own values back, and lets them through as they are", () => {
    const { vault } = maskBody({ text: "ada@example.org" });
    const { body, noted } = redact(answer({ content: `[EMAIL_1] ada@example.org ${EMAIL} ${IBAN}` }), vault);
    expect(body).toEqual(answer({ content: "ada@example.org ada@example.org [REDACTED_EMAIL] [REDACTED_IBAN]" }));
    expect(noted).toEqual(["EMAIL_ADDRESS", "IBAN_CODE"]);
  });

  test("loses its probabilities where something was replaced", () => {
    const logprobs = { content: [{ token: "grace", logprob: -1 }] };
    expect(redact(answer({ content: EMAIL }, { logprobs })).body).toEqual(
      answer({ content: "[REDACTED_EMAIL]" }, { logprobs: null }),
    );
    expect(redact(answer({ content: "grace" }, { logprobs })).body).toEqual(answer({ content: "grace" }, { logprobs }));
  });

  test("in JSON stays JSON", () => {
    expect(redact(answer({ content: '{"card":4111111111111111}' }), new Vault(), true).body).toEqual(
      answer({ content: '{"card":"[REDACTED_CREDIT_CARD]"}' }),
    );
  });
});
