import { describe, expect, test } from "vitest";
import { restore } from "../../src/core/restorer.ts";
import { maskBody } from "../support/mask.ts";

const mask = (content: string) => maskBody({ messages: [{ role: "tool", content }] });
const masked = (content: string) => (mask(content).body.messages as { content: string }[])[0]?.content;

describe("a text that is a JSON document, with the real engine", () => {
  test.each([
    ["an escaped value", String.raw`{"mail":"ada\u0040example.org"}`, '{"mail":"[EMAIL_1]"}'],
    ["an escape amid a value", String.raw`{"mail":"jos\u00e9@ejemplo.es"}`, '{"mail":"[EMAIL_1]"}'],
    ["a number", '{"card":4111111111111111}', '{"card":"[CREDIT_CARD_1]"}'],
    ["a value that its property's name tells", '{"phone":"600123456"}', '{"phone":"[PHONE_1]"}'],
    [
      "a value that an earlier property tells",
      '{"type":"phone","value":"600123456"}',
      '{"type":"phone","value":"[PHONE_1]"}',
    ],
    ["a list", '["ada@example.org"]', '["[EMAIL_1]"]'],
    ["what begins like a document and is none", "[see ada@example.org", "[see [EMAIL_1]"],
    ["nothing to find: every byte stays", String.raw`{ "a" : "\u0041\/" }`, String.raw`{ "a" : "\u0041\/" }`],
  ])("%s", (_, content, expected) => {
    expect(masked(content)).toBe(expected);
  });

  test("a value is kept unescaped", () => {
    const { vault } = mask(String.raw`{"mail":"jos\u00e9@ejemplo.es"}`);
    expect(restore("[EMAIL_1]", vault)).toBe("josé@ejemplo.es");
  });

  test("a value that ends just before another is not taken for part of it", () => {
    expect(masked('{"a":"4111111111111111","b":"x"}')).toBe('{"a":"[CREDIT_CARD_1]","b":"x"}');
  });
});
