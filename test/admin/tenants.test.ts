import { describe, expect, test } from "vitest";
import { ADMIN_TOKEN, adminApp, START } from "../support/admin.ts";

const created = new Date(START).toISOString();
const EMPTY = {
  limits: [],
  budgets: [],
  cache: { enabled: true },
  strict: false,
  onStateFailure: { limits: "closed", money: "closed", replay: "closed" },
};

async function withAcme(policy: object = {}) {
  const app = adminApp();
  await app.admin("POST", "/tenants", { body: { id: "acme", policy } });
  return app;
}

describe("a tenant", () => {
  test("is created with the defaults of a policy, and read again", async () => {
    const { admin, changes } = adminApp();
    const { status, body, headers } = await admin("POST", "/tenants", { body: { id: "acme" } });
    expect([status, headers.get("etag")]).toEqual([201, '"1"']);
    expect(body).toEqual({ id: "acme", policy: EMPTY, version: 1, disabled: false, createdAt: created });
    const read = await admin("GET", "/tenants/acme");
    expect([read.status, read.body, read.headers.get("etag")]).toEqual([200, body, '"1"']);
    expect(changes).toEqual([{ action: "tenant created", tenant: "acme", requestId: "request-id" }]);
  });

  test("is created once", async () => {
    const { admin } = await withAcme({ strict: true });
    const again = await admin("POST", "/tenants", { body: { id: "acme" } });
    expect([again.status, again.body.error]).toMatchObject([409, { code: "conflict", param: "id" }]);
    expect((await admin("GET", "/tenants/acme")).body["policy"]).toMatchObject({ strict: true });
  });

  test("that is not there is not found", async () => {
    const { admin } = adminApp();
    for (const [method, path] of [
      ["GET", "/tenants/acme"],
      ["POST", "/tenants/acme/disable"],
      ["GET", "/tenants/acme/keys"],
      ["GET", "/tenants/acme/budgets"],
    ] as const) {
      const { status, body } = await admin(method, path);
      expect([status, body.error]).toMatchObject([404, { code: "not_found", param: "tenant" }]);
    }
  });

  test("is disabled and enabled, however often it is asked, and its keys with it", async () => {
    const { admin, who, time } = await withAcme();
    const { key } = (await admin("POST", "/tenants/acme/keys", { body: {} })).body;
    expect(await who(key)).toMatchObject({ tenant: "acme" });
    for (const [action, disabled, seen] of [
      ["disable", true, 401],
      ["disable", true, 401],
      ["enable", false, { tenant: "acme" }],
    ] as const) {
      const { status, body } = await admin("POST", `/tenants/acme/${action}`);
      expect([status, body["disabled"]]).toEqual([200, disabled]);
      time.now += 30_000;
      expect(await who(key)).toEqual(typeof seen === "number" ? seen : expect.objectContaining(seen));
    }
    expect((await admin("GET", "/tenants/acme")).body.version).toBe(3);
  });

  test("is listed in pages, by id", async () => {
    const { admin } = adminApp();
    for (const id of ["b", "c", "a", "d"]) await admin("POST", "/tenants", { body: { id } });
    const first = (await admin("GET", "/tenants?limit=3")).body;
    expect([first.data.map(({ id }) => id), first.next]).toEqual([["a", "b", "c"], "c"]);
    const second = (await admin("GET", `/tenants?limit=3&after=${first.next}`)).body;
    expect([second.data.map(({ id }) => id), second.next]).toEqual([["d"], null]);
  });

  test.each([
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["limit=ten", "limit"],
    ["limit=1e1", "limit"],
    ["after=", "after"],
    ["offset=1", "offset"],
  ])("a list is not asked for with %s", async (query, param) => {
    const { status, body } = await adminApp().admin("GET", `/tenants?${query}`);
    expect([status, body.error]).toMatchObject([400, { code: "invalid_request", param }]);
  });
});

