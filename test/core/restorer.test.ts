import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asText, type Encode, insideJsonString, MAX_HELD, restore, Restorer } from "../../src/core/restorer.ts";
import { Vault } from "../../src/core/vault.ts";

const email = { entity: "EMAIL_ADDRESS", label: "EMAIL" };
const iban = { entity: "IBAN_CODE", label: "IBAN" };
const card = { entity: "CREDIT_CARD", label: "CREDIT_CARD" };
const raw = String.raw;

function vaultOf(...values: string[]): Vault {
  const vault = new Vault();
  for (const value of values) vault.placeholderFor(email, value);
  return vault;
}

function inPieces(pieces: readonly string[], vault: Vault, encode: Encode = asText): string {
  const restorer = new Restorer(vault, encode);
  return pieces.map((piece) => restorer.push(piece)).join("") + restorer.end();
}

/** Two mail addresses, a card, a hash, and a surrogate for each address. */
function filledVault(): Vault {
  const vault = new Vault(new Set(), () => "0123456789ABCDEF");
  vault.placeholderFor(email, "a@x");
  vault.placeholderFor(email, "b@x");
  vault.placeholderFor(card, "41");
  vault.replacementFor(email, "h@x", "hash");
  vault.replacementFor(email, "s@x", "surrogate");
  vault.replacementFor(email, "t@x", "surrogate");
  vault.replacementFor({ entity: "PHONE_NUMBER", label: "PHONE" }, "112", "surrogate");
  return vault;
}

const accepted: [string, string, string][] = [
  ["as handed out", "to [EMAIL_1].", "to a@x."],
  ["next to each other", "[EMAIL_1][EMAIL_2]", "a@xb@x"],
  ["a hash", "[EMAIL_HASH_0123456789ABCDEF]", "h@x"],
  ["a hash in another case", "email_hash_0123456789abcdef", "h@x"],
  ["another case", "[email_1] [Email_2]", "a@x b@x"],
  ["spaces", "[ EMAIL_1 ] [EMAIL 1] [EMAIL_ 1] [EMAIL _1] [CREDIT CARD 1]", "a@x a@x a@x a@x 41"],
  ["hyphens", "[EMAIL-1] [CREDIT-CARD_1] [EMAIL‑2] [EMAIL–2]", "a@x 41 b@x b@x"],
  ["without brackets", "EMAIL_1, email_2 and CREDIT_CARD_1", "a@x, b@x and 41"],
  ["other brackets stay", "(EMAIL_1) <EMAIL_1> {EMAIL_1} {{EMAIL_1}}", "(a@x) <a@x> {a@x} {{a@x}}"],
  ["doubled brackets", "[[EMAIL_2]]", "[b@x]"],
  ["Markdown", raw`\[EMAIL\_1\] [EMAIL\_1] \[EMAIL\_1] EMAIL\_2`, "a@x a@x a@x b@x"],
  ["a backslash that is not the placeholder's", raw`C:\[EMAIL_1] \\[EMAIL_1] \EMAIL_1`, raw`C:\a@x \\a@x \a@x`],
  ["HTML", "&#91;EMAIL_1&#93; &lbrack;EMAIL_1&rbrack; &lsqb;EMAIL_1&rsqb; EMAIL&#95;2", "a@x a@x a@x b@x"],
  ["HTML in hexadecimal", "&#x5B;EMAIL_1&#x5d; [EMAIL&lowbar;1]", "a@x a@x"],
  ["emphasis", "[**EMAIL_1**] **[EMAIL_1]** [`EMAIL_1`] *EMAIL_1* **EMAIL_1**", "a@x **a@x** a@x *a@x* **a@x**"],
  ["wide brackets", "［EMAIL_1］ 【EMAIL_1】 联系EMAIL_1。", "a@x a@x 联系a@x。"],
  ["JSON", raw`\\[EMAIL\\_1\\] \u005bEMAIL_1\u005d \u005BEMAIL\u005f1\u005D`, "a@x a@x a@x"],
  ["an address", "?to=%5BEMAIL_1%5D&cc=%5bEMAIL%5f2%5d", "?to=a@x&cc=b@x"],
  ["possessives", "[EMAIL_1]'s EMAIL_1's", "a@x's a@x's"],
  ["no closing bracket", "[EMAIL_1 is", "[a@x is"],
  ["no closing bracket at the end", "[EMAIL_1", "[a@x"],
  ["no opening bracket", "EMAIL_1]", "a@x]"],
  ["one in another's beginning", "[EMA[EMAIL_1] [EMAIL_[EMAIL_2]", "[EMAa@x [EMAIL_b@x"],
  ["after an escape", raw`Hi\nEMAIL_1\nuser1@example.com\u201cEMAIL_2\u201d`, raw`Hi\na@x\ns@x\u201cb@x\u201d`],
  ["after an escaped bracket of another kind", raw`\&#91;EMAIL 1&#93;`, raw`\a@x`],
  ["a surrogate", "user1@example.com, (user2@example.com). user1@example.com.", "s@x, (t@x). s@x."],
  ["a surrogate with spaces", "call +1 202-555-0100 or +1 202-555-0100.", "call 112 or 112."],
  ["a surrogate in a mailto", "<mailto:user1@example.com>", "<mailto:s@x>"],
];

