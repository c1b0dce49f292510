import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cacheClass } from "../../src/cache/eligibility.ts";
import type { JsonObject } from "../../src/core/json.ts";

const POLICY = { semantic: true, maxTemperature: 1, maxQuestion: 200 };
const QUESTION = "How do I reset a password?";
const body = (changes: JsonObject = {}): JsonObject => ({
  model: "m",
  messages: [{ role: "user", content: QUESTION }],
  ...changes,
});
const said = (content: JsonObject[string], before: JsonObject[] = []): JsonObject =>
  body({ messages: [...before, { role: "user", content }] });
const CALL = {
  role: "assistant",
  content: null,
  tool_calls: [{ id: "c1", type: "function", function: { name: "f" } }],
};
const ANSWERED = { role: "tool", tool_call_id: "c1", content: "done" };
const IMAGE = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };

const classOf = (given: JsonObject, flagged = false, policy = POLICY): string => {
  const found = cacheClass(given, flagged, policy);
  return found.kind === "semantic" ? "semantic" : `${found.kind}: ${found.reason}`;
};

describe("which tiers a request may use", () => {
  const cases: [string, JsonObject, string][] = [
    ["a question", body(), "semantic"],
    ["one choice, said so", body({ n: 1 }), "semantic"],
    ["several choices", body({ n: 2 }), "never: choices"],
    ["no choices", body({ n: 0 }), "never: choices"],
    ["the highest temperature allowed", body({ temperature: 1 }), "semantic"],
    ["a higher temperature", body({ temperature: 1.1 }), "never: temperature"],
    ["no messages", body({ messages: [] }), "never: not_a_question"],
    ["messages that are none", body({ messages: ["user"] }), "never: not_a_question"],
    ["a tool's result last", body({ messages: [CALL, ANSWERED] }), "never: not_a_question"],
    ["the assistant last", body({ messages: [{ role: "assistant", content: "So" }] }), "never: not_a_question"],
    ["a call that nobody answered", said(QUESTION, [CALL]), "never: pending_tool_call"],
    ["a call that was answered", said(QUESTION, [CALL, ANSWERED]), "semantic"],
    ["a question about today", said("What are today's offers?"), "never: fresh"],
    ["an action", said("Send the report"), "never: action"],
    ["a search", body({ web_search_options: {}, messages: [{ role: "user", content: QUESTION }] }), "semantic"],
    ["a search with options", body({ web_search_options: { user_location: {} } }), "never: search"],
    ["tools", body({ tools: [{ type: "function" }] }), "exact: tools"],
    ["an empty list of tools", body({ tools: [] }), "semantic"],
    ["likelihoods", body({ logprobs: true }), "exact: likelihoods"],
    ["a long question", said(`Why ${"x".repeat(200)}`), "exact: length"],
    ["an empty question", said(""), "exact: no_words"],
    ["only emoji", said("😀😀"), "exact: no_words"],
    ["another script", said("パスワードをリセットするには"), "semantic"],
    ["one text as a part", said([{ type: "text", text: QUESTION }]), "semantic"],
    ["a picture in the body", said([IMAGE, { type: "text", text: QUESTION }]), "semantic"],
    [
      "a picture elsewhere",
      said([
        { type: "image_url", image_url: { url: "https://a.test/b.png" } },
        { type: "text", text: QUESTION },
      ]),
      "exact: attachment",
    ],
    [
      "an earlier picture elsewhere",
      said(QUESTION, [{ role: "user", content: [{ type: "image_url", image_url: "https://a.test" }] }]),
      "exact: attachment",
    ],
    [
      "several texts",
      said([
        { type: "text", text: "a" },
        { type: "text", text: "b" },
      ]),
      "exact: several_texts",
    ],
    ["no text", said([IMAGE]), "exact: several_texts"],
    ["no content", said(null), "exact: several_texts"],
  ];
  test.each(cases)("%s", (_, given, expected) => {
    expect(classOf(given)).toBe(expected);
  });

  test("what a guard has found something in, nothing is read or kept for", () => {
    for (const [, given] of cases) expect(classOf(given, true)).toBe("never: flagged");
  });

  test("without the semantic cache only the same request is found", () => {
    expect(classOf(body(), false, { ...POLICY, semantic: false })).toBe("exact: policy");
  });

  test("any JSON has a class", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("messages", "n", "tools", "temperature"), fc.jsonValue()), (given) => {
        expect(["never", "exact", "semantic"]).toContain(cacheClass(given as JsonObject, false, POLICY).kind);
      }),
    );
  });
});
