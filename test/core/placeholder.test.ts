import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collectPlaceholders } from "../../src/core/placeholder.ts";
import { asText, insideJsonString, restore } from "../../src/core/restorer.ts";
import { Vault } from "../../src/core/vault.ts";

const raw = String.raw;

function collected(text: string): string[] {
  const into = new Set<string>();
  collectPlaceholders(text, into, new Set(["EMAIL", "PHONE", "CREDIT_CARD", "IP", "HASH", "IP_EMAIL", "A"]));
  return [...into].toSorted();
}

describe("collectPlaceholders", () => {
  test.each<[string, string[]]>([
    ["[EMAIL_1] [email 2] EMAIL_3 email_4", ["EMAIL_1", "EMAIL_2", "EMAIL_3", "EMAIL_4"]],
    ["const email_1 = phone_12.value", ["EMAIL_1", "PHONE_12"]],
    [raw`\[EMAIL\_1\] \u005bEMAIL\u005f2\u005d`, ["EMAIL_1", "EMAIL_2", "U005BEMAIL_2"]],
    ["&#91;EMAIL-1&#93; EMAIL&#95;2 %5BEMAIL%5F3%5D", ["EMAIL_1", "EMAIL_2", "EMAIL_3"]],
    ["［ **credit card 1** ］", ["CREDIT_CARD_1"]],
    ["[EMAIL_HASH_0123456789abcdef]", ["EMAIL_HASH_0123456789ABCDEF"]],
    [raw`a\nEMAIL_1`, ["EMAIL_1", "NEMAIL_1"]],
    ["MY_EMAIL_1", ["MY_EMAIL_1"]],
    ["email 1, [EMAIL], EMAIL_, _1, 1_1, [1_1], EMAIL_x, EMAIL_1234567890", []],
    ["", []],
  ])("%s", (text, cores) => {
    expect(collected(text)).toEqual(cores);
  });

  test.each(["[", "\\", "_", "a_", "a_1_", "a&#95;", "[a ", "[a_1 ", "%5b", "&", "a", "A1"])(
    "a million characters of %j",
    (part) => {
      expect(collected(part.repeat(Math.ceil(1_000_000 / part.length))).length).toBeLessThan(20);
    },
  );

  test("what it does not collect is not restored", () => {
    const part = fc.oneof(
      fc.constantFrom("EMAIL", "email", "1", "2", "_", "-", " ", "[", "]", "\\", "\\_", "&#95;", "&#91;", "&#93;"),
      fc.constantFrom("%5B", "%5D", "%5f", "\\u005b", "\\u005f", "\\n", "\\u0041", "**", "［", "】", "IP", "x", "HASH"),
      fc.constantFrom("[EMAIL_1]", "EMAIL_1", "[IP 2]", "0123456789ABCDEF"),
    );
    const text = fc.array(part, { maxLength: 14 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (text) => {
        const vault = new Vault(new Set(collected(text)), () => "0123456789ABCDEF");
        for (const label of ["EMAIL", "IP", "HASH", "IP_EMAIL"]) {
          const rule = { entity: label, label };
          for (const value of ["one", "two", "three"]) vault.placeholderFor(rule, value);
          vault.replacementFor(rule, "four", "hash");
        }
        expect([restore(text, vault, asText), restore(text, vault, insideJsonString)]).toEqual([text, text]);
      }),
      { numRuns: 3_000 },
    );
  });
});