describe("a policy", () => {
  test("is replaced as a whole, by those who know the newest version", async () => {
    const { admin, changes } = await withAcme({ strict: true, models: ["openai/*"] });
    const put = (version: string | undefined, body: object) =>
      admin("PUT", "/tenants/acme/policy", { body, headers: version === undefined ? {} : { "if-match": version } });
    const first = await put('"1"', { paths: ["/v1/models"] });
    expect([first.status, first.body.version, first.headers.get("etag")]).toEqual([200, 2, '"2"']);
    expect(first.body["policy"]).toEqual({ ...EMPTY, paths: ["/v1/models"] });
    const stale = await put("1", {});
    expect([stale.status, stale.body.error]).toMatchObject([412, { code: "version_mismatch", param: "if-match" }]);
    for (const version of [undefined, "*", 'W/"2"', "two", "", "2, 3"]) {
      const { status, body } = await put(version, {});
      expect([status, body.error]).toMatchObject([400, { code: "invalid_request", param: "if-match" }]);
    }
    expect((await put("2", {})).body.version).toBe(3);
    expect(changes.map(({ action }) => action)).toEqual(["tenant created", "policy replaced", "policy replaced"]);
  });

  test("of two replacements of one version one wins", async () => {
    const { admin } = await withAcme();
    const headers = { "if-match": "1" };
    const puts = [{ strict: true }, { strict: false }].map((body) =>
      admin("PUT", "/tenants/acme/policy", { body, headers }),
    );
    expect((await Promise.all(puts)).map(({ status }) => String(status)).toSorted()).toEqual(["200", "412"]);
  });

  const mistakes: [string, object, string][] = [
    ["an unknown field", { allowEverything: true }, "allowEverything"],
    [
      "an unknown field within",
      { limits: [{ of: "requests", per: "key", amount: 1, every: "minute", burst: 2 }] },
      "limits.0.burst",
    ],
    ["a wrong type", { strict: "yes" }, "strict"],
    ["a limit of nothing", { limits: [{ of: "tokens", per: "key", amount: 0, every: "day" }] }, "limits.0.amount"],
    ["a limit per planet", { limits: [{ of: "tokens", per: "planet", amount: 1, every: "day" }] }, "limits.0.per"],
    [
      "too many limits",
      { limits: Array.from({ length: 17 }, () => ({ of: "requests", per: "key", amount: 1, every: "day" })) },
      "limits",
    ],
    ["no network", { ips: ["10.0.0.0/8", "10.0.0.0/33"] }, "ips.1"],
    ["bits behind a prefix", { ips: ["10.0.0.1/8"] }, "ips.0"],
    ["an unknown provider", { providers: ["openai", "acme"] }, "providers.1"],
    ["a model of an unknown provider", { models: ["acme/m"] }, "models.0"],
    ["a model without a provider", { models: ["gpt-4o"] }, "models.0"],
    ["a star in the middle", { models: ["openai/*-mini"] }, "models.0"],
    ["a path that is none", { paths: ["v1/models"] }, "paths.0"],
    ["a page instead of a host", { referrers: ["https://app.example/"] }, "referrers.0"],
    [
      "a pattern that does not compile",
      { pii: { patterns: [{ name: "AB", pattern: "(" }] } },
      "pii.patterns.0.pattern",
    ],
    [
      "a pattern that takes exponential time",
      { pii: { patterns: [{ name: "AB", pattern: "(a)\\1" }] } },
      "pii.patterns.0.pattern",
    ],
    ["an unknown entity", { pii: { entities: { EMAIL_ADRESS: {} } } }, "pii.entities.EMAIL_ADRESS"],
    ["a rule that is there already", { pii: { words: [{ name: "EMAIL_ADDRESS", words: ["x"] }] } }, "pii.words.0.name"],
    ["a cache for too long", { cache: { ttlSeconds: 1e9 } }, "cache.ttlSeconds"],
    ["__proto__ as a field", JSON.parse('{"__proto__": {"strict": true}, "x": 1}') as object, "__proto__"],
  ];
  test.each(mistakes)("with %s is refused when it is written, and named", async (_, policy, param) => {
    const { admin, changes } = await withAcme();
    const put = await admin("PUT", "/tenants/acme/policy", { body: policy, headers: { "if-match": "1" } });
    expect([put.status, put.body.error]).toMatchObject([
      400,
      { type: "invalid_request_error", code: "invalid_request", param },
    ]);
    const post = await admin("POST", "/tenants", { body: { id: "other", policy } });
    expect([post.status, post.body.error.param]).toEqual([400, `policy.${param}`]);
    expect((await admin("GET", "/tenants/acme")).body["policy"]).toEqual(EMPTY);
    expect(changes).toHaveLength(1);
  });
});

