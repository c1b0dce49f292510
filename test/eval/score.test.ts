import { describe, expect, it } from "vitest";
import { type Case, score, scoreCase } from "../../eval/score.ts";
import { coverage, type Found, fromCodePoints, trimmed } from "../../eval/spans.ts";
import { cleanness, precision, recall } from "../../eval/tally.ts";

const TEXT = "card 4111111111111111, mail a@b.co";
const CARD = { start: 5, end: 21 };
const is = (wanted: string) => (entity: string) => entity === wanted;
const found = (entity: string, start: number, end: number): Found => ({ entity, start, end });
const asked = (wanted: Case["wanted"], more: Partial<Case> = {}): Case => ({
  group: "CREDIT_CARD",
  text: TEXT,
  wanted,
  accepts: is("CREDIT_CARD"),
  ...more,
});

describe("spans", () => {
  it("are given in code points and kept in UTF-16", () => {
    expect(fromCodePoints("𝟒𝟕é x", { start: 1, end: 3 })).toEqual({ start: 2, end: 5 });
    expect(fromCodePoints("\u{d800}ab", { start: 1, end: 3 })).toEqual({ start: 1, end: 3 });
  });

  it.each([
    { start: 0, end: 4 },
    { start: 2, end: 2 },
    { start: 2, end: 1 },
  ])("beyond the text are refused: $start to $end", (span) => {
    expect(() => fromCodePoints("abc", span)).toThrow(RangeError);
  });

  it.each([
    [[], 0],
    [[{ start: 0, end: 5 }], 0],
    [[{ start: 0, end: 10 }], 0.5],
    [
      [
        { start: 12, end: 20 },
        { start: 5, end: 12 },
      ],
      1,
    ],
    [
      [
        { start: 5, end: 12 },
        { start: 5, end: 10 },
        { start: 10, end: 11 },
      ],
      0.7,
    ],
  ])("are covered by others, overlaps counted once: %j", (others, share) => {
    expect(coverage({ start: 5, end: 15 }, others)).toBe(share);
  });

  it("are trimmed", () => {
    expect(trimmed("  a b ")).toEqual({ start: 2, end: 5 });
    expect(trimmed("  ")).toEqual({ start: 2, end: 2 });
  });
});

describe("a case", () => {
  it.each([
    ["exactly", [found("CREDIT_CARD", 5, 21)], { found: 1, exact: 1, falses: 0 }],
    ["four fifths of it", [found("CREDIT_CARD", 5, 18)], { found: 1, exact: 0, falses: 0 }],
    ["in two pieces", [found("CREDIT_CARD", 5, 13), found("CREDIT_CARD", 13, 21)], { found: 1, exact: 0, falses: 0 }],
    ["less than four fifths", [found("CREDIT_CARD", 5, 17)], { found: 0, exact: 0, falses: 0 }],
    ["as something else", [found("PHONE_NUMBER", 5, 21)], { found: 0, exact: 0, falses: 0 }],
    ["elsewhere", [found("CREDIT_CARD", 0, 4)], { found: 0, exact: 0, falses: 1 }],
  ])("found %s", (_, findings, tally) => {
    expect(scoreCase(asked([CARD]), findings).tally).toMatchObject({ wanted: 1, ...tally });
  });

  it.each([
    ["touched", found("CREDIT_CARD", 20, 22), 1, 0],
    ["exact", found("CREDIT_CARD", 5, 20), 0, 1],
  ] as const)("may ask for another match: %s", (match, finding, count, falses) => {
    expect(scoreCase(asked([CARD]), [finding], match).tally).toMatchObject({ found: count, falses });
  });

  it("counts what it forbids as false, and nothing that it ignores", () => {
    const findings = [found("EMAIL_ADDRESS", 28, 34), found("CREDIT_CARD", 5, 21)];
    const strict = asked([], { forbids: () => true });
    expect(scoreCase(strict, findings).tally).toMatchObject({ falses: 2, negatives: 1, clean: 0 });
    const lenient = { ...strict, ignored: [CARD] };
    expect(scoreCase(lenient, findings).tally).toMatchObject({ falses: 1, negatives: 0, clean: 0 });
    expect(scoreCase(asked([]), findings.slice(0, 1)).tally).toMatchObject({ falses: 0, negatives: 1, clean: 1 });
  });

  it("may know only how many there are", () => {
    const one = found("CREDIT_CARD", 5, 21);
    expect(scoreCase(asked(1), [one]).tally).toMatchObject({ found: 1, falses: 0 });
    expect(scoreCase(asked(2), [one]).tally).toMatchObject({ wanted: 2, found: 1, falses: 0 });
    expect(scoreCase(asked(1), [one, found("CREDIT_CARD", 23, 27)]).tally).toMatchObject({ found: 1, falses: 1 });
    expect(scoreCase(asked(0), [one]).tally).toMatchObject({ falses: 1, negatives: 1, clean: 0 });
  });

  it("names what was missed and what was false", () => {
    const { faults } = scoreCase(asked([CARD]), [found("PHONE_NUMBER", 5, 15), found("CREDIT_CARD", 28, 34)]);
    expect(faults.map(({ kind, value, entities }) => [kind, value, entities])).toEqual([
      ["missed", "4111111111111111", ["PHONE_NUMBER"]],
      ["false", "a@b.co", ["CREDIT_CARD"]],
    ]);
  });
});

describe("a score", () => {
  it("sums by group, and has no figure where there is nothing to count", () => {
    const cases = [asked([CARD]), asked([CARD], { group: "other" }), asked([], { group: "other" })];
    const seen = { other: found("CREDIT_CARD", 0, 4), CREDIT_CARD: found("CREDIT_CARD", 5, 21) };
    const { total, groups } = score(cases, ({ group }) => [group === "other" ? seen.other : seen.CREDIT_CARD]);
    expect([recall(total), precision(total), cleanness(total)]).toEqual([0.5, 1 / 3, 0]);
    expect(groups.get("CREDIT_CARD")).toMatchObject({ wanted: 1, found: 1, falses: 0 });
    const { total: none } = score([], () => []);
    expect([recall(none), precision(none), cleanness(none)]).toEqual([undefined, undefined, undefined]);
  });
});
