import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CONTEXT, LONGEST_TOKEN, Redactor, TOKEN_TAIL } from "../../src/core/redactor.ts";
import { scanAnswer } from "../scan/engine.ts";
import { AWS_KEY, EMAIL, IBAN, JWT, OPENAI_KEY, PEM, TEXTS } from "../support/own-values.ts";

const scan = scanAnswer;
const redactor = (form: "text" | "json" = "text", keeps: (value: string) => boolean = () => false) =>
  new Redactor(scan, keeps, ({ label }) => `[REDACTED_${label}]`, form);

function redact(pieces: readonly string[], form: "text" | "json" = "text", keeps?: (value: string) => boolean): string {
  const all = redactor(form, keeps);
  return pieces.map((piece) => all.push(piece)).join("") + all.end();
}

/** Cuts a text at the given places. */
function cut(text: string, places: readonly number[]): string[] {
  const ends = [...places.map((place) => place % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  return ends.map((end, index) => text.slice(index === 0 ? 0 : ends[index - 1], end));
}

describe("what is replaced", () => {
  test.each(TEXTS)("%s", (_, text, expected) => {
    expect(redact([text])).toBe(expected);
  });

  test.each(TEXTS)("%s, in two at every place, in three, and character by character", (_, text, expected) => {
    const wrong: unknown[] = [];
    const look = (pieces: readonly string[]) => {
      const result = redact(pieces);
      if (result !== expected) wrong.push([pieces, result]);
    };
    look(text.split(""));
    for (let at = 0; at <= text.length; at += 1) {
      look([text.slice(0, at), text.slice(at)]);
      const second = at + 1 + (at % 9);
      look([text.slice(0, at), text.slice(at, second), text.slice(second)]);
    }
    expect(wrong.slice(0, 2)).toEqual([]);
  });

  test("what was replaced is counted", () => {
    const all = redactor();
    all.push(`${EMAIL} ${EMAIL} ${IBAN} `);
    expect([...all.found]).toEqual([["EMAIL_ADDRESS", 2]]);
    all.end();
    expect([...all.found]).toEqual([
      ["EMAIL_ADDRESS", 2],
      ["IBAN_CODE", 1],
    ]);
  });

  test("a value that is kept stays", () => {
    const keeps = (value: string) => value === "ada@example.org";
    expect(redact(["ada@example.org, eve@exa", "mple.org"], "text", keeps)).toBe("ada@example.org, [REDACTED_EMAIL]");
  });

  test("any text, cut anywhere, is replaced as the whole is", () => {
    const part = fc.oneof(
      fc.constantFrom(EMAIL, IBAN, AWS_KEY, OPENAI_KEY, JWT, PEM, "4111 1111 1111 1111", "123-45-6789", "[EMAIL_1]"),
      fc.constantFrom(
        "+44 20 7946 0958",
        "(415) 555-0132",
        "1 (415) 555-0132",
        "8.8.8.8/24",
        "2001:db8::1",
        "12345678 Z",
      ),
      fc.constantFrom(
        " ",
        ", ",
        ".",
        "\n",
        "é",
        "你好",
        "😀",
        '"',
        "'",
        "-",
        "(",
        ")",
        "call ",
        "card ",
        "ssn ",
        "a",
        "1",
        "the",
      ),
      fc.string({ unit: "grapheme", maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), fc.array(fc.nat(), { maxLength: 12 }), (parts, places) => {
        const text = parts.join("");
        expect(redact(cut(text, places))).toBe(redact([text]));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("what is held back", () => {
  const cases: [string, string[], string[]][] = [
    ["the last word only", ["Hello", " world", " and", " all"], ["", "Hello ", "world ", "and "]],
    [
      "nothing after white space",
      ["Hello. ", "world, ", "so-so ", "in 2024, "],
      ["Hello. ", "world, ", "so-so ", "in 2024, "],
    ],
    ["nothing after a bracket, a quote or a comma", ['say "hi"', " (yes)", " a,"], ['say "hi"', " (yes)", " a,"]],
    ["a number until its next group is there", ["in 2024 ", "the"], ["in ", "2024 "]],
    ["groups of a card", ["4111 ", "1111 11", "11 1111", " and"], ["", "", "", "[REDACTED_CREDIT_CARD] "]],
    ["no Chinese sentence", ["你好，世界", "请写信给我"], ["你好，世界", "请写信给我"]],
    ["the first line of a key", ["see -----BEGIN RSA", " PRIVATE"], ["see ", ""]],
  ];
  test.each(cases)("%s", (_, pieces, given) => {
    const all = redactor();
    expect(pieces.map((piece) => all.push(piece))).toEqual(given);
  });

  test("a key is replaced before its end has come, and nothing of it is kept", () => {
    const all = redactor();
    expect(all.push(PEM.slice(0, 90))).toBe("[REDACTED_PRIVATE_KEY]");
    for (let line = 0; line < 1000; line += 1) expect(all.push("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\n")).toBe("");
    expect(all.push("-----END PRIVATE KEY----- ok ")).toBe(" ok ");
  });

  test("a key that is only spoken of is text", () => {
    const text = "It starts with -----BEGIN PRIVATE KEY----- and ends with -----END PRIVATE KEY-----. Write to me: ";
    expect(redact([text, EMAIL])).toBe(`${text}[REDACTED_EMAIL]`);
  });

  test("a long token goes on but for its tail", () => {
    const all = redactor();
    const given = Array.from({ length: 100 }, () => all.push("x".repeat(100))).join("");
    expect(10_000 - given.length).toBeLessThanOrEqual(LONGEST_TOKEN + 100);
    expect(given + all.end()).toBe("x".repeat(10_000));
    expect(TOKEN_TAIL).toBeLessThan(LONGEST_TOKEN);
  });

  test("the rest of a value in a long token is left out", () => {
    const long = `${JWT.slice(0, 60)}${"A".repeat(9_000)}`;
    const pieces = long.match(/.{1,50}/g) ?? [];
    expect(redact(["token ", ...pieces, " end"])).toBe("token [REDACTED_JWT] end");
  });
});

describe("the work is bounded", () => {
  const costOf = (pieces: readonly string[]) => {
    let [calls, characters] = [0, 0];
    const all = new Redactor(
      (text) => {
        calls += 1;
        characters += text.length;
        return scan(text);
      },
      () => false,
      () => "",
    );
    for (const piece of pieces) all.push(piece);
    all.end();
    return { calls, characters };
  };

  test("of prose: one scan of a small window for a piece", () => {
    const pieces = Array.from({ length: 2000 }, (_, index) => (index % 7 === 0 ? " word," : " word"));
    const { calls, characters } = costOf(pieces);
    expect(calls).toBeLessThanOrEqual(pieces.length + 1);
    expect(characters).toBeLessThanOrEqual(calls * (CONTEXT + 20));
  });

  test("of a token: none while it grows", () => {
    expect(costOf(Array.from({ length: 4000 }, () => "x")).calls).toBeLessThanOrEqual(1);
    const { calls, characters } = costOf(Array.from({ length: 100_000 }, () => "x"));
    expect(characters).toBeLessThan(100_000 * 8);
    expect(calls).toBeLessThan(100);
  });

  test("of a large piece: no more than of many small ones", () => {
    const { characters } = costOf([`${EMAIL} `.repeat(100_000)]);
    expect(characters).toBeLessThan(100_000 * (EMAIL.length + 1) * 1.1);
  });
});
