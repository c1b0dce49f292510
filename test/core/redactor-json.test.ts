import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Redactor } from "../../src/core/redactor.ts";
import { scanAnswer } from "../scan/engine.ts";
import { AWS_KEY, EMAIL, IBAN, PEM } from "../support/own-values.ts";

function redact(pieces: readonly string[]): string {
  const redactor = new Redactor(
    scanAnswer,
    () => false,
    ({ label }) => `[REDACTED_${label}]`,
    "json",
  );
  return pieces.map((piece) => redactor.push(piece)).join("") + redactor.end();
}

const CASES: [string, string, string][] = [
  ["a string", `{"to":"${EMAIL}"}`, '{"to":"[REDACTED_EMAIL]"}'],
  ["a name", `{"${EMAIL}": 1}`, '{"[REDACTED_EMAIL]": 1}'],
  ["a number", '{"card": 4111111111111111}', '{"card": "[REDACTED_CREDIT_CARD]"}'],
  ["a number at the end", "4111111111111111", '"[REDACTED_CREDIT_CARD]"'],
  ["a negative number", '{"card":-4111111111111111,"a":1}', '{"card":"[REDACTED_CREDIT_CARD]","a":1}'],
  ["a number in a list", '[1,536221234,"ssn",536221234]', '[1,536221234,"ssn","[REDACTED_US_SSN]"]'],
  [
    "a number by its name",
    '{"phone": 4155550132, "n": 4155550132.5}',
    '{"phone": "[REDACTED_PHONE]", "n": 4155550132.5}',
  ],
  ["an escaped sign", String.raw`{"to":"ada\u0040example.org"}`, '{"to":"[REDACTED_EMAIL]"}'],
  ["an escaped letter", String.raw`{"to":"jos\u00e9@example.es"}`, '{"to":"[REDACTED_EMAIL]"}'],
  ["escapes beside", String.raw`{"a":"\n\"ada@example.org\"\t\\"}`, String.raw`{"a":"\n\"[REDACTED_EMAIL]\"\t\\"}`],
  [
    "JSON in a string",
    String.raw`{"a":"{\"b\":\"ada@example.org\"}"}`,
    String.raw`{"a":"{\"b\":\"[REDACTED_EMAIL]\"}"}`,
  ],
  [
    "a private key",
    JSON.stringify({ key: PEM, more: IBAN }),
    '{"key":"[REDACTED_PRIVATE_KEY]","more":"[REDACTED_IBAN]"}',
  ],
  ["a private key without an end", JSON.stringify([PEM.slice(0, 100), 1]), '["[REDACTED_PRIVATE_KEY]",1]'],
  [
    "a private key whose end is in another string",
    JSON.stringify([PEM.slice(0, 100), "a", "-----END PRIVATE KEY-----"]),
    '["[REDACTED_PRIVATE_KEY]","a","-----END PRIVATE KEY-----"]',
  ],
  [
    "nothing",
    String.raw`{"a":"b\u00e9 \/ c","d":[1.5e3,-2,true,null]}`,
    String.raw`{"a":"b\u00e9 \/ c","d":[1.5e3,-2,true,null]}`,
  ],
];

describe("values in JSON", () => {
  test.each(CASES)("%s", (_, json, expected) => {
    expect(redact([json])).toBe(expected);
    expect(JSON.parse(expected)).toBeDefined();
  });

  test.each(CASES)("%s, cut in two anywhere, and character by character", (_, json, expected) => {
    expect(redact(json.split(""))).toBe(expected);
    for (let at = 0; at <= json.length; at += 1) expect(redact([json.slice(0, at), json.slice(at)])).toBe(expected);
  });
});

test("JSON stays JSON, says the same elsewhere, and holds no value, wherever it is cut", () => {
  const value = fc.constantFrom(EMAIL, IBAN, AWS_KEY, PEM, "4111 1111 1111 1111", "[EMAIL_1]", "call 415 555 0132");
  const text = fc.oneof(value, fc.string({ unit: "grapheme" }), fc.constantFrom('"', "\\", "\n", "é", "-----BEGIN "));
  const number = fc.oneof(
    fc.constantFrom(4111111111111111, -4111111111111111, 4155550132, 536221234),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
  );
  const leaf = fc.oneof(
    fc.array(text, { maxLength: 4 }).map((parts) => parts.join(" ")),
    number,
    fc.constant(null),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constantFrom("ssn", "phone", "card", "a"), text), tie("tree"), { maxKeys: 4 }),
    ),
  }));
  const escaped = (json: string) =>
    json.replaceAll(/[^\n\x20-\x7e]|@/g, (char) =>
      char
        .split("")
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
        .join(""),
    );
  fc.assert(
    fc.property(
      tree,
      fc.array(fc.nat(), { maxLength: 10 }),
      fc.constantFrom(0, 2),
      fc.boolean(),
      (data, places, space, ascii) => {
        const written = JSON.stringify(data, null, space);
        const json = ascii ? escaped(written) : written;
        const whole = redact([json]);
        const ends = [...places.map((place) => place % (json.length + 1)).toSorted((a, b) => a - b), json.length];
        const pieces = ends.map((end, index) => json.slice(index === 0 ? 0 : ends[index - 1], end));
        expect(redact(pieces)).toBe(whole);
        expect(() => JSON.parse(whole) as unknown).not.toThrow();
        for (const secret of [EMAIL, AWS_KEY, PEM.slice(40, 80)])
          expect(JSON.stringify(JSON.parse(whole)).split(/[^\w@.]/)).not.toContain(secret);
      },
    ),
    { numRuns: 2000 },
  );
});
