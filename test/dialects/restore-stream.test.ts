import { describe, expect, test } from "vitest";
import { GatewayError } from "../../src/core/failure.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { Vault } from "../../src/core/vault.ts";
import { StreamRestorer } from "../../src/dialects/openai-chat/restore-stream.ts";

const EMAIL = { entity: "EMAIL_ADDRESS", label: "EMAIL" };

function vaultOf(...values: string[]): Vault {
  const vault = new Vault();
  for (const value of values) vault.placeholderFor(EMAIL, value);
  return vault;
}
const vault = vaultOf("ada@example.org", 'say "hi"\n');

const delta = (text: JsonObject, finish: string | null = null, index = 0): JsonObject => ({
  id: "x",
  choices: [{ index, delta: text, finish_reason: finish }],
});
const call = (text: string, index = 0, more: JsonObject = {}): JsonObject =>
  delta({ tool_calls: [{ index, function: { arguments: text }, ...more }] });

function play(chunks: readonly JsonObject[], { jsonAnswer = false, held = vault } = {}): JsonObject[] {
  const restorer = new StreamRestorer(held, jsonAnswer);
  return chunks.flatMap((chunk) => restorer.restore(chunk));
}
const choicesOf = (chunks: readonly JsonObject[]) => chunks.flatMap(({ choices }) => choices as JsonObject[]);

describe("most chunks stay one", () => {
  test("with nothing to restore they are the same objects", () => {
    const chunk = delta({ content: "[EMAIL_1]" });
    expect(play([chunk], { held: new Vault() })[0]).toBe(chunk);
  });

  const untouched: [string, JsonObject][] = [
    ["usage", { choices: [], usage: { total_tokens: 3 } }],
    ["no choices", { id: "x" }],
    ["choices of another form", { choices: "[EMAIL_1]" }],
    ["a choice of another form", { choices: ["[EMAIL_1]", null] }],
    ["a choice without a delta", { choices: [{ index: 0, finish_reason: null }] }],
    ["numbers, booleans and null", delta({ n: 1, b: true, nothing: null })],
    ["role, id and type", delta({ role: "[EMAIL_1]", id: "[EMAIL_1]", type: "[EMAIL_1]" })],
    ["id and type of a call", delta({ tool_calls: [{ index: 0, id: "[EMAIL_1]", type: "[EMAIL_1]" }] })],
  ];
  test.each(untouched)("%s", (_, chunk) => {
    expect(play([chunk])).toEqual([chunk]);
  });

  test("every text of a delta is restored, in a structure that nobody knows too", () => {
    const text = { content: "[EMAIL_1]", refusal: "[EMAIL_1]", new_one: { a: ["[EMAIL_1]", { b: "[EMAIL_1]" }] } };
    const ada = "ada@example.org";
    expect(play([delta(text)])).toEqual([delta({ content: ada, refusal: ada, new_one: { a: [ada, { b: ada }] } })]);
  });

  test("what is cut is held back, and the chunk stays", () => {
    expect(play([delta({ content: "a [EM" }), delta({ content: "AIL_1] b" })])).toEqual([
      delta({ content: "a " }),
      delta({ content: "ada@example.org b" }),
    ]);
  });

  test("a special name is a name like any other", () => {
    const text = JSON.parse('{"__proto__":{"x":"[EMAIL_1]"}}') as JsonObject;
    expect(JSON.stringify(play([delta(text)]))).toContain('"delta":{"__proto__":{"x":"ada@example.org"}}');
  });
});

describe("a word that is cut", () => {
  const content = (...texts: string[]) =>
    choicesOf(play([...texts.map((text) => delta({ content: text })), delta({}, "stop")]))
      .map(({ delta: text }) => (text as { content?: string }).content ?? "")
      .join("");

  test("is a placeholder only where the word starts", () => {
    expect(content("a ", "EMAIL_1", " b")).toBe("a ada@example.org b");
    expect(content("MY_", "EMAIL_1", " b")).toBe("MY_EMAIL_1 b");
  });

  test("is told from a longer one", () => {
    expect(content("email", "_1", "0 [email", " 1", "]", " EMAIL", "_1")).toBe(
      "email_10 ada@example.org ada@example.org",
    );
  });

  test("in several texts at once", () => {
    const chunks = play([call("MY_"), delta({ content: "a " }), call("EMAIL_1 "), delta({ content: "EMAIL_1 " })]);
    expect(chunks.slice(2)).toEqual([call("EMAIL_1 "), delta({ content: "ada@example.org " })]);
  });
});

