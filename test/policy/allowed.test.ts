import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actions, policyOf } from "./policy.ts";

const allow = [
  { value: "support@acme.com" },
  { entity: "EMAIL_ADDRESS", domain: "@partner.example" },
  { entity: "IP_ADDRESS", range: "10.0.0.0/8" },
];

describe("what is allowed", () => {
  test("passes in requests and in answers, and nothing beside it does", () => {
    const text = "support@acme.com, eve@acme.com, x@partner.example, 10.1.2.3, 8.8.8.8";
    expect(actions({ allow }, text)).toEqual([
      ["EMAIL_ADDRESS", "eve@acme.com", "mask"],
      ["IP_ADDRESS", "8.8.8.8", "mask"],
    ]);
    const { policy } = policyOf({ allow });
    expect(policy.scanAnswer(text)).toEqual(policy.scan(text));
    expect(policy.actionFor?.({ entity: "EMAIL_ADDRESS", label: "EMAIL" }, "support@acme.com")).toBe("allow");
  });

  test("is let through although its entity is blocked", () => {
    const pii = { allow, entities: { EMAIL_ADDRESS: { action: "block" } } } as const;
    expect(actions(pii, "support@acme.com")).toEqual([]);
    expect(actions(pii, "eve@acme.com")).toEqual([["EMAIL_ADDRESS", "eve@acme.com", "block"]]);
  });

  test("is no disguise for a part of another value", () => {
    expect(actions({ allow }, "xsupport@acme.com")).toHaveLength(1);
    expect(actions({ allow }, "support@acme.com.example")).toHaveLength(1);
    expect(actions({ allow }, "ｓupport@acme.com")).toHaveLength(1);
  });

  test("takes nothing from the others, whatever stands beside it", () => {
    const { policy } = policyOf({ allow });
    const { policy: plain } = policyOf({});
    const piece = fc.constantFrom(
      "support@acme.com",
      "eve@acme.com",
      "10.0.0.1",
      "8.8.8.8",
      " ",
      ", ",
      "x",
      "4111111111111111",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const kept = plain
          .scan(text)
          .filter(({ start, end }) => !["support@acme.com", "10.0.0.1"].includes(text.slice(start, end)));
        expect(policy.scan(text)).toEqual(kept);
      }),
    );
  });

  test("ten thousand entries cost a look-up each", () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ value: `user${index}@acme.com` }));
    const text = Array.from({ length: 5_000 }, (_, index) => `user${index}@acme.com eve${index}@acme.com`).join(" ");
    expect(policyOf({ allow: many }).policy.scan(text)).toHaveLength(5_000);
  });
});
