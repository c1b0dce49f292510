import { describe, expect, test } from "vitest";
import * as cache from "../../src/cache/storable.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { keptChatTexts } from "../../src/dialects/openai-chat/kept-texts.ts";
import type { CompleteAnswer } from "../../src/dialects/port.ts";

const isStorable = (answer: CompleteAnswer, holds: (text: string) => boolean) =>
  cache.isStorable(keptChatTexts(answer), holds);

const holdsValues = (text: string) => text.includes("ada@example.org");
const never = () => false;

const choice = (message: JsonObject, more: JsonObject = {}): JsonObject => ({
  index: 0,
  message: { role: "assistant", content: "fine [EMAIL_1]", refusal: null, ...message },
  finish_reason: "stop",
  ...more,
});
const whole = (...choices: JsonObject[]) => ({ kind: "json", body: { id: "x", choices } }) as const;
const delta = (text: JsonObject, finish: string | null = null): JsonObject => ({
  choices: [{ index: 0, delta: text, finish_reason: finish }],
});
const streamed = (...chunks: JsonObject[]) => ({ kind: "stream", chunks }) as const;
const call = { index: 0, id: "c", type: "function", function: { name: "f", arguments: "{}" } };

describe("an answer may be kept", () => {
  const kept: [string, Parameters<typeof isStorable>[0]][] = [
    ["a complete text", whole(choice({}))],
    ["with empty lists", whole(choice({ tool_calls: [], annotations: [] }))],
    ["with nothing where a call would be", whole(choice({ tool_calls: null, function_call: null, audio: null }))],
    [
      "a complete stream",
      streamed(delta({ role: "assistant", content: "" }), delta({ content: "a" }), delta({}, "stop")),
    ],
    ["a stream with usage", streamed(delta({ content: "a" }, "stop"), { choices: [], usage: { total_tokens: 1 } })],
  ];
  test.each(kept)("%s", (_, template) => {
    expect(isStorable(template, holdsValues)).toBe(true);
  });
});

describe("an answer must not be kept", () => {
  const unkept: [string, Parameters<typeof isStorable>[0]][] = [
    ["cut at its longest", whole(choice({}, { finish_reason: "length" }))],
    ["filtered", whole(choice({}, { finish_reason: "content_filter" }))],
    ["ended for the sake of a call", whole(choice({}, { finish_reason: "tool_calls" }))],
    ["not ended", whole(choice({}, { finish_reason: null }))],
    ["without an end", streamed(delta({ content: "a" }))],
    ["one of two", whole(choice({}), choice({}, { index: 1 }))],
    ["ended twice", streamed(delta({}, "stop"), delta({}, "stop"))],
    ["without choices", whole()],
    ["without chunks", streamed()],
    ["with choices of another form", { kind: "json", body: { choices: "x" } }],
    ["a call", whole(choice({ tool_calls: [call] }))],
    ["an older kind of call", whole(choice({ function_call: { name: "f", arguments: "" } }))],
    ["a call in a stream", streamed(delta({ tool_calls: [call] }), delta({}, "stop"))],
    ["sound", whole(choice({ audio: { data: "AAAA" } }))],
    ["a structure that nobody knows", whole(choice({ brand_new: { text: "a" } }))],
    ["a list that nobody knows", whole(choice({ annotations: [{ url: "https://example.org" }] }))],
    ["personal data in the text", whole(choice({ content: "write to ada@example.org" }))],
    ["personal data in a refusal", whole(choice({ refusal: "ask ada@example.org" }))],
    ["personal data in a text that nobody knows", whole(choice({ reasoning: "ask ada@example.org" }))],
    [
      "personal data cut in two",
      streamed(delta({ content: "ada@exa" }), delta({ content: "mple.org" }), delta({}, "stop")),
    ],
    ["personal data with the end", streamed(delta({ content: "ada@example.org" }, "stop"))],
  ];
  test.each(unkept)("%s", (_, template) => {
    expect(isStorable(template, holdsValues)).toBe(false);
  });

  test("texts of one kind are looked at together, others apart", () => {
    const template = streamed(
      delta({ content: "ada@", reasoning: "x" }),
      delta({ reasoning: "y", content: "example.org" }),
      delta({}, "stop"),
    );
    const seen: string[] = [];
    isStorable(template, (text) => seen.push(text) === 0);
    expect(seen).toEqual([expect.stringMatching(/^ada@example\.org\nxy\n/)]);
    expect([isStorable(template, holdsValues), isStorable(template, never)]).toEqual([false, true]);
  });

  const beside: [string, Parameters<typeof isStorable>[0]][] = [
    ["the answer", { kind: "json", body: { citations: ["https://x/?ada@example.org"], choices: [choice({})] } }],
    ["a chunk", streamed({ ...delta({ content: "a" }, "stop"), citations: ["https://x/?ada@example.org"] })],
    ["the choice", whole(choice({}, { note: "ada@example.org" }))],
  ];
  test.each(beside)("personal data beside the message, in %s", (_, template) => {
    expect(isStorable(template, holdsValues)).toBe(false);
  });
});
