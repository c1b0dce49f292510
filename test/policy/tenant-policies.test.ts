import { describe, expect, test } from "vitest";
import { type GatewayConfig, parseSettings } from "../../src/config/schema.ts";
import { keyPolicy, tenantPolicy } from "../../src/config/tenant-policy.ts";
import { GatewayError } from "../../src/core/failure.ts";
import { TenantPolicies } from "../../src/policy/tenant-policies.ts";
import type { CustomRule } from "../../src/scan/port.ts";
import { createScanner } from "../../src/scan/wasm.ts";
import { engineModule } from "../scan/engine.ts";

const KEY = keyPolicy.parse({});

function setUp(config: GatewayConfig = {}) {
  const engines: (readonly CustomRule[])[] = [];
  const create = (custom: readonly CustomRule[]) => {
    engines.push(custom);
    return createScanner(engineModule, custom);
  };
  return { policies: new TenantPolicies(parseSettings(config), create, ["openai", "echo"]), engines };
}

const stored = (id: string, policy: object, version = 1) => ({ id, version, policy: tenantPolicy.parse(policy) });
const words = (word: string) => ({ pii: { words: [{ name: "PROJECT", words: [word] }] } });

describe("where a policy comes from", () => {
  const { policies } = setUp({ tenants: { acme: { models: ["openai/*"] } } });
  const may = (policy: ReturnType<typeof policies.of>) => [
    policy.permitsModel("openai", "m"),
    policy.permitsModel("echo", "m"),
  ];

  test("the directory's record comes before the configuration's, and that before none", () => {
    expect(may(policies.of("acme", stored("acme", { models: ["echo/*"] }), KEY))).toEqual([false, true]);
    expect(may(policies.of("acme", undefined, KEY))).toEqual([true, false]);
    expect(may(policies.of("globex", undefined, KEY))).toEqual([true, true]);
  });

  test.each(["__proto__", "constructor", "toString"])("a tenant called %s has no policy by accident", (name) => {
    expect(may(policies.of(name, undefined, KEY))).toEqual([true, true]);
  });

  test.each([
    [{ pii: { entities: { NOTHING: {} } } }, "tenants.acme.pii.entities.NOTHING"],
    [{ ips: ["x"] }, "tenants.acme.ips.0"],
    [{ models: ["acme/m"] }, "tenants.acme.models.0"],
    [{ pii: { patterns: [{ name: "AB", pattern: "(" }] } }, "tenants.acme.pii.patterns.0.pattern"],
  ])("a mistake in the configuration is named: %j", (policy, path) => {
    expect(() => setUp({ tenants: { acme: policy } })).toThrow(`gateway.config.ts: ${path}: `);
  });
});

describe("what holds for a caller", () => {
  const rule = (amount: number, more: object = {}) => ({
    of: "requests",
    per: "key",
    amount,
    every: "minute",
    ...more,
  });
  const of = (tenant: object, key: object = {}, config: GatewayConfig = {}) =>
    setUp(config).policies.of("acme", stored("acme", tenant), keyPolicy.parse(key));

  test("the deployment's limit, where nothing is said of a key's requests", () => {
    const window = { algorithm: "sliding-window" };
    expect(of({}, {}, { limits: { requestsPerMinute: 7 } }).limits).toEqual([rule(7, window)]);
    expect(of({ limits: [rule(9)] }).limits).toEqual([rule(9, window)]);
    expect(of({ limits: [rule(9, { every: "day" })] }).limits).toEqual([rule(9, { every: "day", ...window })]);
    expect(of({ limits: [rule(9, { per: "tenant" })] }).limits).toHaveLength(2);
  });

  test("of two limits that count the same, the lower one, whoever says it", () => {
    const amounts = (tenant: number, key: number) =>
      of({ limits: [rule(tenant)] }, { limits: [rule(key)] }).limits.map(({ amount }) => amount);
    expect([amounts(5, 9), amounts(9, 5)]).toEqual([[5], [5]]);
    const different = of(
      { limits: [rule(5), rule(50, { every: "hour" })] },
      { limits: [rule(3, { algorithm: "token-bucket" })] },
    );
    expect(new Set(different.limits.map(({ amount }) => amount))).toEqual(new Set([3, 5, 50]));
  });

  test("of two budgets for the same time and kind, the lower one", () => {
    const budget = (usd: number, kind: string) => ({ per: "key", period: "day", usd, kind });
    const { budgets } = of({ budgets: [budget(5, "hard"), budget(2, "soft")] }, { budgets: [budget(3, "hard")] });
    expect(Object.fromEntries(budgets.map(({ kind, usd }) => [kind, usd]))).toEqual({ hard: 3, soft: 2 });
  });

  test.each([
    [{}, "count-as-zero"],
    [{ budgets: [{ per: "tenant", period: "day", usd: 1 }] }, "refuse"],
    [{ budgets: [{ per: "tenant", period: "day", usd: 1, kind: "soft" }] }, "count-as-zero"],
    [{ budgets: [{ per: "tenant", period: "day", usd: 1 }], unknownPrice: "count-as-zero" }, "count-as-zero"],
    [{ unknownPrice: "refuse" }, "refuse"],
  ])("of a model without a price, under %j: %s", (policy, expected) => {
    expect(of(policy).unknownPrice).toBe(expected);
  });

  test("a cache within the deployment's", () => {
    const deployment = { cache: { ttlSeconds: 300, maxTtlSeconds: 1_000 } };
    const cache = (own: object, config: GatewayConfig = deployment) => of({ cache: own }, {}, config).cache;
    expect(cache({})).toEqual({ enabled: true, ttlSeconds: 300, maxTtlSeconds: 1_000 });
    expect(cache({ ttlSeconds: 5_000, maxTtlSeconds: 9_000 })).toMatchObject({
      ttlSeconds: 1_000,
      maxTtlSeconds: 1_000,
    });
    expect(cache({ maxTtlSeconds: 60 })).toMatchObject({ ttlSeconds: 60, maxTtlSeconds: 60 });
    expect(cache({ enabled: false }).enabled).toBe(false);
    expect(cache({ enabled: true }, { cache: { enabled: false } }).enabled).toBe(false);
  });
});

