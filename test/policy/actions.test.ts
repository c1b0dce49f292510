import { describe, expect, test } from "vitest";
import { parseSettings } from "../../src/config/schema.ts";
import { compilePolicy } from "../../src/policy/screening-policy.ts";
import { actions, type PiiConfig, policyOf } from "./policy.ts";

const TEXT = "ada@example.org, 4111 1111 1111 1111, 8.8.8.8";

describe("actions", () => {
  test("without a word every value is masked, and nothing is asked", () => {
    const { policy } = policyOf({});
    expect(policy.actionFor).toBeUndefined();
    expect(policy.hashes).toBe(false);
    expect(policy.redactsAnswers).toBe(true);
    expect(policy.scan(TEXT).map(({ rule }) => rule.entity)).toEqual(["EMAIL_ADDRESS", "CREDIT_CARD", "IP_ADDRESS"]);
  });

  test("each entity has its own", () => {
    const entities = { CREDIT_CARD: { action: "block" }, IP_ADDRESS: { action: "allow" } } as const;
    expect(actions({ default: { action: "surrogate" }, entities }, TEXT)).toEqual([
      ["EMAIL_ADDRESS", "ada@example.org", "surrogate"],
      ["CREDIT_CARD", "4111 1111 1111 1111", "block"],
    ]);
  });

  test("what is allowed is not looked for, and does not hide what is", () => {
    const { policy, scanner } = policyOf({ default: { action: "allow" }, entities: { CREDIT_CARD: {} } });
    expect(scanner.scan(TEXT, policy.scanPolicy).map(({ rule }) => rule.entity)).toEqual(["CREDIT_CARD"]);
    expect(policy.scanAnswer(TEXT).map(({ rule }) => rule.entity)).toEqual(["CREDIT_CARD"]);
  });

  test("a threshold decides from which confidence on a value counts", () => {
    const bare = "the number 123456789 and a@b.co";
    const found = (pii: object) => actions(pii, bare).map(([entity]) => entity);
    expect(found({})).toEqual(["EMAIL_ADDRESS"]);
    expect(found({ entities: { US_SSN: { threshold: 0 } } })).toContain("US_SSN");
    expect(found({ default: { threshold: 100 } })).toEqual([]);
    expect(found({ default: { threshold: 100 }, entities: { EMAIL_ADDRESS: { threshold: 95 } } })).toEqual([
      "EMAIL_ADDRESS",
    ]);
  });

  test("an entity that is off by default is looked for when it is named", () => {
    const { scanner } = policyOf({});
    const off = scanner.rules.filter(({ on }) => !on);
    for (const { entity } of off) {
      const index = scanner.rules.findIndex((rule) => rule.entity === entity);
      expect(policyOf({}).policy.scanPolicy[index]).toBe(255);
      expect(policyOf({ entities: { [entity]: {} } }).policy.scanPolicy[index]).toBe(50);
    }
  });

  test("only a policy that hashes asks for a digest", () => {
    expect(policyOf({ entities: { EMAIL_ADDRESS: { action: "hash" } } }).policy.hashes).toBe(true);
    expect(policyOf({ default: { action: "surrogate" } }).policy.hashes).toBe(false);
  });
});

describe("own rules", () => {
  const employee = { name: "EMPLOYEE_ID", label: "EMPLOYEE", pattern: String.raw`\bEMP-\d{6}\b` };
  const projects = { name: "PROJECT_NAME", words: ["Project Aurora", "Boréale"] };

  test("are found beside the engine's, under their names", () => {
    expect(
      actions(
        { patterns: [employee], words: [projects] },
        "emp EMP-123456 of PROJECT AURORA, BORÉALE, ada@example.org",
      ),
    ).toEqual([
      ["EMPLOYEE_ID", "EMP-123456", "mask"],
      ["PROJECT_NAME", "PROJECT AURORA", "mask"],
      ["PROJECT_NAME", "BORÉALE", "mask"],
      ["EMAIL_ADDRESS", "ada@example.org", "mask"],
    ]);
    const rules = policyOf({ patterns: [employee], words: [projects] }).scanner.rules.slice(-2);
    expect(rules.map(({ entity, label }) => [entity, label])).toEqual([
      ["EMPLOYEE_ID", "EMPLOYEE"],
      ["PROJECT_NAME", "PROJECT_NAME"],
    ]);
  });

  test.each<[string, object, string]>([
    ["the default's", {}, "hash"],
    ["their own", { action: "block" }, "block"],
  ])("have %s action", (_, more, action) => {
    const pii: PiiConfig = { default: { action: "hash" }, patterns: [{ ...employee, ...more }] };
    expect(actions(pii, "EMP-123456")).toEqual([["EMPLOYEE_ID", "EMP-123456", action]]);
  });

  test("are wanted even where all else is let through, and `entities` may say otherwise", () => {
    const pii: PiiConfig = { default: { action: "allow" }, patterns: [employee] };
    expect(actions(pii, "EMP-123456 a@b.co")).toEqual([["EMPLOYEE_ID", "EMP-123456", "mask"]]);
    expect(actions({ ...pii, entities: { EMPLOYEE_ID: { action: "allow" } } }, "EMP-123456")).toEqual([]);
  });

  test("are looked for by the policies that name them only, since others may share the scanner", () => {
    const { scanner } = policyOf({ patterns: [employee] });
    expect(scanner.scan("EMP-123456")).toEqual([]);
    expect(compilePolicy(parseSettings({}).pii, scanner).scan("EMP-123456")).toEqual([]);
  });

  test("with little confidence need a word nearby", () => {
    const pii = { patterns: [{ ...employee, pattern: "[0-9]{6}", confidence: 30, context: ["Employee"] }] };
    expect(actions(pii, "123456")).toEqual([]);
    expect(actions(pii, "employee 123456")).toHaveLength(1);
    expect(policyOf(pii).policy.scanAnswer("123456 employee")).toEqual([]);
  });

  test("mind case only where they are told to", () => {
    expect(actions({ patterns: [{ ...employee, ignoreCase: true }] }, "emp-123456")).toHaveLength(1);
    expect(actions({ patterns: [employee] }, "emp-123456")).toHaveLength(0);
    expect(actions({ words: [{ ...projects, ignoreCase: false }] }, "project aurora")).toHaveLength(0);
    expect(actions({ words: [projects] }, "Project Auroras")).toHaveLength(0);
    expect(actions({ words: [{ ...projects, wholeWords: false }] }, "Project Auroras")).toHaveLength(1);
  });

  test("are found in documents, in spite of escapes, and survive an engine that is made anew", () => {
    const { scanner, policy } = policyOf({ patterns: [employee], words: [projects] });
    const document = new TextEncoder().encode(String.raw`{"content":"a\nEMP-123456, Project\u0020Aurora"}`);
    const screen = () => scanner.screenJson(document, { depth: 8, values: 100 }, "", policy.scanPolicy);
    expect(screen()).toMatchObject({
      ok: true,
      findings: [{ rule: { entity: "EMPLOYEE_ID" } }, { rule: { entity: "PROJECT_NAME" } }],
    });
    // Grows the memory beyond what is kept.
    expect(scanner.scan("漢 ".repeat(3_000_000), policy.scanPolicy)).toEqual([]);
    expect(screen()).toMatchObject({ ok: true, findings: [{}, {}] });
    expect(policy.scan("EMP-123456")).toHaveLength(1);
  });
});
