import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Action } from "../../src/core/action.ts";
import type { Finding, Rule } from "../../src/core/finding.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { collectTaken, maskText } from "../../src/core/masking.ts";
import { insideJsonString, restore, Restorer } from "../../src/core/restorer.ts";
import { mapText, parseExactly } from "../../src/core/text-lens.ts";
import { MAX_VALUES, Vault, VaultFullError } from "../../src/core/vault.ts";
import { json } from "../support/documents.ts";
import { maskBody, maskWritten } from "../support/mask.ts";

const DIGEST = "FEDCBA9876543210";
const raw = String.raw;
const mask = (body: JsonObject) => maskBody(body);
const user = (content: JsonObject["content"]): JsonObject => ({
  model: "m",
  messages: [{ role: "user", content: content ?? null }],
});

describe("maskBody", () => {
  test("numbers values by first occurrence, over all messages", () => {
    const { body, vault } = mask({
      messages: [
        { role: "system", content: "b@x.co then a@x.co" },
        { role: "user", content: "a@x.co then b@x.co" },
      ],
    });
    expect(body).toEqual({
      messages: [
        { role: "system", content: "[EMAIL_1] then [EMAIL_2]" },
        { role: "user", content: "[EMAIL_2] then [EMAIL_1]" },
      ],
    });
    expect([...vault.found]).toEqual([["EMAIL_ADDRESS", 2]]);
  });

  test("a growing conversation keeps its masked beginning", () => {
    const first = { role: "user", content: "a@x.co" };
    const second = { role: "user", content: "b@x.co and a@x.co" };
    const [start] = mask({ messages: [first] }).body.messages as JsonObject[];
    const [same] = mask({ messages: [first, second] }).body.messages as JsonObject[];
    expect(same).toEqual(start);
  });

  test("never hands out a placeholder that the caller wrote, wherever it stands", () => {
    const { body, vault } = mask({ messages: [user("a@x.co")], note: "see [EMAIL_1]", tail: '"[EMAIL_2]"' });
    expect(JSON.stringify(body)).toContain("[EMAIL_3]");
    expect(restore("[EMAIL_1] [EMAIL_2] [EMAIL_3]", vault)).toBe("[EMAIL_1] [EMAIL_2] a@x.co");
  });

  test("leaves every byte as it was when nothing was found", () => {
    const document = String.raw`{ "a" : [1.0, "\u0041\/"],"b":1e3 }`;
    expect(maskWritten(document).written).toBe(document);
  });

  test.each<[string, JsonObject, JsonObject]>([
    ["a content part", user([{ type: "text", text: "a@x.co" }]), user([{ type: "text", text: "[EMAIL_1]" }])],
    [
      "an unknown field",
      { ...user("x"), new_field: { deep: ["a@x.co"] } },
      { ...user("x"), new_field: { deep: ["[EMAIL_1]"] } },
    ],
    ["the name of a property", { metadata: { "a@x.co": "1" } }, { metadata: { "[EMAIL_1]": "1" } }],
    ["a number", { metadata: { card: 4111111111111111 } }, { metadata: { card: "[CREDIT_CARD_1]" } }],
    ["a property named __proto__", JSON.parse('{"__proto__":"a@x.co"}'), JSON.parse('{"__proto__":"[EMAIL_1]"}')],
    ["a role that is none", { role: "a@x.co" }, { role: "[EMAIL_1]" }],
    ["a model that is not the body's", { messages: [{ model: "a@x.co" }] }, { messages: [{ model: "[EMAIL_1]" }] }],
    ["data that is not base64", { input_audio: { data: "a@x.co" } }, { input_audio: { data: "[EMAIL_1]" } }],
    ["a data URL that hides text", { url: "data:image/png;base64,a@x.co" }, { url: "data:image/png;base64,[EMAIL_1]" }],
    ["the address of an image", { url: "http://h/?a@x.co" }, { url: "http://h/?[EMAIL_1]" }],
  ])("%s", (_, body, expected) => {
    expect(mask(body).body).toEqual(expected);
  });

  test.each<[string, JsonObject]>([
    ["an image", { image_url: { url: "data:image/png;base64,12345678Z90" } }],
    ["audio", { input_audio: { data: "12345678Z90" } }],
    ["the model", { model: "x@y.co" }],
  ])("does not touch %s", (_, body) => {
    expect(mask(body).body).toEqual(body);
  });

  test("stops at the cap of distinct values", () => {
    const text = Array.from({ length: MAX_VALUES + 1 }, (_, index) => `u${index}@x.co`).join(" ");
    expect(() => mask(user(text))).toThrow(VaultFullError);
  });
});