const refused: [string, string][] = [
  ["nothing", ""],
  ["invented", "[EMAIL_7] [PHONE_1] EMAIL_3 [email 9] %5BEMAIL_4%5D"],
  ["a longer number", "[EMAIL_10] EMAIL_10 [EMAIL_1_2] EMAIL_1_2"],
  ["a number of another form", "[EMAIL_01] [EMAIL_+1]"],
  ["without an underscore", "email 1, (EMAIL 1), EMAIL-1, [EMAIL1], EMAIL1"],
  ["part of a name", raw`MY_EMAIL_1 xEMAIL_1 EMAIL_1x EMAIL_1_ _EMAIL_1 MY\_EMAIL\_1 \u0041EMAIL_1`],
  ["a hash that is too long or too short", "[EMAIL_HASH_0123456789ABCDEF0] [EMAIL_HASH_0123456789ABCDE]"],
  ["two separators", "[EMAIL__1] [EMAIL--1] [EMAIL  1]"],
  ["a line between", "[EMAIL\n1]"],
  ["a label that is cut", "[MAIL_1] [CARD_1]"],
  ["a surrogate within more", "superuser1@example.com user1@example.company user1@example.com.au"],
  ["a surrogate with something joined", "x.user1@example.com x-user1@example.com user1@example.com-x"],
  ["a surrogate written otherwise", "User1@example.com user1 @example.com 202-555-0100 user3@example.com"],
  ["beginnings", raw`[ [EM [EMAIL_ [EMAIL_1x EMAIL_ EMAI user1@example. \ \\ \[ &#9 & %5 \u00`],
];

describe("restore", () => {
  const vault = filledVault();
  test.each(accepted)("%s", (_, text, expected) => {
    expect(restore(text, vault)).toBe(expected);
  });

  test.each(refused)("stays: %s", (_, text) => {
    expect(restore(text, vault)).toBe(text);
  });

  test("more than nine placeholders", () => {
    const twelve = vaultOf(...Array.from({ length: 12 }, (_, index) => `user${index + 1}@example.org`));
    expect(restore("[EMAIL_1] [EMAIL_12] EMAIL_12", twelve)).toBe(
      "user1@example.org user12@example.org user12@example.org",
    );
  });

  test("never reads what it has put back", () => {
    const tricky = vaultOf("[EMAIL_2]", "EMAIL_1", "EMAIL_");
    expect(restore("[EMAIL_1] [EMAIL_2] [EMAIL_3]1", tricky)).toBe("[EMAIL_2] EMAIL_1 EMAIL_1");
  });
});

describe("inside JSON", () => {
  const value = 'a"b\\c\nd';
  const vault = vaultOf(value);
  const written: [string, unknown][] = [
    ['{"to":"[EMAIL_1]"}', { to: value }],
    [raw`{"to":"\\[EMAIL\\_1\\]"}`, { to: value }],
    [raw`{"to":"\[EMAIL\_1\]"}`, { to: value }],
    [raw`{"to":"\[EMAIL_1]"}`, { to: value }],
    [raw`{"to":"\EMAIL_1"}`, { to: value }],
    [raw`{"to":"\u005bEMAIL_1\u005d"}`, { to: value }],
    [raw`{"to":"\nEMAIL\u005f1\n"}`, { to: `\n${value}\n` }],
    [raw`{"to":"\\\"[EMAIL_1]\\"}`, { to: `\\"${value}\\` }],
    [raw`{"path":"C:\\[EMAIL_1]\\x"}`, { path: `C:\\${value}\\x` }],
    [raw`{"path":"\\\\[EMAIL\\_1\\]"}`, { path: `\\${value}` }],
    [raw`["EMAIL_1\\", "\\"]`, [`${value}\\`, "\\"]],
    [raw`{"EMAIL_1":["EMAIL_1",1]}`, { [value]: [value, 1] }],
  ];
  test.each(written)("%s", (text, expected) => {
    const restored = restore(text, vault, insideJsonString);
    expect(JSON.parse(restored)).toEqual(expected);
    for (let at = 0; at <= text.length; at += 1) {
      expect(inPieces([text.slice(0, at), text.slice(at)], vault, insideJsonString)).toBe(restored);
    }
  });
});

