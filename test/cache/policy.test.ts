import { describe, expect, test } from "vitest";
import { cachePolicy } from "../../src/cache/policy.ts";
import { GatewayError } from "../../src/core/failure.ts";

const SETTINGS = { enabled: true, ttlSeconds: 300, maxTtlSeconds: 3_600 };
const ordinary = { read: true, write: true, ttlMs: 300_000, namespace: "" };

describe("what a request wants of the cache", () => {
  const cases: [string, Record<string, string>, object][] = [
    ["nothing said", {}, {}],
    ["no-cache: no reading", { "cache-control": "no-cache" }, { read: false }],
    ["no-store: no writing", { "cache-control": "no-store" }, { write: false }],
    ["both", { "cache-control": "no-cache, no-store" }, { read: false, write: false }],
    ["in capitals", { "cache-control": "No-Store" }, { write: false }],
    ["among others, without spaces", { "cache-control": "max-age=0,no-store,foo" }, { write: false }],
    ["with spaces all around", { "cache-control": " no-store ,\tno-cache " }, { read: false, write: false }],
    ["a directive that is not known", { "cache-control": "only-if-cached" }, {}],
    ["a directive whose name begins alike", { "cache-control": "no-store-please" }, {}],
    ["a shorter time", { "x-agentshield-cache-ttl": "7" }, { ttlMs: 7_000 }],
    ["a longer time", { "x-agentshield-cache-ttl": "3600" }, { ttlMs: 3_600_000 }],
    ["more than the most", { "x-agentshield-cache-ttl": "999999999" }, { ttlMs: 3_600_000 }],
    ["no time at all: reading only", { "x-agentshield-cache-ttl": "0" }, { write: false, ttlMs: 0 }],
    ["a namespace", { "x-agentshield-cache-namespace": "Team.blue_1:x-2" }, { namespace: "Team.blue_1:x-2" }],
    ["the longest namespace", { "x-agentshield-cache-namespace": "n".repeat(64) }, { namespace: "n".repeat(64) }],
  ];
  test.each(cases)("%s", (_, headers, expected) => {
    expect(cachePolicy(new Headers(headers), 1, SETTINGS)).toEqual({ ...ordinary, ...expected });
  });

  test("several choices are neither read nor written", () => {
    expect(cachePolicy(new Headers(), 2, SETTINGS)).toMatchObject({ read: false, write: false });
  });

  test("a cache that is switched off is neither read nor written", () => {
    expect(cachePolicy(new Headers(), 1, { ...SETTINGS, enabled: false })).toMatchObject({ read: false, write: false });
  });
});

describe("a header that is wrong is refused, and named, and not repeated", () => {
  const TTL = "x-agentshield-cache-ttl";
  const NAMESPACE = "x-agentshield-cache-namespace";
  const wrong: [string, string][] = [
    [TTL, ""],
    [TTL, "soon"],
    [TTL, "-1"],
    [TTL, "1.5"],
    [TTL, "1e3"],
    [TTL, "0x10"],
    [TTL, "1 2"],
    [TTL, "1234567890"],
    [NAMESPACE, "n".repeat(65)],
    [NAMESPACE, "two words"],
    [NAMESPACE, "a/b"],
    [NAMESPACE, "ada@example.org"],
    [NAMESPACE, "é"],
  ];
  test.each(wrong)("%s: %j", (name, value) => {
    let thrown: unknown;
    try {
      cachePolicy(new Headers({ [name]: value }), 1, SETTINGS);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(GatewayError);
    const { failure } = thrown as GatewayError;
    expect(failure).toMatchObject({ kind: "invalid_request", param: name, message: expect.stringContaining(name) });
    if (value.length > 3) expect(JSON.stringify(failure)).not.toContain(value);
  });

  test("also when the cache is not used", () => {
    expect(() => cachePolicy(new Headers({ [TTL]: "x" }), 2, { ...SETTINGS, enabled: false })).toThrow(GatewayError);
  });
});