describe("disguises that JSON hides further", () => {
  test.each([
    [raw`"mail ada\\@example\\.org"`, '"mail [EMAIL_1]"'],
    [raw`"ssn 071\\-97\\-9888"`, '"ssn [US_SSN_1]"'],
    ['"4 0 1 2 8 8 8 8 8 8 8 8 1 8 8 1"', '"[CREDIT_CARD_1]"'],
    [raw`"my list\n4-0-1-2-8-8-8-8-8-8-8-8-1-8-8-1 ok"`, raw`"my list\n[CREDIT_CARD_1] ok"`],
    [raw`"password: Tr0ub4dor&3 and"`, '"password: [PASSWORD_1] and"'],
  ])("%s", (content, expected) => {
    expect(maskWritten(`{"content":${content}}`).written).toBe(`{"content":${expected}}`);
  });
});

describe("what happens to a value", () => {
  const act = (action: Action) => (content: string) => {
    const { body, vault } = maskBody(user(content), { actionFor: () => action, digest: () => DIGEST });
    const [message] = body["messages"] as { content: string }[];
    return [message?.content, vault.size];
  };

  test.each<[Action, string, string, number]>([
    ["mask", "a@x.co", "[EMAIL_1]", 1],
    ["block", "a@x.co", "[EMAIL_1]", 1],
    ["allow", "a@x.co and b@x.co", "a@x.co and b@x.co", 0],
    ["hash", "a@x.co", `[EMAIL_HASH_${DIGEST}]`, 1],
    ["surrogate", "a@x.co, b@x.co. a@x.co", "user1@example.com, user2@example.com. user1@example.com", 2],
    ["surrogate", "a@x.co user1@example.com", "user2@example.com user3@example.com", 2],
    ["surrogate", "12345678Z", "[ES_NIF_1]", 1],
    ["surrogate", "a@x.co a@x.co.b", "user1@example.com [EMAIL_1].b", 2],
    ["surrogate", raw`\a@x.co`, raw`\[EMAIL_1]`, 1],
  ])("%s: %s", (action, content, expected, size) => {
    expect(act(action)(content)).toEqual([expected, size]);
  });

  test("is decided for each value", () => {
    const actionFor = (rule: Rule, value: string): Action =>
      rule.entity === "ES_NIF" ? "allow" : value === "a@x.co" ? "surrogate" : "mask";
    const { body } = maskBody(user("a@x.co b@x.co 12345678Z"), { actionFor });
    expect(body).toEqual(user("user1@example.com [EMAIL_1] 12345678Z"));
  });

  test("is decided over what a value reads as, however it is written", () => {
    const asked = new Set<string>();
    const actionFor = (_: Rule, value: string): Action => {
      asked.add(value);
      return "allow";
    };
    const document = raw`{"content":"ada\u0040x.co","arguments":"{\"to\":\"bob\\u0040x.co\"}"}`;
    expect(maskWritten(document, { actionFor }).written).toBe(document);
    expect([...asked]).toEqual(["ada@x.co", "bob@x.co"]);
  });

  test("a name that looks like a placeholder is passed over", () => {
    const content = { text: "let email_1 = [email 2]; a@x.co" };
    expect(mask({ messages: [content] }).body).toEqual({
      messages: [{ text: "let email_1 = [email 2]; [EMAIL_3]" }],
    });
  });
});

describe("tool arguments", () => {
  const call = (text: string): JsonObject => ({ function: { name: "f", arguments: text } });
  test.each([
    ["a string", '{"to": "a@x.co"}', '{"to": "[EMAIL_1]"}'],
    ["an escaped string", String.raw`{"to":"a\u0040x.co"}`, '{"to":"[EMAIL_1]"}'],
    ["a name", '{"a@x.co":1}', '{"[EMAIL_1]":1}'],
    ["a number becomes a string", '{"card": 4111111111111111, "n": 1}', '{"card": "[CREDIT_CARD_1]", "n": 1}'],
    [
      "escapes and spacing elsewhere stay",
      String.raw`{ "q":"\"\u00e9\\" , "to":"a@x.co"}`,
      String.raw`{ "q":"\"\u00e9\\" , "to":"[EMAIL_1]"}`,
    ],
    ["a string of a colon and a number", '{":6212503768384308366": ""}', '{":[CREDIT_CARD_1]": ""}'],
    ["a number in a string", '["x:4111111111111111, y"]', '["x:[CREDIT_CARD_1], y"]'],
    ["text that is not JSON", "mail a@x.co {", "mail [EMAIL_1] {"],
    ["nothing", "", ""],
  ])("%s", (_, text, expected) => {
    expect(mask(call(text)).body).toEqual(call(expected));
  });
});

