import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chat, startGateway, storedKeys, type TestGateway, type TestKey } from "../support/gateway.ts";
import { completion, json, startUpstream, type TestUpstream } from "../support/upstream.ts";

/** Keys of which each test takes its own; every one has a tenant of its own if nothing else is said. */
const keys = new Map<string, TestKey>();
function keyOf(id: string, requestsPerMinute: number, tenant = id): string {
  const key = `sk-as-${id.padEnd(12, "0")}-secret-of-the-key-called-${id}`;
  keys.set(id, { key, tenant, requestsPerMinute });
  return key;
}

const FLOOD = keyOf("flood", 100);
const REFUSED = keyOf("refused", 2);
const COUNTED = keyOf("counted", 5);
const QUIET = keyOf("quiet", 1);
const FIRST = keyOf("first", 1, "shared");
const SECOND = keyOf("second", 1, "shared");
const CACHED = keyOf("cached", 2);
const MODELS = keyOf("models", 1);
const GUESSED = keyOf("guessed", 2);
const DEFAULT = "sk-as-default00000-secret-of-the-key-called-default";

let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startGateway({
    OPENAI_API_KEY: "sk-upstream",
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    GATEWAY_KEYS: storedKeys([...keys.values(), { key: DEFAULT, tenant: "default" }]),
  });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.seen.length = 0;
  upstream.answerWith(json(completion("ok")));
});

let asked = 0;
/** A question that nobody has asked before. */
function ask(more: object = {}): object {
  asked += 1;
  return { model: "openai/m", messages: [{ role: "user", content: `question ${asked}` }], ...more };
}
const send = (key: string, body: unknown = ask(), headers: Record<string, string> = {}) =>
  chat(gateway, body, { authorization: `Bearer ${key}`, ...headers });
const models = (key: string) => fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });

/** OpenAI's `x-ratelimit-reset-requests`: `120ms`, `59.9s`, `1m59.123s`. */
const DURATION = /^(?:\d+ms|(?:\d+m)?\d+(?:\.\d{1,3})?s)$/;

test("of 200 concurrent requests exactly the limit of 100 pass", async () => {
  const start = Date.now();
  const statuses = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const response = await send(FLOOD);
      await response.text();
      return response.status;
    }),
  );
  const end = Date.now();
  const passed = statuses.filter((status) => status === 200).length;
  expect(statuses.filter((status) => status === 429)).toHaveLength(200 - passed);
  expect(upstream.seen).toHaveLength(passed);
  // When a minute begins meanwhile, the window has slid by a little.
  const slid = Math.floor(start / 60_000) === Math.floor(end / 60_000) ? 0 : Math.ceil((end - start) / 600);
  expect(passed).toBeGreaterThanOrEqual(100);
  expect(passed).toBeLessThanOrEqual(100 + slid);
});

describe("a refused request", () => {
  test("is told in OpenAI's form what the limit is and when to try again", async () => {
    await send(REFUSED);
    await send(REFUSED);
    const refusals = [await send(REFUSED), await send(REFUSED), await send(REFUSED, ask({ stream: true }))];
    for (const response of refusals) {
      expect(response.status).toBe(429);
      expect(response.headers.get("content-type")).toMatch(/^application\/json/);
      expect(await response.json()).toEqual({
        error: {
          message: expect.stringContaining("2 requests per 60 s"),
          type: "requests",
          param: null,
          code: "rate_limit_exceeded",
        },
      });
      const { headers } = response;
      expect(headers.get("retry-after")).toMatch(/^[1-9]\d{0,2}$/);
      expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(120);
      expect(headers.get("x-ratelimit-limit-requests")).toBe("2");
      expect(headers.get("x-ratelimit-remaining-requests")).toBe("0");
      expect(headers.get("x-ratelimit-reset-requests")).toMatch(DURATION);
      // An SDK that waits and tries again does the right thing.
      expect(headers.get("x-should-retry")).toBeNull();
      expect(await gateway.recordOf(response)).toMatchObject({
        status: 429,
        outcome: "failed",
        failure: "rate_limited",
        tenant: "refused",
      });
    }
  });

  test("costs neither a call to the provider nor the reading of its body", async () => {
    await send(QUIET);
    await (await send(QUIET)).text();
    const flooding = await send(QUIET);
    const record = await gateway.recordOf(flooding);
    expect(Object.keys(record["timings"] as object)).toEqual(["auth"]);
    expect(record["requestBytes"]).toBeUndefined();
    expect(upstream.seen).toHaveLength(1);
  });
});

