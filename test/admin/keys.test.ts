import { beforeEach, describe, expect, test } from "vitest";
import { type Answer, adminApp, START } from "../support/admin.ts";
import { ledgerEntry } from "../support/memory-ledger.ts";

const DAY_MS = 86_400_000;
const KEYS = "/tenants/acme/keys";
const iso = (ms: number) => new Date(ms).toISOString();

let app: ReturnType<typeof adminApp>;
beforeEach(async () => {
  app = adminApp();
  for (const id of ["acme", "globex"]) await app.admin("POST", "/tenants", { body: { id } });
  app.changes.length = 0;
});

const create = async (body: object = {}, tenant = "acme"): Promise<Answer> =>
  (await app.admin("POST", `/tenants/${tenant}/keys`, { body })).body;
const act = (id: string, action: string, body?: object) => app.admin("POST", `${KEYS}/${id}/${action}`, { body });

describe("a new key", () => {
  test("is shown once, counts at once, and is stored as a hash only", async () => {
    const { status, body, headers } = await app.admin("POST", KEYS, { body: { label: "the shop" } });
    expect([status, headers.get("cache-control"), headers.get("x-content-type-options")]).toEqual([
      201,
      "no-store",
      "nosniff",
    ]);
    const { key, ...shown } = body;
    expect(key).toMatch(new RegExp(`^sk-as-${shown.id}-[A-Za-z0-9_-]{48}$`));
    expect(shown).toEqual({
      id: shown.id,
      tenant: "acme",
      label: "the shop",
      policy: { limits: [], budgets: [] },
      version: 1,
      createdAt: iso(START),
      expiresAt: null,
      revokedAt: null,
      oldSecretUntil: null,
      lastUsedAt: null,
    });
    expect(await app.who(key)).toEqual({ tenant: "acme", keyId: shown.id });
    const secret = key.slice(-48);
    const seen = [await app.admin("GET", `${KEYS}/${shown.id}`), await app.admin("GET", KEYS)].map(
      (answer) => answer.body,
    );
    expect(seen).toEqual([shown, { data: [shown], next: null }]);
    const stored = await app.directory.key("acme", shown.id);
    expect(JSON.stringify([stored, seen, app.changes])).not.toContain(secret.slice(0, 40));
    expect(app.changes).toEqual([{ action: "key created", tenant: "acme", keyId: shown.id, requestId: "request-id" }]);
  });

  test("comes with what its holder signs requests with, where they are signed", async () => {
    app = adminApp({ signingSecret: (id) => `signs for ${id}` });
    await app.admin("POST", "/tenants", { body: { id: "acme" } });
    const { id, signingSecret } = await create();
    expect(signingSecret).toBe(`signs for ${id}`);
  });

  test("ends when it was said to, to the millisecond", async () => {
    const { key, expiresAt } = await create({ expiresAt: "2026-11-21T12:00:10+00:00" });
    expect(expiresAt).toBe(iso(START + 10_000));
    app.time.now = START + 9_999;
    expect(await app.who(key)).toMatchObject({ tenant: "acme" });
    app.time.now = START + 10_000;
    expect(await app.who(key)).toBe(401);
  });

  const mistakes: [string, object, string][] = [
    ["an end that is over", { expiresAt: iso(START) }, "expiresAt"],
    ["an end that is no time", { expiresAt: "tomorrow" }, "expiresAt"],
    ["a label with a line break", { label: "a\nb" }, "label"],
    ["a label that is too long", { label: "x".repeat(129) }, "label"],
    ["a secret of one's own", { secret: "mine" }, "secret"],
    ["an unknown provider", { policy: { providers: ["acme"] } }, "policy.providers.0"],
    ["no network", { policy: { ips: ["localhost"] } }, "policy.ips.0"],
    ["what only a tenant may have", { policy: { pii: {} } }, "policy.pii"],
  ];
  test.each(mistakes)("is not made with %s", async (_, body, param) => {
    const answer = await app.admin("POST", KEYS, { body });
    expect([answer.status, answer.body.error]).toMatchObject([400, { code: "invalid_request", param }]);
    expect((await app.admin("GET", KEYS)).body.data).toEqual([]);
  });

  test("is not made for a tenant that is not there", async () => {
    expect((await app.admin("POST", "/tenants/nobody/keys", { body: {} })).status).toBe(404);
  });
});

