import { maskBody } from "../support/mask.ts";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import type { Redaction } from "../../src/core/redaction.ts";
import { Vault } from "../../src/core/vault.ts";
import { StreamRestorer } from "../../src/dialects/openai-chat/restore-stream.ts";
import { scanAnswer } from "../scan/engine.ts";
import { AWS_KEY, EMAIL, IBAN, PEM, TEXTS } from "../support/own-values.ts";

const scan = scanAnswer;
const ada = "ada@example.org";
const { vault } = maskBody({ text: ada });

const delta = (text: JsonObject, finish: string | null = null, index = 0): JsonObject => ({
  choices: [{ index, delta: text, finish_reason: finish }],
});
const call = (text: string) => delta({ tool_calls: [{ index: 0, function: { arguments: text } }] });

function play(chunks: readonly JsonObject[], { held = vault, jsonAnswer = false } = {}) {
  const counts: Record<string, number> = {};
  const redaction: Redaction = {
    scan,
    note: ({ entity }) => {
      counts[entity] = (counts[entity] ?? 0) + 1;
    },
  };
  const restorer = new StreamRestorer(held, jsonAnswer, redaction);
  return { events: chunks.flatMap((chunk) => restorer.restore(chunk)), counts };
}

interface Choice {
  index: number;
  delta: JsonObject & { tool_calls?: { function: { arguments: string } }[] };
  logprobs?: { content: { token: string }[] } | null;
  finish_reason: string | null;
}
const choicesOf = (events: readonly JsonObject[]) => events.flatMap(({ choices }) => choices as unknown as Choice[]);

/** A text of the first choice, put together, and how the choice ended. */
function read(chunks: readonly JsonObject[], field = "content", index = 0) {
  const choices = choicesOf(play([...chunks, delta({}, "stop", index)]).events).filter((each) => each.index === index);
  expect(choices.map((each) => each.finish_reason).filter((end) => end !== null)).toEqual(["stop"]);
  expect(choices.at(-1)?.finish_reason).toBe("stop");
  return choices.map(({ delta: part }) => textOf(part, field)).join("");
}

function textOf(part: Choice["delta"], field: string): string {
  const text = field === "arguments" ? part.tool_calls?.[0]?.function.arguments : part[field];
  return typeof text === "string" ? text : "";
}

describe("values that the caller never sent are replaced, wherever the text is cut", () => {
  const texts: [string, string, string][] = [
    ...TEXTS,
    ["beside a placeholder", `[EMAIL_1] ${EMAIL}[EMAIL_1]`, `${ada} [REDACTED_EMAIL]${ada}`],
    ["the caller's, said as it is", `it was ${ada}, not ${EMAIL}`, `it was ${ada}, not [REDACTED_EMAIL]`],
    ["a placeholder within a number", "4111 1111 [EMAIL_1] 1111 1111", `4111 1111 ${ada} 1111 1111`],
    ["a placeholder that nobody knows", `[EMAIL_7] ${AWS_KEY}`, "[EMAIL_7] [REDACTED_AWS_KEY_ID]"],
    ["what looks like a mark", "[REDACTED_EMAIL] [REDACTED_1", "[REDACTED_EMAIL] [REDACTED_1"],
  ];
  test.each(texts)("%s", (_, text, expected) => {
    for (const field of ["content", "refusal", "reasoning_content", "reasoning", "brand_new"])
      expect(read([delta({ [field]: text })], field)).toBe(expected);
    for (let at = 0; at <= text.length; at += 1) {
      const [first, second] = [text.slice(0, at), text.slice(at)];
      expect(read([delta({ content: first }), delta({ content: second })])).toBe(expected);
    }
    expect(read(text.split("").map((content) => delta({ content })))).toBe(expected);
  });

  test("in arguments, as JSON", () => {
    const json = `{"to":["${EMAIL}","[EMAIL_1]"],"card": 4111111111111111,"key":${JSON.stringify(PEM)}}`;
    const expected = {
      to: ["[REDACTED_EMAIL]", ada],
      card: "[REDACTED_CREDIT_CARD]",
      key: "[REDACTED_PRIVATE_KEY]",
    };
    for (let at = 0; at <= json.length; at += 1)
      expect(JSON.parse(read([call(json.slice(0, at)), call(json.slice(at))], "arguments"))).toEqual(expected);
  });

  test("in a JSON answer", () => {
    const { events } = play([delta({ content: '{"card": 41111111' }), delta({ content: "11111111}" }, "stop")], {
      jsonAnswer: true,
    });
    const content = choicesOf(events).map((each) => textOf(each.delta, "content"));
    expect(content.join("")).toBe('{"card": "[REDACTED_CREDIT_CARD]"}');
  });

  test("in each choice by itself, and counted", () => {
    const halves = [EMAIL.slice(0, 9), EMAIL.slice(9)];
    const chunks = halves.flatMap((content) => [delta({ content }, null, 0), delta({ content }, null, 1)]);
    const { events, counts } = play([...chunks, delta({}, "stop", 1), delta({ content: ` ${IBAN}` }, "stop", 0)]);
    const texts = (index: number) =>
      choicesOf(events)
        .filter((each) => each.index === index)
        .map((each) => textOf(each.delta, "content"))
        .join("");
    expect([texts(0), texts(1)]).toEqual(["[REDACTED_EMAIL] [REDACTED_IBAN]", "[REDACTED_EMAIL]"]);
    expect(counts).toEqual({ EMAIL_ADDRESS: 2, IBAN_CODE: 1 });
  });

  test("without any value of the caller's", () => {
    const { events } = play([delta({ content: EMAIL }), delta({}, "stop")], { held: new Vault() });
    expect(events).toEqual([delta({ content: "" }), delta({ content: "[REDACTED_EMAIL]" }), delta({}, "stop")]);
  });

  test("beside the texts, each piece by itself", () => {
    const beside = { citations: [`https://x.example/?b=${EMAIL}`] };
    const { events } = play([{ ...delta({ content: "a " }), ...beside }]);
    expect(events).toEqual([{ ...delta({ content: "a " }), citations: ["https://x.example/?b=[REDACTED_EMAIL]"] }]);
  });
});

