import { MAX_LEASE_MS } from "../../src/state/port.ts";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config/parse-config.ts";
import { parseEnvironment } from "../../src/config/environment.ts";
import { parseSettings } from "../../src/config/schema.ts";

function messageOf(work: () => unknown): string {
  try {
    work();
    return "no error";
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConfigError);
    return (thrown as ConfigError).message;
  }
}

test("the longest answer and margin that may be configured are a lease that the state takes", () => {
  const { timeouts, state } = parseSettings({ timeouts: { totalMs: 3_600_000 }, state: { leaseMarginMs: 600_000 } });
  expect(timeouts.totalMs + state.leaseMarginMs).toBeLessThanOrEqual(MAX_LEASE_MS);
  expect(() => parseSettings({ timeouts: { totalMs: 3_600_001 } })).toThrow(/totalMs/);
  expect(() => parseSettings({ state: { leaseMarginMs: 600_001 } })).toThrow(/leaseMarginMs/);
});

describe("settings", () => {
  test("every field has a default", () => {
    expect(parseSettings({})).toEqual({
      providers: [],
      limits: {
        requestsPerMinute: 600,
        bodyBytes: 8_388_608,
        jsonDepth: 64,
        jsonValues: 500_000,
        messages: 10_000,
        assumedOutputTokens: 4_096,
      },
      cache: { enabled: true, ttlSeconds: 300, maxTtlSeconds: 86_400 },
      timeouts: { firstByteMs: 120_000, idleMs: 60_000, totalMs: 600_000 },
      pii: {
        default: { action: "mask" },
        entities: {},
        allow: [],
        patterns: [],
        words: [],
        signedThinking: "mask",
        answers: { redact: true },
      },
      state: { deadlineMs: 250, leaseMarginMs: 60_000 },
      tenants: {},
      zeroTrust: { require: "none", proofs: [] },
      prices: [],
      corsOrigins: ["*"],
    });
  });

  test("what is said stays, beside the defaults", () => {
    const settings = parseSettings({
      limits: { requestsPerMinute: 7 },
      cache: { enabled: false },
      providers: [{ id: "acme", baseUrl: "https://a.example" }],
      corsOrigins: [],
    });
    expect(settings).toMatchObject({
      limits: { requestsPerMinute: 7, jsonDepth: 64 },
      cache: { enabled: false, ttlSeconds: 300 },
      providers: [{ id: "acme", dialect: "openai", baseUrl: "https://a.example", modelPrefixes: [] }],
      corsOrigins: [],
    });
  });

  const acme = { id: "acme", baseUrl: "https://a.example" };
  const wrong: [unknown, string][] = [
    [null, ""],
    ["hunter2", ""],
    [{ hunter: 1 }, ""],
    [{ limits: { requestsPerMinute: 0 } }, "limits.requestsPerMinute"],
    [{ limits: { requestsPerMinute: 1.5 } }, "limits.requestsPerMinute"],
    [{ limits: { requestsPerMinute: "hunter2" } }, "limits.requestsPerMinute"],
    [{ limits: { requestsPerMinute: 1_000_001 } }, "limits.requestsPerMinute"],
    [{ limits: { requestsPerMinute: Number.NaN } }, "limits.requestsPerMinute"],
    [{ limits: { bodyBytes: 1_023 } }, "limits.bodyBytes"],
    [{ limits: { bodyBytes: 12 * 1_048_576 + 1 } }, "limits.bodyBytes"],
    [{ limits: { jsonDepth: 257 } }, "limits.jsonDepth"],
    [{ limits: { jsonValues: 99 } }, "limits.jsonValues"],
    [{ limits: { messages: 0 } }, "limits.messages"],
    [{ limits: { requestPerMinute: 7 } }, "limits"],
    [{ limits: null }, "limits"],
    [{ cache: { enabled: "hunter2" } }, "cache.enabled"],
    [{ cache: { ttlSeconds: 0 } }, "cache.ttlSeconds"],
    [{ cache: { maxTtlSeconds: 30 * 86_400 + 1 } }, "cache.maxTtlSeconds"],
    [{ pii: { answers: { redact: "no" } } }, "pii.answers.redact"],
    [{ pii: { answer: {} } }, "pii"],
    [{ pii: { answers: { redacts: true } } }, "pii.answers"],
    [{ timeouts: { firstByteMs: 99 } }, "timeouts.firstByteMs"],
    [{ timeouts: { idleMs: 600_001 } }, "timeouts.idleMs"],
    [{ timeouts: { totalMs: Number.POSITIVE_INFINITY } }, "timeouts.totalMs"],
    [{ corsOrigins: ["x".repeat(257)] }, "corsOrigins.0"],
    [{ corsOrigins: "hunter2" }, "corsOrigins"],
    [{ providers: [{ ...acme, id: "Hunter2" }] }, "providers.0.id"],
    [{ providers: [{ ...acme, id: "a/b" }] }, "providers.0.id"],
    [{ providers: [{ ...acme, id: "a".repeat(33) }] }, "providers.0.id"],
    [{ providers: [acme, { ...acme, dialect: "hunter2" }] }, "providers.1.dialect"],
    [{ providers: [{ ...acme, baseUrl: "hunter2" }] }, "providers.0.baseUrl"],
    [{ providers: [{ ...acme, baseUrl: "ftp://hunter2" }] }, "providers.0.baseUrl"],
    [{ providers: [{ ...acme, keyVariable: "hunter2" }] }, "providers.0.keyVariable"],
    [{ providers: [{ ...acme, modelPrefixes: [""] }] }, "providers.0.modelPrefixes.0"],
    [{ providers: [{ id: "acme" }] }, "providers.0.baseUrl"],
    [{ providers: Array.from({ length: 65 }, () => acme) }, "providers"],
  ];
  test.each(wrong)("%j is wrong, and its field is named", (config, field) => {
    const message = messageOf(() => parseSettings(config));
    expect(message.startsWith(`gateway.config.ts: ${field}: `)).toBe(true);
    expect(message).not.toMatch(/hunter2/i);
  });
});