describe("in pieces", () => {
  const vault = filledVault();
  const texts = [...accepted.map(([, text]) => text), ...refused.map(([, text]) => text)];

  test.each(texts)("every split in two, and every character alone: %s", (text) => {
    const whole = restore(text, vault);
    for (let at = 0; at <= text.length; at += 1) {
      expect(inPieces([text.slice(0, at), text.slice(at)], vault)).toBe(whole);
    }
    expect(inPieces(text.split(""), vault)).toBe(whole);
  });

  const fragment = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...texts) },
    fc.constantFrom("[EMAIL_1]", "EMAIL_", "email", "_1", "1", "[", "]", "\\", "\\_", "\\[", "\\]", " ", "*", "-", "."),
    fc.constantFrom("&#91;", "&#95;", "&", "%5B", "%5f", "\\u005b", "\\u00", "\\n", "user1@example.com", "user", "+1"),
    fc.string({ unit: "grapheme", maxLength: 3 }),
  );
  const cut = fc.tuple(fc.array(fragment, { maxLength: 12 }), fc.array(fc.nat(9), { maxLength: 40 }));

  test.each([
    ["text", asText],
    ["JSON", insideJsonString],
  ])("any split of any %s gives the same, and little is held back", (_, encode) => {
    fc.assert(
      fc.property(cut, ([parts, cuts]) => {
        const whole = parts.join("");
        const restorer = new Restorer(vault, encode);
        let rest = whole;
        let given = 0;
        let restored = "";
        for (const length of cuts) {
          restored += restorer.push(rest.slice(0, length));
          given += Math.min(length, rest.length);
          rest = rest.slice(length);
        }
        restored += restorer.push(rest) + restorer.end();
        expect(given + rest.length).toBe(whole.length);
        expect(restored).toBe(restore(whole, vault, encode));
      }),
      { numRuns: 2_000 },
    );
  });

  test("what is certain is given at once", () => {
    const restorer = new Restorer(vault);
    const pieces = [
      "Hi there",
      " [",
      "EMAIL",
      "_1",
      "]",
      " email",
      " 1",
      " I",
      " EMAIL_1",
      ".",
      " user1@example.com",
      ". ",
    ];
    expect(pieces.map((piece) => restorer.push(piece))).toEqual([
      "Hi there",
      " ",
      "",
      "",
      "a@x",
      " ",
      "email 1",
      " I",
      " ",
      "a@x.",
      " ",
      "s@x. ",
    ]);
    expect(restorer.isHolding).toBe(false);
  });
});

describe("hostile text", () => {
  const long = { entity: "LONG", label: "A12345678901234567_B_C_D_E_F_G_H" };
  const vault = filledVault();
  vault.placeholderFor(long, "long");
  vault.replacementFor(long, "long", "hash");
  vault.placeholderFor(iban, "DE");
  const repeated = [
    "[",
    "&",
    "%",
    "\\",
    "E",
    "_",
    "1",
    " ",
    "[EMAIL_",
    "EMAIL_",
    "EMAIL\\_",
    "EMAIL&#95;",
    "[EMAIL ",
    "[ ",
    "[a_",
    "[a ",
    "\\u005b",
    "\\u005bA12345678901234567_",
    "%5B",
    "&#91;A123456789&#95;",
    "A12345678901234567_B_",
    "user1@example.com",
    "+1 202-555-",
    "\\[EMAIL\\_9",
  ];
  test.each(repeated)("a million characters of %j", (part) => {
    const text = part.repeat(Math.ceil(1_000_000 / part.length));
    const restorer = new Restorer(vault);
    const restored = restorer.push(text);
    const rest = restorer.end();
    expect(text.length - restored.length).toBeLessThanOrEqual(MAX_HELD);
    expect(restored + rest).toBe(restore(text, vault));
  });

  test("little is held back, however it is written", () => {
    const label = long.label.replaceAll("_", " &lowbar; ");
    const hash = " &lowbar; HASH &lowbar; 0123456789ABCDEF";
    const bare = `${long.label}_HASH_0123456789ABCDEF`.replaceAll("_", "&lowbar;");
    const most = [`\\\\[****${label}${hash}****&rbrack;`, `\\\\${bare}&lowbar;`, "\\".repeat(300)].map((text) => {
      const restorer = new Restorer(vault);
      let held = 0;
      const sizes = text.split("").map((character) => (held += 1 - restorer.push(character).length));
      return Math.max(...sizes);
    });
    expect(most).toEqual([MAX_HELD, MAX_HELD, 2]);
  });
});