describe("texts do not mix", () => {
  test("of choices", () => {
    const texts = play([
      delta({ content: "[EM" }, null, 0),
      delta({ content: "[EMAIL" }, null, 1),
      delta({ content: "AIL_1]" }, null, 0),
      delta({ content: "_1]" }, null, 1),
    ]);
    expect(choicesOf(texts).map(({ index, delta: text }) => [index, (text as JsonObject)["content"]])).toEqual([
      [0, ""],
      [1, ""],
      [0, "ada@example.org"],
      [1, "ada@example.org"],
    ]);
  });

  test("of several choices in one chunk", () => {
    const chunk = (first: string, second: string) => ({
      choices: [
        { index: 0, delta: { content: first }, finish_reason: null },
        { index: 1, delta: { content: second }, finish_reason: null },
      ],
    });
    expect(play([chunk("[EMA", "[EMAIL_1"), chunk("IL_1]", "]")])).toEqual([
      chunk("", ""),
      chunk("ada@example.org", "ada@example.org"),
    ]);
  });

  test("of fields and calls", () => {
    const chunks = play([delta({ content: "[EM" }), call("[EM", 0), call("[EM", 1), delta({ refusal: "[EM" })]);
    const rest = play([call("AIL_1]", 1), call("AIL_1]", 0)]);
    expect(JSON.stringify([chunks, rest])).not.toContain("ada");
    const texts = JSON.stringify(play([call("[EMAIL", 7), call("[EM", 3), call("_1]", 7), call("AIL_1]", 3)]));
    expect(texts.match(/ada@example\.org/g)).toHaveLength(2);
  });
});

describe("arguments stay JSON", () => {
  test("a value is escaped, however the placeholder is cut", () => {
    for (let at = 0; at <= "[EMAIL_2]".length; at += 1) {
      const [first, second] = ["[EMAIL_2]".slice(0, at), "[EMAIL_2]".slice(at)];
      const text = choicesOf(play([call(`{"a":"${first}`), call(`${second}"}`)]))
        .map((choice) => JSON.stringify(choice["delta"]))
        .map((json) => (JSON.parse(json) as { tool_calls: { function: { arguments: string } }[] }).tool_calls)
        .map((calls) => calls[0]?.function.arguments)
        .join("");
      expect(JSON.parse(text)).toEqual({ a: 'say "hi"\n' });
    }
  });

  test("a text is escaped only where the caller asked for JSON", () => {
    const chunk = delta({ content: "[EMAIL_2]", refusal: "[EMAIL_2]" });
    expect(play([chunk])).toEqual([delta({ content: 'say "hi"\n', refusal: 'say "hi"\n' })]);
    expect(play([chunk], { jsonAnswer: true })).toEqual([
      delta({ content: String.raw`say \"hi\"\n`, refusal: 'say "hi"\n' }),
    ]);
  });
});

describe("the end of a choice", () => {
  test("with nothing held back it stays one chunk", () => {
    const end = { ...delta({}, "stop"), usage: { total_tokens: 1 } };
    expect(play([delta({ content: "[EMAIL_1]" }), end]).slice(1)).toEqual([end]);
  });

  test("what was held back comes before it, and usage once", () => {
    const end = { ...delta({ content: " [EMAIL" }, "stop"), usage: { total_tokens: 1 } };
    expect(play([delta({ content: "a" }), call('{"x":"[E'), end]).slice(2)).toEqual([
      delta({ content: " " }),
      call("[E"),
      delta({ content: "[EMAIL" }),
      { ...delta({}, "stop"), usage: { total_tokens: 1 } },
    ]);
  });

  test("of one choice leaves the others", () => {
    const both: JsonObject = {
      choices: [
        { index: 0, delta: { content: "[EM" }, finish_reason: "stop" },
        { index: 1, delta: { content: "[EM" }, finish_reason: null },
      ],
    };
    const chunks = play([both, delta({ content: "AIL_1]" }, null, 1), delta({}, "stop", 1)]);
    const parts = (index: number) =>
      choicesOf(chunks)
        .filter((choice) => choice["index"] === index)
        .flatMap(({ delta: part, finish_reason: end }) => [(part as JsonObject)["content"], end])
        .filter((part) => typeof part === "string" && part !== "");
    expect([parts(0), parts(1)]).toEqual([
      ["[EM", "stop"],
      ["ada@example.org", "stop"],
    ]);
  });

  test("probabilities that come with it are sent once", () => {
    const logprobs: Json = { content: [{ token: "[EM", logprob: -0.5 }] };
    const end: JsonObject = { choices: [{ index: 0, delta: { content: "[EM" }, logprobs, finish_reason: "stop" }] };
    const sent = choicesOf(play([end])).filter((choice) => (choice["logprobs"] ?? null) !== null);
    expect(sent).toHaveLength(1);
  });
});

describe("an answer cannot fill the memory", () => {
  const faultOf = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (thrown) {
      return thrown instanceof GatewayError ? thrown.failure : thrown;
    }
  };
  const tooMany = { kind: "upstream_broken", reason: "too many fields in a stream" };
  const many = (count: number, chunk: (index: number) => JsonObject) =>
    faultOf(() => play(Array.from({ length: count }, (_, index) => chunk(index))));

  const floods: [string, (index: number) => JsonObject][] = [
    ["choices", (index) => delta({ content: "a" }, null, index)],
    ["calls", (index) => call("[", index)],
    ["fields", (index) => delta({ [`field${index}`]: "[" })],
  ];
  test.each(floods)("with %s", (_, chunk) => {
    expect(many(8_191, chunk)).toHaveLength(8_191);
    expect(many(8_193, chunk)).toEqual(tooMany);
  });

  test("with fields of one chunk", () => {
    const texts = Array.from({ length: 9_000 }, (_, index) => `[${index}`);
    expect(faultOf(() => play([delta({ list: texts })]))).toEqual(tooMany);
  });

  test("texts that are sent again and again are not more texts", () => {
    expect(many(10_000, () => delta({ content: "a" }))).toHaveLength(10_000);
  });
});
