import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalText } from "../../src/cache/canonical.ts";

const SAME: readonly (readonly [string, string])[] = [
  ["How do I reset my password?", "HOW DO I RESET MY PASSWORD"],
  ["How do I reset my password?", "  how do i\nreset my password ?!"],
  ["What's the capital of Peru?", "What is the capital of Peru"],
  ["I can’t log in.", "i cannot log in"],
  ["I won't pay", "I will not pay"],
  ["Is there a way to pay?", "is there way to pay"],
  ["Please explain inflation", "Hi, could you please explain inflation? Thank you!"],
  ["Greet [EMAIL_1]", "greet [EMAIL_1], please"],
  ["Cafe\u0301 hours", "café hours"],
];

const DIFFERENT: readonly (readonly [string, string])[] = [
  ["Can I pay?", "Could I pay?"],
  ["How do I pay?", "Why do I pay?"],
  ["Did I pay?", "Do I pay?"],
  ["Is C better?", "Is C++ better?"],
  ["Learn C#", "Learn C"],
  ["What is 5!", "What is 5?"],
  ["What is 1.5", "What is 15"],
  ["version 2.0.1", "version 2.01"],
  ["What is -5 plus 3", "What is 5 plus 3"],
  ["2 * (3 + 4)", "2 * 3 + 4"],
  ["Does vitamin A help?", "Does vitamin help?"],
  ["from A to B", "from to B"],
  ["Tell US citizens", "Tell us citizens"],
  ["what does useState do", "what does usestate do"],
  ["Write to [EMAIL_1]", "Write to [EMAIL_2]"],
  ["résumé", "resume"],
  ["How do I please my boss?", "How do I my boss?"],
  ["Can you swim?", "swim?"],
  ["re-sign the form", "resign the form"],
  ["a thank you note", "note"],
  ["What is ?? in C", "What is in C"],
];

describe("the canonical text", () => {
  it.each(SAME)("is the same for %j and %j", (one, other) => {
    expect(canonicalText(one)).toBe(canonicalText(other));
    expect(canonicalText(one)).toBeDefined();
  });

  it.each(DIFFERENT)("differs for %j and %j", (one, other) => {
    expect(canonicalText(one)).not.toBe(canonicalText(other));
  });

  it.each(["", " \n", "?!", "What does `Map` do?", "if x:\n  print(x)", "const a = { b };", "x".repeat(20_000)])(
    "is none for %j",
    (text) => {
      expect(canonicalText(text)).toBeUndefined();
    },
  );

  it("is its own canonical text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (text) => {
        const once = canonicalText(text);
        if (once !== undefined) expect(canonicalText(once) ?? once).toBe(once);
      }),
    );
  });

  it("keeps numbers and letters of every script apart", () => {
    const letter = fc.stringMatching(/^[\p{Ll}\p{Lo}\p{Nd}]$/u);
    fc.assert(
      fc.property(fc.array(letter, { minLength: 2, maxLength: 8 }), fc.nat(7), letter, (letters, at, other) => {
        const index = at % letters.length;
        const one = `wert ${letters.join("")} ende`;
        const changed = `wert ${letters.with(index, other).join("")} ende`;
        fc.pre(one.normalize("NFC").toLowerCase() !== changed.normalize("NFC").toLowerCase());
        expect(canonicalText(one)).not.toBe(canonicalText(changed));
      }),
    );
  });
});
