import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import type { Redaction } from "../../src/core/redaction.ts";
import { openaiEmbeddings } from "../../src/dialects/openai-embeddings/dialect.ts";
import { scanAnswer } from "../scan/engine.ts";
import { maskBody } from "../support/mask.ts";

const { vault } = maskBody({ text: "ada@example.org" });
const redaction: Redaction = { scan: scanAnswer, note: () => undefined };
const screener = openaiEmbeddings.screener({ vault, redaction, jsonAnswer: false, translated: false });
const answer = (embedding: number[] | string, more: JsonObject = {}): JsonObject => ({
  object: "list",
  data: [{ object: "embedding", index: 0, embedding, ...more }],
  model: "m",
  usage: { prompt_tokens: 2, total_tokens: 2 },
});

test.each([
  ["numbers", [0.1, -2.5e-9, 0]],
  ["numbers that look like a card's", [4111111111111111, -4111111111111111]],
  ["base64 that looks like a card's number", "4111111111111111"],
])("a vector is no text: %s", (_, embedding) => {
  const given = answer(embedding);
  expect(JSON.stringify(screener.whole(given))).toBe(JSON.stringify(given));
  expect(openaiEmbeddings.keptTexts({ kind: "json", body: given })?.join("\n")).not.toContain("4111");
});

test("what stands beside a vector is looked at", () => {
  const given = answer([1], { note: "[EMAIL_1], eve@example.org" });
  expect(screener.whole(given)).toEqual(answer([1], { note: "ada@example.org, [REDACTED_EMAIL]" }));
  expect(openaiEmbeddings.keptTexts({ kind: "json", body: given })).toContain("[EMAIL_1], eve@example.org");
});

test("usage is the prompt's", () => {
  expect(openaiEmbeddings.readUsage()(answer([1]))).toEqual({
    usage: { promptTokens: 2, completionTokens: 0 },
    written: [],
  });
});

test("a list of as many texts as there may be is taken", () => {
  const input = Array.from({ length: 2_048 }, () => "x");
  expect(openaiEmbeddings.read({ model: "m", input }, 1).model).toBe("m");
});

test.each([2_049, 400_000])("a list of %d is refused for its length, whatever is in it", (length) => {
  const input = Array.from({ length }, () => 1);
  const failure = expect.objectContaining({ param: "input", message: expect.stringContaining("at most 2048 texts") });
  expect(() => openaiEmbeddings.read({ model: "m", input }, 1)).toThrow(expect.objectContaining({ failure }));
});
