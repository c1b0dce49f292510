import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import type { Redaction } from "../../src/core/redaction.ts";
import { Vault } from "../../src/core/vault.ts";
import { openaiCompletions } from "../../src/dialects/openai-completions/dialect.ts";
import { scanAnswer } from "../scan/engine.ts";

const MAIL = "ada@example.org";
const OWN = "eve@example.org";
const vault = new Vault();
vault.placeholderFor({ entity: "EMAIL_ADDRESS", label: "EMAIL" }, MAIL);
const redaction: Redaction = { scan: scanAnswer, note: () => undefined };
const screener = () => openaiCompletions.screener({ vault, redaction, jsonAnswer: false, translated: false });

const said = (text: string, finish: string | null = null, more: JsonObject = {}): JsonObject => ({
  object: "text_completion",
  choices: [{ text, index: 0, logprobs: null, finish_reason: finish, ...more }],
});
const via = (fields: JsonObject) =>
  openaiCompletions.viaChat?.({ model: "x/m", prompt: "Hi", ...fields }, "m", () => "id");
const read = (body: JsonObject) => openaiCompletions.read(body, 10);

describe("a request", () => {
  test("of one prompt, as text or in a list", () => {
    expect(read({ model: "m", prompt: "x", n: 2, stream: true, user: "u" })).toMatchObject({
      choices: 2,
      stream: true,
      user: "u",
      showUsage: false,
      writes: true,
    });
    expect(read({ model: "m", prompt: ["x"], stream_options: { include_usage: true } })).toMatchObject({
      choices: 1,
      showUsage: true,
    });
  });

  test.each<[string, JsonObject, string]>([
    ["no prompt", { model: "m" }, "prompt"],
    ["tokens, which nobody can look at", { model: "m", prompt: [1, 2] }, "prompt"],
    ["several prompts", { model: "m", prompt: ["a", "b"] }, "prompt"],
    ["an empty prompt", { model: "m", prompt: "" }, "prompt"],
    ["more drafts than are shown", { model: "m", prompt: "x", best_of: 3 }, "best_of"],
    ["no model", { prompt: "x" }, "model"],
  ])("is refused: %s", (_, body, param) => {
    expect(() => read(body)).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({ kind: "invalid_request", param }) as object,
      }) as Error,
    );
  });
});

describe("an answer", () => {
  test("is looked at and restored; probabilities of what was replaced are left out", () => {
    const logprobs = { tokens: ["eve"], token_logprobs: [-1] };
    expect(screener().whole(said(`${OWN} [EMAIL_1]`, "stop", { logprobs }))).toEqual(
      said(`[REDACTED_EMAIL] ${MAIL}`, "stop"),
    );
    const clean = said("fine", "stop", { logprobs });
    expect(screener().whole(clean)).toBe(clean);
  });

  test("reads the same wherever its stream is cut", () => {
    const text = `to [EMAIL_1] and ${OWN}, then [EMAIL_`;
    for (let at = 0; at <= text.length; at += 1) {
      const one = screener();
      const events = [
        said(text.slice(0, at)),
        said(text.slice(at)),
        said("", "stop"),
        { choices: [], usage: {} },
      ].flatMap((event) => one.event(event));
      const choices = events.flatMap(
        ({ choices: some }) => some as { text: string; finish_reason: string | null; delta?: object }[],
      );
      expect(choices.map((choice) => choice.text).join("")).toBe(`to ${MAIL} and [REDACTED_EMAIL], then [EMAIL_`);
      expect(choices.map((choice) => choice.finish_reason).filter((reason) => reason !== null)).toEqual(["stop"]);
      expect(choices.at(-1)).toEqual({ text: "", index: 0, logprobs: null, finish_reason: "stop" });
    }
  });

  test("may be kept when it is complete", () => {
    const kept = (...chunks: JsonObject[]) => openaiCompletions.keptTexts({ kind: "stream", chunks });
    expect(kept(said("ada@exam"), said("ple.org", "stop"))).toContain(MAIL);
    expect(kept(said("a", "length"))).toBeUndefined();
    expect(kept(said("a"))).toBeUndefined();
    expect(kept(said("a", "stop", { logprobs: { tokens: ["a"] } }))).toBeUndefined();
    expect(openaiCompletions.keptTexts({ kind: "json", body: said("a", "stop") })).toContain("a");
  });

  test("says what it has used", () => {
    const usage = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 };
    expect(openaiCompletions.readUsage()({ ...said("abc"), usage })).toEqual({
      usage: { promptTokens: 3, completionTokens: 5 },
      written: ["abc"],
    });
  });
});

describe("by way of a chat completion", () => {
  test("the prompt is a user's message; what has no counterpart is named", () => {
    expect(via({ max_tokens: 5, stop: "x", stream: true, suffix: "s", logprobs: 2, echo: true })).toMatchObject({
      chat: { model: "m", messages: [{ role: "user", content: "Hi" }], max_tokens: 5, stop: "x", stream: true },
      dropped: ["suffix", "logprobs", "echo"],
    });
    expect(via({ prompt: ["Ho"], echo: false, best_of: 1, logprobs: null })).toMatchObject({
      chat: { messages: [{ content: "Ho" }] },
      dropped: [],
    });
  });

  test("answer and stream come back as text", () => {
    const whole = {
      id: "c",
      object: "chat.completion",
      choices: [{ index: 0, message: { content: "a" }, finish_reason: "stop" }],
      usage: { x: 1 },
    };
    expect(via({})?.answer(whole)).toEqual({ ...said("a", "stop"), id: "c", usage: { x: 1 } });
    const chunk = {
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta: { content: "a" }, finish_reason: null }],
    };
    expect(via({})?.stream().translate(chunk)).toEqual([said("a")]);
    expect(
      via({})?.answer({ choices: [{ message: { content: null, refusal: "no" }, finish_reason: "stop" }] }),
    ).toEqual(said("no", "stop"));
  });
});
