import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { maskBody } from "../../src/core/masking.ts";
import { asText, insideJsonString, restore } from "../../src/core/restorer.ts";
import { mapText, parseExactly } from "../../src/core/text-lens.ts";
import { MAX_VALUES, VaultFullError } from "../../src/core/vault.ts";
import { chatText } from "../../src/dialects/openai-chat/text.ts";

// A stand-in engine that is easy to reason about: what it finds is `name@host` and digits from 8 on.
const EMAIL = { entity: "EMAIL_ADDRESS", label: "EMAIL" };
const NUMBER = { entity: "NUMBER", label: "NUMBER" };
function scan(text: string): Finding[] {
  return [...text.matchAll(/([a-z]+@[a-z]+)|\d{8,}/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    rule: match[1] === undefined ? NUMBER : EMAIL,
  }));
}

const mask = (body: JsonObject) => maskBody(body, chatText, scan);
const user = (content: JsonObject["content"]): JsonObject => ({
  model: "m",
  messages: [{ role: "user", content: content ?? null }],
});

describe("maskBody", () => {
  test("numbers values by first occurrence, over all messages", () => {
    const { body, vault } = mask({
      messages: [
        { role: "system", content: "b@x then a@x" },
        { role: "user", content: "a@x then b@x" },
      ],
    });
    expect(body).toEqual({
      messages: [
        { role: "system", content: "[EMAIL_1] then [EMAIL_2]" },
        { role: "user", content: "[EMAIL_2] then [EMAIL_1]" },
      ],
    });
    expect([...vault.found]).toEqual([["EMAIL_ADDRESS", 2]]);
  });

  test("a growing conversation keeps its masked beginning", () => {
    const first = { role: "user", content: "a@x" };
    const second = { role: "user", content: "b@x and a@x" };
    const [start] = mask({ messages: [first] }).body.messages as JsonObject[];
    const [same] = mask({ messages: [first, second] }).body.messages as JsonObject[];
    expect(same).toEqual(start);
  });

  test("never hands out a placeholder that the caller wrote, wherever it stands", () => {
    const { body, vault } = mask({ messages: [user("a@x")], note: "see [EMAIL_1]", tail: '"[EMAIL_2]"' });
    expect(JSON.stringify(body)).toContain("[EMAIL_3]");
    expect(restore("[EMAIL_1] [EMAIL_2] [EMAIL_3]", vault)).toBe("[EMAIL_1] [EMAIL_2] a@x");
  });

  test("returns the same object when nothing was found", () => {
    const body = user("nothing here");
    expect(mask(body).body).toBe(body);
  });

  test("leaves the caller's object as it was", () => {
    const body = user("a@x");
    mask(body);
    expect(body).toEqual(user("a@x"));
  });

  test.each<[string, JsonObject, JsonObject]>([
    ["a content part", user([{ type: "text", text: "a@x" }]), user([{ type: "text", text: "[EMAIL_1]" }])],
    [
      "an unknown field",
      { ...user("x"), new_field: { deep: ["a@x"] } },
      { ...user("x"), new_field: { deep: ["[EMAIL_1]"] } },
    ],
    ["the name of a property", { metadata: { "a@x": "1" } }, { metadata: { "[EMAIL_1]": "1" } }],
    ["a number", { metadata: { card: 41111111 } }, { metadata: { card: "[NUMBER_1]" } }],
    ["a property named __proto__", JSON.parse('{"__proto__":"a@x"}'), JSON.parse('{"__proto__":"[EMAIL_1]"}')],
    ["a role that is none", { role: "a@x" }, { role: "[EMAIL_1]" }],
    ["a model that is not the body's", { messages: [{ model: "a@x" }] }, { messages: [{ model: "[EMAIL_1]" }] }],
    ["data that is not base64", { input_audio: { data: "a@x" } }, { input_audio: { data: "[EMAIL_1]" } }],
    ["a data URL that hides text", { url: "data:image/png;base64,a@x" }, { url: "data:image/png;base64,[EMAIL_1]" }],
    ["the address of an image", { url: "http://h/?a@x" }, { url: "http://h/?[EMAIL_1]" }],
  ])("%s", (_, body, expected) => {
    expect(mask(body).body).toEqual(expected);
  });

  test.each<[string, JsonObject]>([
    ["an image", { image_url: { url: "data:image/png;base64,1234567890" } }],
    ["audio", { input_audio: { data: "1234567890" } }],
    ["the model", { model: "x@y" }],
  ])("does not touch %s", (_, body) => {
    expect(mask(body).body).toBe(body);
  });

  test("stops at the cap of distinct values", () => {
    const text = Array.from({ length: MAX_VALUES + 1 }, (_, index) => String(10_000_000 + index)).join(" ");
    expect(() => mask(user(text))).toThrow(VaultFullError);
  });
});

describe("tool arguments", () => {
  const call = (text: string): JsonObject => ({ function: { name: "f", arguments: text } });
  test.each([
    ["a string", '{"to": "a@x"}', '{"to": "[EMAIL_1]"}'],
    ["an escaped string", String.raw`{"to":"a\u0040x"}`, '{"to":"[EMAIL_1]"}'],
    ["a name", '{"a@x":1}', '{"[EMAIL_1]":1}'],
    ["a number becomes a string", '{"card": 41111111, "n": 1}', '{"card": "[NUMBER_1]", "n": 1}'],
    [
      "escapes and spacing elsewhere stay",
      String.raw`{ "q":"\"\u00e9\\" , "to":"a@x"}`,
      String.raw`{ "q":"\"\u00e9\\" , "to":"[EMAIL_1]"}`,
    ],
    ["text that is not JSON", "mail a@x {", "mail [EMAIL_1] {"],
    ["nothing", "", ""],
  ])("%s", (_, text, expected) => {
    expect(mask(call(text)).body).toEqual(call(expected));
  });
});

test("restore after mask is the identity", () => {
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom("a@x", "bob@host", "12345678", "[EMAIL_1]", "[NUMBER_2]", "[", "]", "\\", '"', "\n"),
        fc.string({ unit: "grapheme", maxLength: 8 }),
      ),
    )
    .map((parts) => parts.join(" "));
  const value = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("json"), { maxLength: 3 }),
      fc.dictionary(text, tie("json"), { maxKeys: 3 }),
    ),
  })).json;
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("content", "text", "arguments", "url", "data", "role", "other"), value),
      (generated) => {
        const body = generated as JsonObject;
        const { body: masked, vault } = mask(body);
        const back = mapText(masked, chatText, (part, kind) =>
          restore(part, vault, kind === "json" ? insideJsonString : asText),
        );
        expect(withoutJsonText(back)).toEqual(withoutJsonText(body));
      },
    ),
  );
});

/** Text that holds JSON may come back with other escapes, and a masked number as a string; what it says is the same. */
function withoutJsonText(body: JsonObject): JsonObject {
  return mapText(body, chatText, said);
}

function said(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_, value: unknown) => (typeof value === "number" ? String(value) : value));
  } catch {
    return text;
  }
}

test.each(["9007199254740993", "1e999", "-0.12345678901234567890123", "1e-400", "123456789012345678901234567890"])(
  "a number that a double cannot hold is written back as it came: %s",
  (number) => {
    const text = `{"schema":{"maximum":${number}}}`;
    const body = parseExactly(text) as JsonObject;
    expect(JSON.stringify(mapText(body, chatText, (part) => part))).toBe(text);
  },
);