describe("what is no running text is given at once", () => {
  const details = { reasoning_details: [{ type: "reasoning.text", format: "some-format-v1", index: 0 }] };
  const pieces: [string, JsonObject][] = [
    [
      "a call's id and name",
      { tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name: "get_it" } }] },
    ],
    ["what nobody knows, deep inside", details],
    ["what nobody knows, said again", details],
    ["numbers, booleans and null", { n: 1, b: true, nothing: null }],
  ];
  test.each(pieces)("%s", (_, piece) => {
    expect(play([delta(piece)]).events).toEqual([delta(piece)]);
  });

  test("and a value in it is replaced", () => {
    const deep = (text: string) => delta({ deep: { a: [text] } });
    expect(play([deep(`see ${EMAIL}`)]).events).toEqual([deep("see [REDACTED_EMAIL]")]);
    // What was given cannot be taken back; the rest of the value is.
    expect(play([deep("4111 1111 11"), deep("11 1111 ok")]).events.at(-1)).toEqual(deep("[REDACTED_CREDIT_CARD] ok"));
  });
});

describe("probabilities", () => {
  const said = (content: string) => ({
    choices: [{ index: 0, delta: { content }, logprobs: { content: [{ token: content }] }, finish_reason: null }],
  });
  const tokensOf = (contents: readonly string[]) =>
    choicesOf(play([...contents.map(said), delta({}, "stop")]).events).map((each) =>
      each.logprobs?.content.map(({ token }) => token),
    );

  test("come with their text", () => {
    expect(tokensOf(["Hello", " world", ".", " "])).toEqual([
      undefined,
      ["Hello"],
      undefined,
      [" world", ".", " "],
      undefined,
    ]);
  });

  test("of what was replaced are left out", () => {
    const tokens = tokensOf(["Ask", " ada", "@ex", "ample.com", " or", " me ", "now", " "]).flat();
    expect(tokens.join("|")).not.toMatch(/ada|@ex|ample/);
    expect(tokens).toContain("now");
    expect(
      tokensOf([`x ${EMAIL} next`, " "])
        .flat()
        .join(""),
    ).not.toContain(EMAIL);
    expect(JSON.stringify(tokensOf([...(PEM.match(/[^]{1,7}/g) ?? []), " "]))).not.toMatch(/MIIE|0BAQ/);
  });
});