describe("the list of keys", () => {
  test("says when each was used last, as the ledger has it", async () => {
    const [used, unused] = [await create(), await create()];
    await app.ledger.append([
      ledgerEntry("acme", used.id, { at: START - 5 }),
      ledgerEntry("globex", unused.id, { at: START }),
    ]);
    const { data } = (await app.admin("GET", KEYS)).body;
    expect(Object.fromEntries(data.map(({ id, lastUsedAt }) => [id, lastUsedAt]))).toEqual({
      [used.id]: iso(START - 5),
      [unused.id]: null,
    });
  });

  test("is given without last uses, and with a warning, when the ledger is down", async () => {
    const { id } = await create();
    app.ledgerState.failing = true;
    for (const path of [KEYS, `${KEYS}/${id}`]) {
      const { status, body } = await app.admin("GET", path);
      expect([status, body["warning"]]).toEqual([200, "The usage ledger cannot be read: last uses are not known."]);
      expect(JSON.stringify(body)).toContain('"lastUsedAt":null');
      expect(JSON.stringify(body)).not.toContain("details");
    }
  });

  test("comes in pages", async () => {
    const ids = (await Promise.all(Array.from({ length: 5 }, () => create()))).map(({ id }) => id);
    const seen: unknown[] = [];
    let next: string | null = "";
    while (next !== null) {
      const page: Answer = (await app.admin("GET", `${KEYS}?limit=2${next === "" ? "" : `&after=${next}`}`)).body;
      expect(page.data.length).toBeLessThanOrEqual(2);
      seen.push(...page.data.map(({ id }) => id));
      ({ next } = page);
    }
    expect(seen).toEqual(ids.toSorted());
  });
});

describe("a change of a key", () => {
  const patch = (id: string, body: object) => app.admin("PATCH", `${KEYS}/${id}`, { body });

  test("replaces what is given and leaves the rest", async () => {
    const { id } = await create({ label: "old", expiresAt: iso(START + DAY_MS), policy: { models: ["openai/*"] } });
    const labelled = (await patch(id, { label: "new" })).body;
    expect(labelled).toMatchObject({
      label: "new",
      version: 2,
      expiresAt: iso(START + DAY_MS),
      policy: { models: ["openai/*"] },
    });
    const endless = (await patch(id, { expiresAt: null, policy: { paths: ["/v1/models"] } })).body;
    expect(endless).toMatchObject({
      label: "new",
      expiresAt: null,
      policy: { limits: [], budgets: [], paths: ["/v1/models"] },
    });
    expect(endless["policy"]).not.toHaveProperty("models");
    expect(app.changes.map(({ action }) => action)).toEqual(["key created", "key changed", "key changed"]);
  });

  test.each([
    ["nothing", {}, null],
    ["its tenant", { tenant: "globex" }, "tenant"],
    ["its hashes", { hashes: [] }, "hashes"],
    ["an end that is over", { expiresAt: iso(START - 1) }, "expiresAt"],
    ["a policy that cannot be used", { policy: { models: ["x"] } }, "policy.models.0"],
  ])("of %s is refused", async (_, body, param) => {
    const { id } = await create();
    const answer = await patch(id, body);
    expect([answer.status, answer.body.error.param]).toEqual([400, param]);
  });

  test("holds for the next request, within 30 s", async () => {
    const { id, key } = await create();
    expect(await app.who(key)).toMatchObject({ tenant: "acme" });
    await patch(id, { policy: { paths: ["/v1/chat/*"] } });
    app.time.now += 30_000;
    expect(await app.who(key)).toBe(403);
  });
});

