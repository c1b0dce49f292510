import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { insideJsonString, restore, Restorer } from "../../src/core/restorer.ts";
import { Vault } from "../../src/core/vault.ts";

const email = { entity: "EMAIL_ADDRESS", label: "EMAIL" };
const iban = { entity: "IBAN_CODE", label: "IBAN" };

function vaultOf(...values: string[]): Vault {
  const vault = new Vault();
  for (const value of values) vault.placeholderFor(email, value);
  return vault;
}

function inPieces(pieces: readonly string[], vault: Vault): string {
  const restorer = new Restorer(vault);
  return pieces.map((piece) => restorer.push(piece)).join("") + restorer.end();
}

describe("restore", () => {
  const twelve = vaultOf(...Array.from({ length: 12 }, (_, index) => `user${index + 1}@example.org`));
  test.each([
    ["a placeholder", "write to [EMAIL_1].", "write to user1@example.org."],
    ["one whose name begins like another's", "[EMAIL_1] [EMAIL_12]", "user1@example.org user12@example.org"],
    ["an invented placeholder stays", "[EMAIL_13] [PHONE_1]", "[EMAIL_13] [PHONE_1]"],
    ["an unclosed placeholder stays", "[EMAIL_1", "[EMAIL_1"],
    ["brackets around a placeholder", "[[EMAIL_2]]", "[user2@example.org]"],
    ["a bracket inside a placeholder", "[EMA[EMAIL_3]", "[EMAuser3@example.org"],
    ["next to each other", "[EMAIL_1][EMAIL_2]", "user1@example.orguser2@example.org"],
    ["nothing", "", ""],
  ])("%s", (_, text, expected) => {
    expect(restore(text, twelve)).toBe(expected);
  });

  test("never reads what it has put back", () => {
    const vault = vaultOf("[EMAIL_2]", "second@example.org");
    expect(restore("[EMAIL_1] [EMAIL_2]", vault)).toBe("[EMAIL_2] second@example.org");
  });

  test("escapes a value that stands inside a JSON string", () => {
    const vault = vaultOf('a"b\\c\nd');
    const json = restore('{"to":"[EMAIL_1]"}', vault, insideJsonString);
    expect(JSON.parse(json)).toEqual({ to: 'a"b\\c\nd' });
  });
});

describe("in pieces", () => {
  const vault = vaultOf("ada@example.org", "bob@example.org");
  vault.placeholderFor(iban, "DE89370400440532013000");
  const text = "Hi [EMAIL_1], [EMA [EMAIL_2]] pays [IBAN_1] [EMAIL_9] [";

  test("every split in two gives the same text", () => {
    for (let at = 0; at <= text.length; at += 1) {
      expect(inPieces([text.slice(0, at), text.slice(at)], vault)).toBe(restore(text, vault));
    }
  });

  test("any split of any text gives the same text, and holds back less than a placeholder", () => {
    const fragments = fc.array(
      fc.constantFrom("[EMAIL_1]", "[EMAIL_2]", "[IBAN_1]", "[", "]", "[EM", "_1]", "AIL", " ", "é", "😀", "[EMAIL_1"),
    );
    fc.assert(
      fc.property(fragments, fc.array(fc.nat(7)), (parts, cuts) => {
        const whole = parts.join("");
        const pieces: string[] = [];
        let rest = whole;
        for (const cut of cuts) {
          pieces.push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        pieces.push(rest);
        expect(inPieces(pieces, vault)).toBe(restore(whole, vault));
        const restorer = new Restorer(vault);
        for (const piece of pieces) restorer.push(piece);
        expect(restorer.end().length).toBeLessThan("[EMAIL_1]".length);
      }),
    );
  });
});