describe("what is looked for", () => {
  const found = (
    policy: { screening: { policy: { scan: (text: string) => readonly { rule: { entity: string } }[] } } },
    text: string,
  ) => policy.screening.policy.scan(text).map(({ rule }) => rule.entity);

  test("each tenant's own words, and nobody else's", () => {
    const { policies } = setUp(words("Zeppelin"));
    const [acme, globex, initech] = [
      policies.of("acme", stored("acme", words("Anvil")), KEY),
      policies.of("globex", stored("globex", { pii: { entities: { EMAIL_ADDRESS: { action: "allow" } } } }), KEY),
      policies.of("initech", stored("initech", {}), KEY),
    ];
    const text = "Anvil and Zeppelin, ada@example.org";
    expect([found(acme, text), found(globex, text), found(initech, text)]).toEqual([
      ["PROJECT", "EMAIL_ADDRESS"],
      [],
      ["PROJECT", "EMAIL_ADDRESS"],
    ]);
  });

  test("an engine of its own is made only for a tenant with own rules, and once", () => {
    const { policies, engines } = setUp();
    for (let count = 0; count < 3; count += 1) {
      policies.of("plain", stored("plain", {}), KEY);
      policies.of("other", stored("other", { pii: { default: { action: "block" } } }), KEY);
      policies.of("own", stored("own", words("Anvil")), KEY);
    }
    expect(engines.map((custom) => custom.length)).toEqual([0, 1]);
    const newer = policies.of("own", stored("own", words("Anvil"), 2), KEY);
    expect(engines).toHaveLength(3);
    // Keys that are remembered with an older version do not make it change to and fro.
    expect(policies.of("own", stored("own", words("Anvil"), 1), KEY)).toBe(newer);
    expect(engines).toHaveLength(3);
  });

  test.each([
    ["64 tenants' policies", 64, { strict: true }],
    ["16 tenants' engines", 16, words("Anvil")],
  ])("%s are kept, those used lately longest", (_, most, policy) => {
    const { policies } = setUp();
    const use = (name: string) => policies.of(name, stored(name, policy), KEY);
    const [first, second] = [use("first"), use("second")];
    for (let count = 2; count < most; count += 1) use(`t${count}`);
    expect(use("first")).toBe(first);
    use("one-more");
    expect(use("first")).toBe(first);
    expect(use("second")).not.toBe(second);
  });
});

describe("a stored policy that cannot be used", () => {
  test.each([
    ["the tenant's", stored("acme", { ips: ["nowhere"] }), KEY],
    ["the tenant's patterns", stored("acme", { pii: { patterns: [{ name: "AB", pattern: "(" }] } }), KEY],
    ["the key's", stored("acme", {}), keyPolicy.parse({ referrers: ["https://x"] })],
  ])("lets nobody of that tenant pass, and everybody else: %s", (_, tenant, key) => {
    const { policies } = setUp();
    const failure = (() => {
      try {
        return policies.of("acme", tenant, key);
      } catch (thrown) {
        return thrown instanceof GatewayError ? thrown.failure : thrown;
      }
    })();
    expect(failure).toEqual({ kind: "misconfigured", reason: "policy of the tenant or of the key" });
    expect(policies.of("globex", stored("globex", {}), KEY).strict).toBe(false);
  });
});
