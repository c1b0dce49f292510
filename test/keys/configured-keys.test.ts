import { describe, expect, test } from "vitest";
import { parseEnvironment } from "../../src/config/environment.ts";
import { ConfigError } from "../../src/config/parse-config.ts";
import { keyPolicy } from "../../src/config/tenant-policy.ts";
import { configuredKeys } from "../../src/keys/configured-keys.ts";
import { hexOf } from "../../src/keys/key-hash.ts";
import { hash, PEPPER } from "./directory-keys.ts";

describe("configuredKeys", () => {
  const stored = { id: "aliceAlice01", hash: hexOf(hash("secret-secret-secret-secret-1")), tenant: "alice" };
  const environment = (more: object) => parseEnvironment({ KEY_PEPPER: PEPPER, ...more });
  const development = { DEVELOPMENT_KEY: "sk-as-developer000-only-for-local-development" };

  test("a stored key has its tenant, and its own limit if it has one", async () => {
    const withOwn = { ...stored, id: "aliceAlice02", requestsPerMinute: 7 };
    const keys = configuredKeys(environment({ GATEWAY_KEYS: JSON.stringify([stored, withOwn]) }), hash);
    expect(keys.find("aliceAlice01")).toEqual({
      publicId: "aliceAlice01",
      tenant: "alice",
      hash: new Uint8Array(hash("secret-secret-secret-secret-1")),
      policy: keyPolicy.parse({}),
    });
    expect(keys.find("aliceAlice02")).toMatchObject({
      policy: { limits: [{ of: "requests", per: "key", amount: 7, every: "minute" }] },
    });
    expect(keys.find("aliceAlice03")).toBeUndefined();
  });

  test("the development key exists in development only", async () => {
    const inDevelopment = configuredKeys(environment({ ENVIRONMENT: "development", ...development }), hash);
    expect(inDevelopment.find("developer000")).toMatchObject({ tenant: "development" });
    for (const more of [{ ENVIRONMENT: "production" }, {}]) {
      expect(configuredKeys(environment({ ...more, ...development }), hash).find("developer000")).toBeUndefined();
    }
  });

  test("two keys with one id, and a malformed development key, are refused", () => {
    const twice = environment({ GATEWAY_KEYS: JSON.stringify([stored, stored]) });
    expect(() => configuredKeys(twice, hash)).toThrow(ConfigError);
    const malformed = environment({ ENVIRONMENT: "development", DEVELOPMENT_KEY: "sk-dev" });
    expect(() => configuredKeys(malformed, hash)).toThrow(/DEVELOPMENT_KEY/);
  });
});