test("restore after mask is the identity, and every other byte stays", () => {
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom("a@x.co", "bob@host.org", "4111111111111111", "12345678Z", "[EMAIL_1]", "[ES_NIF_2]"),
        fc.constantFrom("[", "]", "\\", '"', "\n", "\u00e9", "\u{1F600}", "/"),
        fc.string({ unit: "grapheme", maxLength: 8 }),
      ),
    )
    .map((parts) => parts.join(" "));
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.constantFrom(true, null, 4_111_111_111_111_111, -1.5),
      fc.array(tie("json"), { maxLength: 3 }),
      fc.dictionary(text, tie("json"), { maxKeys: 3 }),
    ),
  }));
  const keys = fc.constantFrom("content", "text", "arguments", "url", "data", "role", "model", "other");
  // Written with more escapes than JSON.stringify uses.
  const escaped = (plain: string): string =>
    plain.replaceAll(/[@\u00e9/]/g, (c) => String.raw`\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  fc.assert(
    fc.property(fc.dictionary(keys, json), fc.boolean(), (generated, more) => {
      const plain = JSON.stringify(generated);
      const document = more ? escaped(plain) : plain;
      const { written, vault } = maskWritten(document);
      if (vault.size === 0) expect(written).toBe(document);
      expect(said(restore(written, vault, insideJsonString))).toEqual(said(document));
    }),
    { numRuns: 2000 },
  );
});

test("restore after mask is the identity, wherever in a document a value stands and however it is written", () => {
  let masked = 0;
  fc.assert(
    fc.property(json, (document) => {
      const { written, vault } = maskWritten(document);
      if (vault.size === 0) expect(written).toBe(document);
      else masked += 1;
      expect(read(restore(written, vault, insideJsonString))).toEqual(read(document));
    }),
    { numRuns: 2000 },
  );
  expect(masked).toBeGreaterThan(200);
});

test("restore after mask is the identity, whatever is found and whatever happens to it", () => {
  const rules = ["EMAIL_ADDRESS EMAIL", "PHONE_NUMBER PHONE", "IP_ADDRESS IP", "URL URL", "JSON_WEB_TOKEN JWT"].map(
    (row) => {
      const [entity = "", label = ""] = row.split(" ");
      return { entity, label };
    },
  );
  const part = fc.oneof(
    fc.constantFrom(
      "[EMAIL_1]",
      "EMAIL_1",
      "email_2",
      "[email 3]",
      "IP_",
      "1",
      "_",
      ".",
      "-",
      "+",
      "\\",
      "[",
      "]",
      " ",
      "@",
    ),
    fc.constantFrom(
      "user1@example.com",
      "+1 202-555-0100",
      "192.0.2.1",
      "192.0.2.",
      "https://example.com/1",
      "\\n",
      "\\u00",
    ),
    fc.constantFrom("&#91;", "&#93;", "\\_", "**", "%5B", `[EMAIL_HASH_${DIGEST}]`, "/", ":", "x", "\n", '"'),
    fc.string({ unit: "grapheme", maxLength: 3 }),
  );
  const action = fc.constantFrom<Action>("mask", "hash", "surrogate", "allow");
  const piece = fc.tuple(part, fc.option(fc.tuple(fc.constantFrom(...rules), action)));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.array(fc.nat(6)), (pieces, cuts) => {
      let text = "";
      const findings: Finding[] = [];
      const actions = new Map<Finding["rule"], Action>();
      for (const [written, found] of pieces) {
        if (found !== null && written !== "") {
          const rule = { ...found[0] };
          actions.set(rule, found[1]);
          findings.push({ start: text.length, end: text.length + written.length, rule });
        }
        text += written;
      }
      const taken = new Set<string>();
      const actionFor = (rule: Rule) => actions.get(rule) ?? "mask";
      collectTaken(text, findings, taken, actionFor);
      let digests = 0;
      const vault = new Vault(taken, () => ((digests += 1) % 3 === 0 ? DIGEST : String(1e15 + digests)));
      const masked = maskText(text, findings, vault, actionFor);
      expect(restore(masked, vault)).toBe(text);
      const restorer = new Restorer(vault);
      let rest = masked;
      let restored = "";
      for (const cut of cuts) {
        restored += restorer.push(rest.slice(0, cut));
        rest = rest.slice(cut);
      }
      expect(restored + restorer.push(rest) + restorer.end()).toBe(text);
      const json = JSON.stringify(masked);
      expect(JSON.parse(restore(json, vault, insideJsonString))).toBe(text);
    }),
    { numRuns: 5_000 },
  );
});

/** What a document says. A number that was masked comes back as a string, in a document within it too. */
function said(document: string): unknown {
  return JSON.parse(document, (_, value: unknown) => {
    if (typeof value === "number") return String(value);
    return typeof value === "string" && /^\s*[[{]/.test(value) ? inner(value) : value;
  });
}

/** The same, however deep the escapes of a document in a document in a document. */
function read(document: string): string {
  const character = (_: string, code: string) => String.fromCharCode(Number.parseInt(code, 16));
  const plain = JSON.stringify(said(document)).replaceAll(/\\+u([0-9a-f]{4})/gi, character);
  return plain.replaceAll(/\\+[nt]|[\s\\"]/g, "");
}

function inner(text: string): unknown {
  try {
    return said(text);
  } catch {
    return text;
  }
}

test.each(["9007199254740993", "1e999", "-0.12345678901234567890123", "1e-400", "123456789012345678901234567890"])(
  "a number that a double cannot hold is written back as it came: %s",
  (number) => {
    const text = `{"schema":{"maximum":${number}}}`;
    const body = parseExactly(text) as JsonObject;
    expect(
      JSON.stringify(
        mapText(
          body,
          () => "plain",
          (part) => part,
        ),
      ),
    ).toBe(text);
  },
);
