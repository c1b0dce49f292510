import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Ending, unkeptBecause } from "../../src/cache/may-keep.ts";
import { type Agreement, compareAnswers, type GreyCandidate, promotion, toCompare } from "../../src/cache/promotion.ts";

const grey = (id: string, lowerBound: number, isKnownNegative = false): GreyCandidate => ({
  id,
  lowerBound,
  isKnownNegative,
});

describe("what is compared behind an answer", () => {
  test.each<[string, GreyCandidate[], number, number, string | undefined]>([
    ["nothing was near", [], 1, 0, undefined],
    ["the surest one", [grey("a", 0.5), grey("b", 0.9), grey("c", 0.7)], 1, 0, "b"],
    ["the first of equally sure ones", [grey("a", 0.5), grey("b", 0.5)], 1, 0, "a"],
    ["never one that is known to be wrong", [grey("a", 0.5), grey("b", 0.9, true)], 1, 0, "a"],
    ["nothing but that", [grey("b", 0.9, true)], 1, 0, undefined],
    ["chance does not want it", [grey("a", 0.5)], 0.1, 0.1, undefined],
    ["chance wants it", [grey("a", 0.5)], 0.1, 0.0999, "a"],
    ["none are compared", [grey("a", 0.5)], 0, 0, undefined],
  ])("%s", (_, candidates, rate, random, expected) => {
    expect(toCompare(candidates, rate, random)?.id).toBe(expected);
  });

  test.each<[Agreement, boolean, string]>([
    ["same", true, "alias"],
    ["same", false, "none"],
    ["different", true, "negative"],
    ["different", false, "negative"],
    ["unsure", true, "none"],
    ["unsure", false, "none"],
  ])("answers that are %s, kept or not (%s): %s", (agreement, mayBeKept, kind) => {
    expect(promotion(grey("a", 0.5), agreement, mayBeKept).kind).toBe(kind);
  });
});

describe("two answers compared without a model", () => {
  const sentence = "Open the settings, choose security and press the button that resets your password";
  test.each<[string, string, string, Agreement]>([
    ["the same", sentence, sentence, "same"],
    ["other case and marks", sentence, `${sentence.toUpperCase()}!`, "same"],
    ["one word more", sentence, `${sentence} then`, "same"],
    ["another number", `${sentence} within 14 days`, `${sentence} within 30 days`, "unsure"],
    ["a number more", sentence, `${sentence} 2`, "unsure"],
    ["a negation", `${sentence} now`, `Do not ${sentence} now`, "unsure"],
    ["a contracted negation", `You should do it: ${sentence}`, `You shouldn't do it: ${sentence}`, "unsure"],
    ["another placeholder", `${sentence} [EMAIL_1]`, `${sentence} [EMAIL_2]`, "unsure"],
    ["half the words", "one two three four", "one two five six", "unsure"],
    ["other words", sentence, "A mortgage is a loan that is secured by a house", "different"],
    ["nothing", "", sentence, "unsure"],
    ["signs only", "…", "!", "unsure"],
    ["another script", "パスワード リセット 設定", "パスワード リセット 設定", "same"],
    ["very long ones", "a ".repeat(40_000), "a ".repeat(40_001), "unsure"],
  ])("%s", (_, one, other, expected) => {
    expect(compareAnswers(one, other)).toBe(expected);
    expect(compareAnswers(other, one)).toBe(expected);
  });

  test("no two texts with other numbers are the same", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), (text, one, other) => {
        if (one === other) return;
        expect(compareAnswers(`${text} ${one}`, `${text} ${other}`)).not.toBe("same");
      }),
    );
  });
});

describe("what is kept", () => {
  const good: Ending = {
    kind: "semantic",
    write: true,
    outcome: "ok",
    flagged: false,
    redacted: false,
    cached: false,
    storable: true,
  };

  test("an answer that is whole, clean and new", () => {
    expect(unkeptBecause(good)).toBeUndefined();
    expect(unkeptBecause({ ...good, kind: "exact" })).toBeUndefined();
  });

  test.each<[Partial<Ending>, string]>([
    [{ kind: "never" }, "class"],
    [{ write: false }, "policy"],
    [{ outcome: "failed" }, "unfinished"],
    [{ outcome: "cut" }, "unfinished"],
    [{ outcome: "client_gone" }, "unfinished"],
    [{ flagged: true }, "flagged"],
    [{ redacted: true }, "redacted"],
    [{ cached: true }, "cached"],
    [{ storable: false }, "not_storable"],
  ])("not one with %j", (changes, reason) => {
    expect(unkeptBecause({ ...good, ...changes })).toBe(reason);
  });

  test("one reason is enough, whatever else is right", () => {
    const ending = fc.record<Ending>({
      kind: fc.constantFrom("never", "exact", "semantic"),
      write: fc.boolean(),
      outcome: fc.constantFrom("ok", "failed", "cut", "client_gone"),
      flagged: fc.boolean(),
      redacted: fc.boolean(),
      cached: fc.boolean(),
      storable: fc.boolean(),
    });
    fc.assert(
      fc.property(ending, (given) => {
        const { kind, write, outcome, flagged, redacted, cached, storable } = given;
        const kept = kind !== "never" && write && outcome === "ok" && storable && !flagged && !redacted && !cached;
        expect(unkeptBecause(given) === undefined).toBe(kept);
      }),
    );
  });
});
