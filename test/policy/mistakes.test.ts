import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config/parse-config.ts";
import { type PiiConfig, policyOf } from "./policy.ts";

function mistakeIn(pii: unknown): string {
  try {
    policyOf(pii as PiiConfig);
    return "none";
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConfigError);
    return (thrown as ConfigError).message.replace("gateway.config.ts: pii.", "");
  }
}

const pattern = (more: object) => ({
  patterns: [
    { name: "GOOD", pattern: "good" },
    { name: "BAD", pattern: "bad", ...more },
  ],
});
const words = (more: object) => ({ words: [{ name: "BAD", words: ["bad"], ...more }] });
const allow = (row: object) => ({ allow: [{ value: "x" }, row] });

describe("a mistake is named, with its place and without its value", () => {
  test.each<[unknown, string]>([
    [{ entities: { EMAIL_ADRESS: {} } }, "entities.EMAIL_ADRESS: is no known entity; did you mean EMAIL_ADDRESS"],
    [{ entities: { QQQQQ: {} } }, "entities.QQQQQ: is no known entity; docs/masking.md lists them"],
    [{ entities: { constructor: {} } }, "entities.constructor: is no known entity"],
    [{ entities: { EMAIL_ADDRESS: { action: "drop" } } }, "entities.EMAIL_ADDRESS.action: "],
    [{ entities: { EMAIL_ADDRESS: { threshold: 101 } } }, "entities.EMAIL_ADDRESS.threshold: "],
    [{ entities: { EMAIL_ADDRESS: { threshold: 0.5 } } }, "entities.EMAIL_ADDRESS.threshold: "],
    [{ entities: { EMAIL_ADDRESS: { treshold: 1 } } }, "entities.EMAIL_ADDRESS: "],
    [{ entities: { EMAIL_ADDRESS: "mask" } }, "entities.EMAIL_ADDRESS: "],
    [{ entities: [] }, "entities: "],
    [{ default: { action: "none" } }, "default.action: "],
    [{ default: "mask" }, "default: "],
    [allow({}), "allow.1: must have exactly one of value, domain and range"],
    [allow({ value: "a", domain: "b.example" }), "allow.1: must have exactly one of"],
    [allow({ value: " " }), "allow.1.value: "],
    [allow({ entity: "EMAIL", value: "a" }), "allow.1.entity: is no known entity; did you mean EMAIL_ADDRESS"],
    [allow({ domain: "a b" }), "allow.1.domain: must be a domain"],
    [allow({ domain: "https://a.example" }), "allow.1.domain: must be a domain"],
    [allow({ entity: "CREDIT_CARD", domain: "a.example" }), "allow.1.domain: is for EMAIL_ADDRESS and URL only"],
    [allow({ entity: "EMAIL_ADDRESS", range: "10.0.0.0/8" }), "allow.1.range: is for IP_ADDRESS only"],
    [allow({ range: "10.0.0.0/33" }), "allow.1.range: must have a prefix length of 0 to 32"],
    [allow({ range: "10.0.0.1/8" }), "allow.1.range: has bits set behind its prefix"],
    [allow({ range: "10.0.0" }), "allow.1.range: must be an IP range"],
    [allow({ range: "2001:db8::1::/32" }), "allow.1.range: must be an IP range"],
    [{ allow: Array.from({ length: 10_001 }, () => ({ value: "a" })) }, "allow: "],
    [pattern({ name: "bad" }), "patterns.1.name: must be capitals"],
    [pattern({ name: "B" }), "patterns.1.name: must be capitals"],
    [pattern({ name: "GOOD" }), "patterns.1.name: is the name of another rule"],
    [pattern({ name: "EMAIL_ADDRESS" }), "patterns.1.name: is the name of another rule"],
    [pattern({ label: "bad" }), "patterns.1.label: must be words of capitals"],
    [pattern({ label: "A__B" }), "patterns.1.label: must be words of capitals"],
    [pattern({ label: "A".repeat(21) }), "patterns.1.label: must have at most 20 characters"],
    [pattern({ name: "A_B_C_D_E_F_G_H_I_J" }), "patterns.1.label: is needed"],
    [pattern({ pattern: "" }), "patterns.1.pattern: "],
    [pattern({ pattern: "(" }), "patterns.1.pattern: is no regular expression that is supported"],
    [pattern({ pattern: "a*" }), "patterns.1.pattern: must not match an empty text"],
    [pattern({ pattern: String.raw`(hunter2)\1` }), "patterns.1.pattern: must not look around or refer back"],
    [pattern({ pattern: "(?<=hunter2)a" }), "patterns.1.pattern: must not look around or refer back"],
    [pattern({ pattern: "(a+)+$" }), "patterns.1.pattern: must not hold ^, $"],
    [pattern({ pattern: String.raw`\p{L}+` }), "patterns.1.pattern: must not hold a class of Unicode"],
    [pattern({ pattern: "((a{100}){100}){100}" }), "patterns.1.pattern: is too large"],
    [pattern({ pattern: "é".repeat(501) }), "patterns.1.pattern: must have at most 1000 bytes"],
    [pattern({ confidence: 101 }), "patterns.1.confidence: "],
    [pattern({ context: ["two words"] }), "patterns.1.context.0: must be a single word"],
    [pattern({ action: "reject" }), "patterns.1.action: "],
    [{ patterns: Array.from({ length: 201 }, (_, i) => ({ name: `P${i}`, pattern: "a" })) }, "patterns: "],
    [words({ words: [] }), "words.0.words: "],
    [words({ words: [""] }), "words.0.words.0: "],
    [words({ words: ["a".repeat(201)] }), "words.0.words.0: "],
    [words({ words: Array.from({ length: 1_000_000 }, (_, i) => `w${i}`) }), "words.0.words: must have at most 50000"],
    [words({ words: Array.from({ length: 10_000 }, () => "a".repeat(120)) }), "words.0.words: all lists together"],
    [words({ wholeWord: true }), "words.0: "],
    [{ ...pattern({}), ...words({ name: "GOOD" }) }, "words.0.name: is the name of another rule"],
  ])("%#", (pii, expected) => {
    const message = mistakeIn(pii);
    expect(message.startsWith(expected), message).toBe(true);
    expect(message).not.toContain("hunter2");
  });

  test("patterns that are too large only together name one of them", () => {
    const patterns = Array.from({ length: 200 }, (_, index) => ({
      name: `P${index}`,
      pattern: `${index}[à-ü漢字]{600}x`,
    }));
    expect(mistakeIn({ patterns })).toMatch(/^patterns\.\d+\.pattern: is too large/);
  });
});