describe("the environment", () => {
  const HASH = "0".repeat(64);
  const key = { id: "aliceAlice01", hash: HASH, tenant: "alice" };
  const base = { KEY_PEPPER: "p".repeat(16) };

  test("without a word it is production, without keys", () => {
    expect(parseEnvironment(base)).toEqual({ ...base, ENVIRONMENT: "production", GATEWAY_KEYS: [] });
  });

  test("keys are read from JSON", () => {
    const keys = [key, { ...key, id: "bobBobBobBob", requestsPerMinute: 7 }];
    expect(parseEnvironment({ ...base, GATEWAY_KEYS: JSON.stringify(keys) }).GATEWAY_KEYS).toEqual(keys);
  });

  test("other variables and bindings do not matter", () => {
    const variables = { ...base, PATH: "/", TENANTS: { get: () => undefined }, DEVELOPMENT_KEY: "k" };
    expect(parseEnvironment(variables)).not.toHaveProperty("PATH");
  });

  const upstash = (url: string, environment = "production") => ({
    ...base,
    ENVIRONMENT: environment,
    UPSTASH_REDIS_REST_URL: url,
    UPSTASH_REDIS_REST_TOKEN: "token",
  });

  test.each([
    ["https://eu1-a-b-1.upstash.io", "production", "https://eu1-a-b-1.upstash.io"],
    [" https://eu1-a-b-1.upstash.io/ ", "production", "https://eu1-a-b-1.upstash.io"],
    ["http://127.0.0.1:8079", "production", "http://127.0.0.1:8079"],
    ["http://[::1]:8079", "production", "http://[::1]:8079"],
    ["http://redis-rest:80", "development", "http://redis-rest:80"],
  ])("%s is taken for Upstash in %s", (url, environment, taken) => {
    expect(parseEnvironment(upstash(url, environment))).toMatchObject({
      UPSTASH_REDIS_REST_URL: taken,
      UPSTASH_REDIS_REST_TOKEN: "token",
    });
  });

  test("blank stands for no Upstash", () => {
    const blank = { ...base, UPSTASH_REDIS_REST_URL: "", UPSTASH_REDIS_REST_TOKEN: " " };
    expect(parseEnvironment(blank).UPSTASH_REDIS_REST_URL).toBeUndefined();
  });

  test("an admin token is read, and one for development only there", () => {
    const [own, example] = ["x".repeat(32), `development-${"x".repeat(32)}`];
    expect(parseEnvironment({ ...base, ADMIN_TOKEN: own }).ADMIN_TOKEN).toBe(own);
    expect(parseEnvironment({ ...base, ENVIRONMENT: "development", ADMIN_TOKEN: example }).ADMIN_TOKEN).toBe(example);
    expect(parseEnvironment({ ...base, ADMIN_TOKEN: " " }).ADMIN_TOKEN).toBeUndefined();
  });

  const stored = (...keys: unknown[]) => ({ ...base, GATEWAY_KEYS: JSON.stringify(keys) });
  const wrong: [string, Record<string, unknown>, string][] = [
    ["no pepper", {}, "KEY_PEPPER"],
    ["an empty pepper", { KEY_PEPPER: "" }, "KEY_PEPPER"],
    ["a short pepper", { KEY_PEPPER: "hunter2" }, "KEY_PEPPER"],
    ["a pepper that is too long", { KEY_PEPPER: "hunter2".repeat(200) }, "KEY_PEPPER"],
    ["a pepper that is no text", { KEY_PEPPER: { hunter2: 1 } }, "KEY_PEPPER"],
    ["an unknown environment", { ...base, ENVIRONMENT: "hunter2" }, "ENVIRONMENT"],
    ["an environment with a space", { ...base, ENVIRONMENT: "development " }, "ENVIRONMENT"],
    ["a development key that is no text", { ...base, DEVELOPMENT_KEY: 7 }, "DEVELOPMENT_KEY"],
    ["an admin token that is too short", { ...base, ADMIN_TOKEN: `hunter2${"x".repeat(24)}` }, "ADMIN_TOKEN"],
    ["an admin token with a space", { ...base, ADMIN_TOKEN: `hunter2 ${"x".repeat(32)}` }, "ADMIN_TOKEN"],
    ["a gateway key as admin token", { ...base, ADMIN_TOKEN: `sk-as-hunter2${"x".repeat(32)}` }, "ADMIN_TOKEN"],
    ["the example's admin token", { ...base, ADMIN_TOKEN: `development-hunter2${"x".repeat(32)}` }, "ADMIN_TOKEN"],
    ["keys that are no JSON", { ...base, GATEWAY_KEYS: "hunter2" }, "GATEWAY_KEYS"],
    ["keys that are no list", { ...base, GATEWAY_KEYS: "{}" }, "GATEWAY_KEYS"],
    ["half of the keys", { ...base, GATEWAY_KEYS: '[{"id":"hunter2' }, "GATEWAY_KEYS"],
    ["keys that are no list", { ...base, GATEWAY_KEYS: '{"hunter2":1}' }, "GATEWAY_KEYS"],
    ["a key that is no object", stored("hunter2"), "GATEWAY_KEYS.0"],
    ["a key as it is given to callers", stored({ ...key, hash: "sk-as-hunter2" }), "GATEWAY_KEYS.0.hash"],
    ["a hash in capitals", stored({ ...key, hash: "A".repeat(64) }), "GATEWAY_KEYS.0.hash"],
    ["a hash that is too short", stored(key, { ...key, hash: HASH.slice(1) }), "GATEWAY_KEYS.1.hash"],
    ["a hash with a line break", stored({ ...key, hash: `${HASH}\n` }), "GATEWAY_KEYS.0.hash"],
    ["an id that is too short", stored({ ...key, id: "hunter2" }), "GATEWAY_KEYS.0.id"],
    ["a tenant with a separator", stored({ ...key, tenant: "hunter2:x" }), "GATEWAY_KEYS.0.tenant"],
    ["a tenant that is missing", stored({ id: key.id, hash: HASH }), "GATEWAY_KEYS.0.tenant"],
    ["a limit of nothing", stored({ ...key, requestsPerMinute: 0 }), "GATEWAY_KEYS.0.requestsPerMinute"],
    ["a limit that is null", stored({ ...key, requestsPerMinute: null }), "GATEWAY_KEYS.0.requestsPerMinute"],
    ["a field that nobody knows", stored({ ...key, secret: "hunter2" }), "GATEWAY_KEYS.0"],
    [
      "a URL without its token",
      { ...base, UPSTASH_REDIS_REST_URL: "https://hunter2.example" },
      "UPSTASH_REDIS_REST_TOKEN",
    ],
    ["a token without its URL", { ...base, UPSTASH_REDIS_REST_TOKEN: "hunter2" }, "UPSTASH_REDIS_REST_URL"],
    ["a URL in the clear", upstash("http://hunter2.example"), "UPSTASH_REDIS_REST_URL"],
    ["a URL in the clear that looks like here", upstash("http://127.0.0.1.hunter2.example"), "UPSTASH_REDIS_REST_URL"],
    ["a URL of another kind", upstash("rediss://default:hunter2@x.example:6379"), "UPSTASH_REDIS_REST_URL"],
    ["a URL that holds the token", upstash("https://x:hunter2@x.example"), "UPSTASH_REDIS_REST_URL"],
    ["a URL with a query", upstash("https://x.example/?_token=hunter2"), "UPSTASH_REDIS_REST_URL"],
    ["a URL that is none", upstash("hunter2"), "UPSTASH_REDIS_REST_URL"],
    [
      "a token of two lines",
      { ...upstash("https://x.example"), UPSTASH_REDIS_REST_TOKEN: "hunter2\nx: y" },
      "UPSTASH_REDIS_REST_TOKEN",
    ],
    ["more keys than there may be", stored(...Array.from({ length: 10_001 }, () => key)), "GATEWAY_KEYS"],
  ];
  test.each(wrong)("%s: the variable is named, its value is not", (_, variables, field) => {
    const message = messageOf(() => parseEnvironment(variables));
    expect(message.startsWith(`environment: ${field}: `)).toBe(true);
    expect(message).not.toContain("hunter2");
  });
});

test("blank keys are no keys, as with every secret", () => {
  expect(parseEnvironment({ KEY_PEPPER: "pepper-of-the-tests", GATEWAY_KEYS: " " }).GATEWAY_KEYS).toEqual([]);
});
