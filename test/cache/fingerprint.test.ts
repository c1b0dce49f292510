import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprint, type Scope } from "../../src/cache/fingerprint.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { parseExactly } from "../../src/core/text-lens.ts";

const SEED = 20_261_121;

const SCOPE: Scope = { surface: "openai-chat", tenant: "alice", namespace: "blue", provider: "openai", model: "m" };
const BODY: JsonObject = {
  model: "openai/m",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Greet [EMAIL_1]" },
  ],
  temperature: 0.5,
  stream: true,
  tools: [{ type: "function", function: { name: "f", parameters: { type: "object" } } }],
};
const KEY = fingerprint(SCOPE, BODY);

test("the key is a hash, the same for the same", () => {
  expect(KEY).toMatch(/^[0-9a-f]{64}$/);
  expect(fingerprint({ ...SCOPE }, structuredClone(BODY))).toBe(KEY);
});

describe("what does not change the answer does not change the key", () => {
  const alike: [string, JsonObject][] = [
    ["usage that is asked for", { ...BODY, stream_options: { include_usage: true } }],
    ["usage that is not asked for", { ...BODY, stream_options: null }],
    ["the model's name as the caller writes it", { ...BODY, model: "m" }],
  ];
  test.each(alike)("%s", (_, body) => {
    expect(fingerprint(SCOPE, body)).toBe(KEY);
  });
});

describe("what could change the answer, or whose it is, changes the key", () => {
  const others: [string, Partial<Scope>, JsonObject][] = [
    ["another tenant", { tenant: "bob" }, BODY],
    ["another namespace", { namespace: "" }, BODY],
    ["another provider", { provider: "vllm" }, BODY],
    ["another model", { model: "m2" }, BODY],
    ["parts of the scope put together otherwise", { tenant: "aliceblue", namespace: "" }, BODY],
    ["parts with separators in them", { tenant: 'alice","blue', namespace: "" }, BODY],
    ["a field more", {}, { ...BODY, seed: 1 }],
    ["a field that nobody knows", {}, { ...BODY, brand_new: { nested: [1] } }],
    ["a field that is null", {}, { ...BODY, temperature: null }],
    ["a number as a string", {}, { ...BODY, temperature: "0.5" }],
    ["another order of the messages", {}, { ...BODY, messages: (BODY["messages"] as JsonObject[]).toReversed() }],
    ["another placeholder", {}, { ...BODY, messages: [{ role: "user", content: "Greet [EMAIL_2]" }] }],
    ["options of the stream inside of another field", {}, { ...BODY, metadata: { stream_options: "x" } }],
    ["a model inside of another field", {}, { ...BODY, metadata: { model: "x" } }],
    ["a property with a special name", {}, JSON.parse(`{"__proto__":{"x":1},${JSON.stringify(BODY).slice(1)}`)],
    [
      "a number that a double cannot hold",
      {},
      { ...BODY, ...(parseExactly('{"seed":9007199254740993}') as JsonObject) },
    ],
    ["the double next to it", {}, { ...BODY, seed: 9_007_199_254_740_992 }],
  ];
  test.each(others)("%s", (_, scope, body) => {
    expect(fingerprint({ ...SCOPE, ...scope }, body)).not.toBe(KEY);
  });

  test("all of these differ from each other", () => {
    const keys = others.map(([, scope, body]) => fingerprint({ ...SCOPE, ...scope }, body));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("10,000 random changes of scope and body give no equal key", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", '"', ",", "[", "]", "\\", "é", "\u0000"), maxLength: 4 });
    const change = fc.record({
      scope: fc.record({ tenant: text, namespace: text, provider: text, model: text }),
      body: fc.dictionary(
        fc.constantFrom("messages", "temperature", "tools", "user", "x"),
        fc.jsonValue({ maxDepth: 2 }),
      ),
    });
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(change, ({ scope, body }) => {
        const key = fingerprint({ surface: "openai-chat", ...scope }, body as JsonObject);
        const what = JSON.stringify([scope, body]);
        expect(seen.get(key) ?? what).toBe(what);
        seen.set(key, what);
      }),
      { seed: SEED, numRuns: 10_000 },
    );
    expect(seen.size).toBe(new Set(seen.values()).size);
    expect(seen.size).toBeGreaterThan(8_000);
  });
});