describe("a rotation", () => {
  test("gives a new secret to the same id, and the old one counts until the overlap ends", async () => {
    const { id, key: old } = await create();
    expect(await app.who(old)).toMatchObject({ keyId: id });
    const { status, body } = await act(id, "rotate", { overlapSeconds: 60 });
    expect([status, body.id, body["oldSecretUntil"]]).toEqual([200, id, iso(START + 60_000)]);
    expect(body.key).toMatch(new RegExp(`^sk-as-${id}-`));
    expect([await app.who(body.key), await app.who(old)]).toMatchObject([{ keyId: id }, { keyId: id }]);
    app.time.now = START + 59_999;
    expect(await app.who(old)).toMatchObject({ keyId: id });
    app.time.now = START + 60_000;
    expect([await app.who(body.key), await app.who(old)]).toMatchObject([{ keyId: id }, 401]);
    expect((await app.admin("GET", `${KEYS}/${id}`)).body["oldSecretUntil"]).toBeNull();
  });

  test("without overlap ends the old secret within 30 s", async () => {
    const { id, key: old } = await create();
    await app.who(old);
    const { key } = (await act(id, "rotate", { overlapSeconds: 0 })).body;
    app.time.now += 30_000;
    expect([await app.who(old), await app.who(key)]).toMatchObject([401, { keyId: id }]);
  });

  test("leaves two secrets at most: an older one no longer counts", async () => {
    const { id, key: first } = await create();
    const second = (await act(id, "rotate", { overlapSeconds: 600 })).body.key;
    const third = (await act(id, "rotate", { overlapSeconds: 600 })).body.key;
    expect([await app.who(first), await app.who(second), await app.who(third)]).toMatchObject([
      401,
      { keyId: id },
      { keyId: id },
    ]);
    expect((await app.directory.key("acme", id))?.hashes).toHaveLength(2);
  });

  test.each([
    {},
    { overlapSeconds: -1 },
    { overlapSeconds: 604_801 },
    { overlapSeconds: 1.5 },
    { overlapSeconds: "60" },
  ])("with %j is refused", async (body) => {
    const answer = await act((await create()).id, "rotate", body);
    expect([answer.status, answer.body.error.param]).toEqual([400, "overlapSeconds"]);
  });

  test("of a key that is revoked or has expired is refused", async () => {
    const [revoked, expired] = [await create(), await create({ expiresAt: iso(START + 1) })];
    await act(revoked.id, "revoke");
    app.time.now = START + 1;
    for (const { id } of [revoked, expired]) {
      const { status, body } = await act(id, "rotate", { overlapSeconds: 1 });
      expect([status, body.error.code]).toEqual([409, "conflict"]);
    }
  });

  test("at the same time as another one: one secret is given, the other call is told", async () => {
    const { id } = await create();
    const both = await Promise.all([
      act(id, "rotate", { overlapSeconds: 1 }),
      act(id, "rotate", { overlapSeconds: 1 }),
    ]);
    expect(both.map(({ status }) => String(status)).toSorted()).toEqual(["200", "409"]);
    const won = both.find(({ status }) => status === 200)?.body.key ?? "";
    expect(await app.who(won)).toMatchObject({ keyId: id });
  });
});

describe("a revocation", () => {
  test("is effective within 30 s, for good, and the same again", async () => {
    const { id, key } = await create();
    expect(await app.who(key)).toMatchObject({ keyId: id });
    const { status, body } = await act(id, "revoke");
    expect([status, body["revokedAt"]]).toEqual([200, iso(START)]);
    app.time.now = START + 29_999;
    expect(await app.who(key)).toMatchObject({ keyId: id });
    app.time.now = START + 30_000;
    expect(await app.who(key)).toBe(401);
    expect((await act(id, "revoke")).body).toEqual(body);
    await app.admin("PATCH", `${KEYS}/${id}`, { body: { label: "still revoked" } });
    app.time.now += 60_000;
    expect(await app.who(key)).toBe(401);
  });

  test("of a key that was never used is effective at once", async () => {
    const { id, key } = await create();
    await act(id, "revoke");
    expect(await app.who(key)).toBe(401);
  });

  test("does not fail because of changes at the same time", async () => {
    const { id } = await create();
    const answers = await Promise.all([
      act(id, "revoke"),
      act(id, "revoke"),
      act(id, "rotate", { overlapSeconds: 1 }),
      act(id, "revoke"),
    ]);
    const revoked = [0, 1, 3].map((at) => answers[at]?.body["revokedAt"]);
    expect(revoked).toEqual(revoked.map(() => iso(START)));
  });
});

describe("a key of another tenant", () => {
  const actions: [string, string, object | undefined][] = [
    ["GET", "", undefined],
    ["PATCH", "", { label: "mine" }],
    ["POST", "/rotate", { overlapSeconds: 0 }],
    ["POST", "/revoke", undefined],
  ];
  test.each(actions)("is not there: %s %s", async (method, path, body) => {
    const { id, key } = await create({}, "globex");
    const before = await app.directory.key("globex", id);
    const other = await app.admin(method, `${KEYS}/${id}${path}`, { body });
    const nobody = await app.admin(method, `${KEYS}/nobodyNobody${path}`, { body });
    expect([other.status, other.body]).toEqual([404, nobody.body]);
    expect(await app.directory.key("globex", id)).toEqual(before);
    expect(await app.who(key)).toMatchObject({ tenant: "globex" });
  });
});