describe("what counts", () => {
  test("every answer says what is left", async () => {
    const seen: (string | null)[][] = [];
    for (let count = 0; count < 3; count += 1) {
      const { headers } = await send(COUNTED);
      seen.push([headers.get("x-ratelimit-limit-requests"), headers.get("x-ratelimit-remaining-requests")]);
      expect(headers.get("x-ratelimit-reset-requests")).toMatch(DURATION);
    }
    expect(seen).toEqual([
      ["5", "4"],
      ["5", "3"],
      ["5", "2"],
    ]);
    const { headers } = await send(DEFAULT);
    expect(headers.get("x-ratelimit-limit-requests")).toBe("600");
  });

  const malformed: [string, unknown, Record<string, string>, number][] = [
    ["no JSON", "{", {}, 400],
    ["no messages", { model: "openai/m" }, {}, 400],
    ["an unknown model", { ...ask(), model: "nobody/m" }, {}, 404],
    ["a compressed body", ask(), { "content-encoding": "gzip" }, 400],
    ["a wrong cache header", ask(), { "x-agentshield-cache-ttl": "soon" }, 400],
    ["a body that is too large", " ".repeat(8 * 1_048_576 + 1), {}, 413],
  ];
  // One key for each, made before the gateway starts.
  const malformedKeys = malformed.map((_, index) => keyOf(`malformed${index}`, 1));
  test.each(malformed.map((entry, index) => [...entry, malformedKeys[index] ?? ""] as const))(
    "a request with %s counts like any other",
    async (_, body, headers, status, key) => {
      const first = await send(key, body, headers);
      await first.text();
      expect(first.status).toBe(status);
      expect((await send(key, body, headers)).status).toBe(429);
      expect((await send(key)).status).toBe(429);
      expect(upstream.seen).toHaveLength(0);
    },
  );

  test("two keys of one tenant have counters of their own", async () => {
    const statuses = [await send(FIRST), await send(FIRST), await send(SECOND), await send(SECOND)];
    expect(statuses.map(({ status }) => status)).toEqual([200, 429, 200, 429]);
  });

  test("an answer from the cache counts", async () => {
    const question = ask();
    await (await send(CACHED, question)).text();
    const hit = await send(CACHED, question);
    expect([hit.status, hit.headers.get("x-agentshield-cache")]).toEqual([200, "hit"]);
    const refused = await send(CACHED, question);
    expect([refused.status, refused.headers.get("x-agentshield-cache")]).toEqual([429, null]);
    expect(await refused.text()).not.toContain("choices");
  });

  test("a list of the models counts", async () => {
    upstream.answerWith(json({ object: "list", data: [{ id: "m" }] }));
    const listed = await models(MODELS);
    expect(listed.status).toBe(200);
    expect([(await models(MODELS)).status, (await send(MODELS)).status]).toEqual([429, 429]);
  });

  test("a wrong secret behind a known id does not use up the key of somebody else", async () => {
    const wrong = GUESSED.replace(/-secret-.*/, "-secret-that-somebody-has-guessed");
    for (let count = 0; count < 5; count += 1) expect((await send(wrong)).status).toBe(401);
    const response = await send(GUESSED);
    expect([response.status, response.headers.get("x-ratelimit-remaining-requests")]).toEqual([200, "1"]);
  });
});