describe("a body that is not taken", () => {
  const put = async (body: string, headers: Record<string, string> = {}) => {
    const { admin } = await withAcme({ strict: true });
    const answer = await admin("PUT", "/tenants/acme/policy", { body, headers: { "if-match": "1", ...headers } });
    expect((await admin("GET", "/tenants/acme")).body["policy"]).toMatchObject({ strict: true });
    return answer;
  };

  // An empty policy allows everything, so nothing may be read as one by accident.
  test.each([
    ["of another type", "{}", "text/plain"],
    ["of a form", "strict=false", "application/x-www-form-urlencoded"],
    ["of a type that only begins alike", "{}", "application/jsonp"],
  ])("one %s", async (_, body, type) => {
    const { status, body: answer } = await put(body, { "content-type": type });
    expect([status, answer.error]).toMatchObject([400, { param: "content-type" }]);
  });

  test.each(["", "{", "[]", "null", '"x"', "1"])("%j", async (body) => {
    const { status, body: answer } = await put(body);
    expect([status, answer.error.code]).toEqual([400, "invalid_request"]);
  });

  test("none at all", async () => {
    const { ask } = await withAcme({ strict: true });
    const response = await ask("PUT", "/admin/v1/tenants/acme/policy", { headers: { "if-match": "1" } });
    expect(response.status).toBe(400);
  });

  test("one that is larger than 1 MiB", async () => {
    const { status, body } = await put(`{"strict": false}${" ".repeat(1_048_576)}`);
    expect([status, body.error.code]).toEqual([413, "request_too_large"]);
  });

  test("nothing of a secret that stands at a wrong place comes back", async () => {
    const slipped = "sk-proj-0123456789abcdefABCDEF";
    const bodies = [{ [slipped]: 1 }, { strict: slipped }, { models: [slipped] }, { ips: [slipped] }, slipped];
    for (const body of bodies) {
      const { admin } = await withAcme();
      const answer = await admin("PUT", "/tenants/acme/policy", { body, headers: { "if-match": "1" } });
      expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.not.stringContaining(slipped)]);
    }
  });
});

test("a directory that is down is told as such, without details", async () => {
  const { admin, directoryState } = await withAcme();
  directoryState.failing = true;
  for (const [method, path, body] of [
    ["GET", "/tenants", undefined],
    ["GET", "/tenants/acme", undefined],
    ["POST", "/tenants", { id: "other" }],
    ["POST", "/tenants/acme/disable", undefined],
    ["POST", "/tenants/acme/keys", {}],
  ] as const) {
    const answer = await admin(method, path, { body });
    expect([answer.status, answer.body.error.code]).toEqual([503, "state_unavailable"]);
    expect(JSON.stringify(answer.body)).not.toContain("details");
  }
});

test("no answer and no log line holds the token", async () => {
  const { admin, changes } = await withAcme();
  const answers = [await admin("GET", "/tenants"), await admin("GET", "/tenants/acme"), await admin("GET", "/nothing")];
  expect(JSON.stringify([answers.map(({ body, headers }) => [body, [...headers]]), changes])).not.toContain(
    ADMIN_TOKEN,
  );
});
