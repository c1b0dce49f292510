import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Redactor } from "../../src/core/redactor.ts";
import { type PiiConfig, policyOf } from "./policy.ts";

function redactWith(pii: PiiConfig) {
  const { policy } = policyOf(pii);
  return (pieces: readonly string[]) => {
    const write = ({ label }: { label: string }) => `<${label}>`;
    const redactor = new Redactor(policy.scanAnswer, () => false, write, "text", policy.undecidedFrom);
    return pieces.map((piece) => redactor.push(piece)).join("") + redactor.end();
  };
}

const words = [{ name: "PROJECT", words: ["Project Aurora", "Project Aurora Borealis", "極光計画", "C++ (beta)"] }];
const redact = redactWith({ words });
const byPattern = redactWith({ patterns: [{ name: "CASE", pattern: String.raw`case no\. [0-9]{2} of \w+` }] });

describe("own values in an answer that comes in pieces", () => {
  test.each<[(pieces: readonly string[]) => string, string, string]>([
    [redact, "of project Aurora, or Project X.", "of <PROJECT>, or Project X."],
    [redact, "Project Aurora Borealis and Aurora", "<PROJECT> and Aurora"],
    [redact, "我们的極光計画很好", "我们的<PROJECT>很好"],
    [redact, "try C++ (beta) or C++ (alpha)", "try <PROJECT> or C++ (alpha)"],
    [byPattern, "see case no. 12 of acme today, no case no. 1", "see <CASE> today, no case no. 1"],
  ])("%# are found wherever it is cut", (redact, text, expected) => {
    expect(redact([text])).toBe(expected);
    for (let one = 0; one <= text.length; one += 1) {
      for (let other = one; other <= text.length; other += 1)
        expect(redact([text.slice(0, one), text.slice(one, other), text.slice(other)])).toBe(expected);
    }
    expect(redact(text.split(""))).toBe(expected);
  });

  test("the result never depends on where it is cut", () => {
    const piece = fc.constantFrom(
      "Project",
      " ",
      "Aurora",
      "Borealis",
      "極光",
      "計画",
      "C++",
      "(",
      "beta)",
      ", ",
      "a@b.co",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(redact(pieces)).toBe(redact([pieces.join("")]));
      }),
    );
  });

  test("other text is not held back any longer", () => {
    const { policy } = policyOf({ words, patterns: [{ name: "EMPLOYEE_ID", pattern: String.raw`\bEMP-\d{6}\b` }] });
    const { policy: plain } = policyOf({});
    for (const text of ["Dear ", "Dear all, ", "Write to ada@exam", "4111 1111 "])
      expect(policy.undecidedFrom(text, 0)).toBe(plain.undecidedFrom(text, 0));
    expect(policy.undecidedFrom("our project ", 0)).toBe(4);
  });

  test.each([
    [String.raw`\bEMP-\d{6,8}\b`, false],
    ["(?i)[A-Z]{2}|x+@acme=1", false],
    ["a b", true],
    ["a.b", true],
    [String.raw`a\.b`, false],
    [String.raw`a\s?b`, true],
    [String.raw`a\Sb`, true],
    [String.raw`a\(b\)`, true],
    ["[^a]", true],
    ["[!-~]", true],
    ["a,b", true],
    ["é", true],
  ])("the pattern %j holds back text of several words: %j", (pattern, holds) => {
    const { policy } = policyOf({ patterns: [{ name: "P1", pattern }] });
    expect(policy.undecidedFrom("this is a text, ", 0) === 0).toBe(holds);
  });
});
