import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config/parse-config.ts";
import { parseEnvironment } from "../../src/config/environment.ts";
import { configuredKeys } from "../../src/keys/configured-keys.ts";
import { keyedHash } from "../../src/keys/key-hash.ts";
import { KeyVerifier } from "../../src/keys/key-verifier.ts";
import type { KeyRecord } from "../../src/keys/port.ts";

const PEPPER = "pepper-of-the-tests";
const KEY = "sk-as-aliceAlice01-secret-secret-secret-secret-1";
const OTHER = "sk-as-aliceAlice01-secret-secret-secret-secret-2";
const hash = keyedHash(PEPPER);
const record: KeyRecord = {
  publicId: "aliceAlice01",
  hash: hash("secret-secret-secret-secret-1"),
  tenant: "alice",
  requestsPerMinute: 5,
};

/** A store whose key can be revoked, and which counts how often it is asked. */
function setUp() {
  const state = { now: 0, asked: 0, known: true };
  const store = {
    find: async (publicId: string) => {
      state.asked += 1;
      return state.known && publicId === record.publicId ? record : undefined;
    },
  };
  return { state, verifier: new KeyVerifier(store, hash, () => state.now) };
}

describe("KeyVerifier", () => {
  test.each([
    ["no key", undefined, "missing"],
    ["another form", "sk-123", "malformed"],
    ["an unknown id", "sk-as-nobodyNobody-secret-secret-secret-secret-1", "unknown"],
    ["a wrong secret", OTHER, "mismatch"],
    ["a longer secret", `${KEY}x`, "mismatch"],
  ])("%s is refused", async (_, key, refusal) => {
    expect(await setUp().verifier.verify(key)).toBe(refusal);
  });

  test("a key that was verified is not looked up again for 30 s", async () => {
    const { state, verifier } = setUp();
    for (const now of [0, 1, 29_999]) {
      state.now = now;
      expect(await verifier.verify(KEY)).toBe(record);
    }
    expect(state.asked).toBe(1);
    state.now = 30_000;
    await verifier.verify(KEY);
    expect(state.asked).toBe(2);
  });

  test("a wrong secret is refused while the right one is remembered", async () => {
    const { verifier } = setUp();
    await verifier.verify(KEY);
    expect(await verifier.verify(OTHER)).toBe("mismatch");
    expect(await verifier.verify(KEY)).toBe(record);
  });

  test("a revoked key is refused after 30 s", async () => {
    const { state, verifier } = setUp();
    await verifier.verify(KEY);
    state.known = false;
    state.now = 30_000;
    expect(await verifier.verify(KEY)).toBe("unknown");
  });
});

describe("configuredKeys", () => {
  const stored = { id: "aliceAlice01", hash: Buffer.from(record.hash).toString("hex"), tenant: "alice" };
  const environment = (more: object) => parseEnvironment({ KEY_PEPPER: PEPPER, ...more });
  const development = { DEVELOPMENT_KEY: "sk-as-developer000-only-for-local-development" };

  test("a stored key has its tenant and the default limit, or its own", async () => {
    const withOwn = { ...stored, id: "aliceAlice02", requestsPerMinute: 7 };
    const keys = configuredKeys(environment({ GATEWAY_KEYS: JSON.stringify([stored, withOwn]) }), 600, hash);
    expect(await keys.find("aliceAlice01")).toEqual({
      ...record,
      requestsPerMinute: 600,
      hash: new Uint8Array(record.hash),
    });
    expect(await keys.find("aliceAlice02")).toMatchObject({ requestsPerMinute: 7 });
    expect(await keys.find("aliceAlice03")).toBeUndefined();
  });

  test("the development key exists in development only", async () => {
    const inDevelopment = configuredKeys(environment({ ENVIRONMENT: "development", ...development }), 600, hash);
    expect(await inDevelopment.find("developer000")).toMatchObject({ tenant: "development" });
    for (const more of [{ ENVIRONMENT: "production" }, {}]) {
      expect(
        await configuredKeys(environment({ ...more, ...development }), 600, hash).find("developer000"),
      ).toBeUndefined();
    }
  });

  test("two keys with one id, and a malformed development key, are refused", () => {
    const twice = environment({ GATEWAY_KEYS: JSON.stringify([stored, stored]) });
    expect(() => configuredKeys(twice, 600, hash)).toThrow(ConfigError);
    const malformed = environment({ ENVIRONMENT: "development", DEVELOPMENT_KEY: "sk-dev" });
    expect(() => configuredKeys(malformed, 600, hash)).toThrow(/DEVELOPMENT_KEY/);
  });
});
