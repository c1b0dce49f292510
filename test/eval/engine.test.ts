import { describe, expect, it } from "vitest";
import { detector } from "../../eval/engine.ts";
import { OFF } from "../../src/scan/policy.ts";
import { scanner } from "../scan/engine.ts";

describe("asking the engine", () => {
  const asked: (Uint8Array | undefined)[] = [];
  const detect = detector({
    rules: scanner.rules,
    scan: (text, policy) => {
      asked.push(policy);
      return scanner.scan(text, policy);
    },
  });
  const text = "ada@example.org 4111 1111 1111 1111";

  it("all rules are on unless some are named", () => {
    expect(detect(text).map(({ entity }) => entity)).toEqual(["EMAIL_ADDRESS", "CREDIT_CARD"]);
    expect(asked.at(-1)).toBeUndefined();
  });

  it("rules that are not asked for are off", () => {
    expect(detect(text, { only: ["CREDIT_CARD"] })).toEqual([{ start: 16, end: 35, entity: "CREDIT_CARD" }]);
    const policy = [...(asked.at(-1) ?? [])].slice(0, -1);
    const expected = scanner.rules.map(({ entity }) => (entity === "CREDIT_CARD" ? 0 : OFF));
    expect(policy).toEqual(expected);
  });

  it("the same question is the same policy", () => {
    detect(text, { only: ["US_SSN"], threshold: 40 });
    const first = asked.at(-1);
    detect(text, { only: ["US_SSN"], threshold: 40 });
    expect(asked.at(-1)).toBe(first);
  });
});
