import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Action } from "../../src/core/action.ts";
import type { Finding, Rule } from "../../src/core/finding.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { collectTaken, maskBody, maskText } from "../../src/core/masking.ts";
import { asText, insideJsonString, restore, Restorer } from "../../src/core/restorer.ts";
import { mapText, parseExactly } from "../../src/core/text-lens.ts";
import { MAX_VALUES, Vault, VaultFullError } from "../../src/core/vault.ts";
import { chatText } from "../../src/dialects/openai-chat/text.ts";

// A stand-in engine that is easy to reason about: what it finds is `name@host` and digits from 8 on.
const EMAIL = { entity: "EMAIL_ADDRESS", label: "EMAIL" };
const NUMBER = { entity: "NUMBER", label: "NUMBER" };
function scan(text: string): Finding[] {
  return [...text.matchAll(/([a-z]+@[a-z]+)|\d{8,}/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    rule: match[1] === undefined ? NUMBER : EMAIL,
  }));
}

const DIGEST = "0123456789ABCDEF";
const raw = String.raw;
const mask = (body: JsonObject) => maskBody(body, chatText, scan);
const user = (content: JsonObject["content"]): JsonObject => ({
  model: "m",
  messages: [{ role: "user", content: content ?? null }],
});

describe("maskBody", () => {
  test("numbers values by first occurrence, over all messages", () => {
    const { body, vault } = mask({
      messages: [
        { role: "system", content: "b@x then a@x" },
        { role: "user", content: "a@x then b@x" },
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
    const first = { role: "user", content: "a@x" };
    const second = { role: "user", content: "b@x and a@x" };
    const [start] = mask({ messages: [first] }).body.messages as JsonObject[];
    const [same] = mask({ messages: [first, second] }).body.messages as JsonObject[];
    expect(same).toEqual(start);
  });

  test("never hands out a placeholder that the caller wrote, wherever it stands", () => {
    const { body, vault } = mask({ messages: [user("a@x")], note: "see [EMAIL_1]", tail: '"[EMAIL_2]"' });
    expect(JSON.stringify(body)).toContain("[EMAIL_3]");
    expect(restore("[EMAIL_1] [EMAIL_2] [EMAIL_3]", vault)).toBe("[EMAIL_1] [EMAIL_2] a@x");
  });

  test("returns the same object when nothing was found", () => {
    const body = user("nothing here");
    expect(mask(body).body).toBe(body);
  });

  test("leaves the caller's object as it was", () => {
    const body = user("a@x");
    mask(body);
    expect(body).toEqual(user("a@x"));
  });

  test.each<[string, JsonObject, JsonObject]>([
    ["a content part", user([{ type: "text", text: "a@x" }]), user([{ type: "text", text: "[EMAIL_1]" }])],
    [
      "an unknown field",
      { ...user("x"), new_field: { deep: ["a@x"] } },
      { ...user("x"), new_field: { deep: ["[EMAIL_1]"] } },
    ],
    ["the name of a property", { metadata: { "a@x": "1" } }, { metadata: { "[EMAIL_1]": "1" } }],
    ["a number", { metadata: { card: 41111111 } }, { metadata: { card: "[NUMBER_1]" } }],
    ["a property named __proto__", JSON.parse('{"__proto__":"a@x"}'), JSON.parse('{"__proto__":"[EMAIL_1]"}')],
    ["a role that is none", { role: "a@x" }, { role: "[EMAIL_1]" }],
    ["a model that is not the body's", { messages: [{ model: "a@x" }] }, { messages: [{ model: "[EMAIL_1]" }] }],
    ["data that is not base64", { input_audio: { data: "a@x" } }, { input_audio: { data: "[EMAIL_1]" } }],
    ["a data URL that hides text", { url: "data:image/png;base64,a@x" }, { url: "data:image/png;base64,[EMAIL_1]" }],
    ["the address of an image", { url: "http://h/?a@x" }, { url: "http://h/?[EMAIL_1]" }],
  ])("%s", (_, body, expected) => {
    expect(mask(body).body).toEqual(expected);
  });

  test.each<[string, JsonObject]>([
    ["an image", { image_url: { url: "data:image/png;base64,1234567890" } }],
    ["audio", { input_audio: { data: "1234567890" } }],
    ["the model", { model: "x@y" }],
  ])("does not touch %s", (_, body) => {
    expect(mask(body).body).toBe(body);
  });

  test("stops at the cap of distinct values", () => {
    const text = Array.from({ length: MAX_VALUES + 1 }, (_, index) => String(10_000_000 + index)).join(" ");
    expect(() => mask(user(text))).toThrow(VaultFullError);
  });
});

describe("what happens to a value", () => {
  const act = (action: Action) => (content: string) => {
    const { body, vault } = maskBody(user(content), chatText, scan, { actionFor: () => action, digest: () => DIGEST });
    const [message] = body["messages"] as { content: string }[];
    return [message?.content, vault.size];
  };

  test.each<[Action, string, string, number]>([
    ["mask", "a@x", "[EMAIL_1]", 1],
    ["block", "a@x", "[EMAIL_1]", 1],
    ["allow", "a@x and b@x", "a@x and b@x", 0],
    ["hash", "a@x", `[EMAIL_HASH_${DIGEST}]`, 1],
    ["surrogate", "a@x, b@x. a@x", "user1@example.com, user2@example.com. user1@example.com", 2],
    ["surrogate", "a@x user1@example.com", "user2@example.com user1@example.com", 1],
    ["surrogate", "12345678", "[NUMBER_1]", 1],
    ["surrogate", "a@x a@x.b 1a@x", "user1@example.com [EMAIL_1].b 1[EMAIL_1]", 2],
    ["surrogate", "12345678a@x", "[NUMBER_1][EMAIL_1]", 2],
    ["surrogate", raw`\a@x`, raw`\[EMAIL_1]`, 1],
  ])("%s: %s", (action, content, expected, size) => {
    expect(act(action)(content)).toEqual([expected, size]);
  });

  test("is decided for each value", () => {
    const actionFor = (rule: Rule, value: string): Action =>
      rule === NUMBER ? "allow" : value === "a@x" ? "surrogate" : "mask";
    const { body } = maskBody(user("a@x b@x 12345678"), chatText, scan, { actionFor });
    expect(body).toEqual(user("user1@example.com [EMAIL_1] 12345678"));
  });

  test("a name that looks like a placeholder is passed over", () => {
    const content = { text: "let email_1 = [email 2]; a@x" };
    expect(mask({ messages: [content] }).body).toEqual({
      messages: [{ text: "let email_1 = [email 2]; [EMAIL_3]" }],
    });
  });
});

describe("tool arguments", () => {
  const call = (text: string): JsonObject => ({ function: { name: "f", arguments: text } });
  test.each([
    ["a string", '{"to": "a@x"}', '{"to": "[EMAIL_1]"}'],
    ["an escaped string", String.raw`{"to":"a\u0040x"}`, '{"to":"[EMAIL_1]"}'],
    ["a name", '{"a@x":1}', '{"[EMAIL_1]":1}'],
    ["a number becomes a string", '{"card": 41111111, "n": 1}', '{"card": "[NUMBER_1]", "n": 1}'],
    [
      "escapes and spacing elsewhere stay",
      String.raw`{ "q":"\"\u00e9\\" , "to":"a@x"}`,
      String.raw`{ "q":"\"\u00e9\\" , "to":"[EMAIL_1]"}`,
    ],
    ["text that is not JSON", "mail a@x {", "mail [EMAIL_1] {"],
    ["nothing", "", ""],
  ])("%s", (_, text, expected) => {
    expect(mask(call(text)).body).toEqual(call(expected));
  });
});

test("restore after mask is the identity", () => {
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom("a@x", "bob@host", "12345678", "[EMAIL_1]", "[NUMBER_2]", "[", "]", "\\", '"', "\n"),
        fc.string({ unit: "grapheme", maxLength: 8 }),
      ),
    )
    .map((parts) => parts.join(" "));
  const value = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("json"), { maxLength: 3 }),
      fc.dictionary(text, tie("json"), { maxKeys: 3 }),
    ),
  })).json;
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("content", "text", "arguments", "url", "data", "role", "other"), value),
      (generated) => {
        const body = generated as JsonObject;
        const { body: masked, vault } = mask(body);
        const back = mapText(masked, chatText, (part, kind) =>
          restore(part, vault, kind === "json" ? insideJsonString : asText),
        );
        expect(withoutJsonText(back)).toEqual(withoutJsonText(body));
      },
    ),
  );
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

/** Text that holds JSON may come back with other escapes, and a masked number as a string; what it says is the same. */
function withoutJsonText(body: JsonObject): JsonObject {
  return mapText(body, chatText, said);
}

function said(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_, value: unknown) => (typeof value === "number" ? String(value) : value));
  } catch {
    return text;
  }
}

test.each(["9007199254740993", "1e999", "-0.12345678901234567890123", "1e-400", "123456789012345678901234567890"])(
  "a number that a double cannot hold is written back as it came: %s",
  (number) => {
    const text = `{"schema":{"maximum":${number}}}`;
    const body = parseExactly(text) as JsonObject;
    expect(JSON.stringify(mapText(body, chatText, (part) => part))).toBe(text);
  },
);
