import { describe, expect, test } from "vitest";
import { adminApp, START } from "../support/admin.ts";
import { ledgerEntry } from "../support/memory-ledger.ts";

const DAY_MS = 86_400_000;
const KEY = "keykeykeykey";

async function withUsage() {
  const app = adminApp();
  for (const id of ["acme", "globex"]) await app.admin("POST", "/tenants", { body: { id } });
  await app.ledger.append([
    ledgerEntry("acme", KEY, { at: START - DAY_MS, costMicrodollars: 412 }),
    ledgerEntry("acme", KEY, { at: START - 1, model: "n", outcome: "failed", cache: "hit", unpriced: true }),
    ledgerEntry("acme", "another00000", { at: START - 40 * DAY_MS }),
    ledgerEntry("globex", KEY, { at: START - 1, costMicrodollars: 999_999 }),
  ]);
  return app;
}

describe("usage", () => {
  test("is summed up over the last 30 days when nothing else is said", async () => {
    const { admin } = await withUsage();
    const { status, body } = await admin("GET", "/usage?tenant=acme");
    expect([status, body]).toEqual([
      200,
      {
        tenant: "acme",
        from: new Date(START - 30 * DAY_MS).toISOString(),
        to: new Date(START).toISOString(),
        data: [
          {
            group: {},
            requests: 2,
            failed: 1,
            cacheHits: 1,
            inputTokens: 20,
            cachedInputTokens: 0,
            outputTokens: 10,
            reasoningTokens: 0,
            unpriced: 1,
            costUsd: 0.001912,
          },
        ],
      },
    ]);
  });

  test("is grouped by what is asked for, the most expensive first", async () => {
    const { admin } = await withUsage();
    const { data } = (await admin("GET", "/usage?tenant=acme&groupBy=day,model,key&from=2026-10-01&to=2026-11-22"))
      .body;
    expect(data.map(({ group, costUsd }) => [group, costUsd])).toEqual([
      [{ day: "2026-11-21", model: "n", key: KEY }, 0.0015],
      [{ day: "2026-10-12", model: "m", key: "another00000" }, 0.0015],
      [{ day: "2026-11-20", model: "m", key: KEY }, 0.000412],
    ]);
  });

  test("is cut to a key, a model and a number of rows", async () => {
    const { admin } = await withUsage();
    const requests = async (query: string) =>
      (await admin("GET", `/usage?tenant=acme&${query}`)).body.data.map((row) => row["requests"]);
    expect(await requests(`key=${KEY}&from=2026-10-01`)).toEqual([2]);
    expect(await requests("model=n")).toEqual([1]);
    expect(await requests("groupBy=model&limit=1")).toEqual([1]);
    expect(await requests("from=2026-11-20T12:00:00Z&to=2026-11-20T12:00:01Z")).toEqual([1]);
    expect(await requests("from=2026-11-20T12:00:00.001Z&to=2026-11-20T12:00:01Z")).toEqual([]);
  });

  test.each([
    ["", "tenant"],
    ["tenant=Acme", "tenant"],
    ["tenant=acme&groupBy=tenant", "groupBy.0"],
    ["tenant=acme&groupBy=key,key", "groupBy"],
    ["tenant=acme&groupBy=", "groupBy.0"],
    ["tenant=acme&from=yesterday", "from"],
    ["tenant=acme&from=2026-11-22&to=2026-11-21", "from"],
    ["tenant=acme&from=2020-01-01", "from"],
    ["tenant=acme&key=x", "key"],
    ["tenant=acme&limit=1001", "limit"],
    ["tenant=acme&tenants=globex", "tenants"],
  ])("is not given for ?%s", async (query, param) => {
    const { status, body } = await (await withUsage()).admin("GET", `/usage?${query}`);
    expect([status, body.error]).toMatchObject([400, { code: "invalid_request", param }]);
  });

  test("of a ledger that is down, or not there, is an error of its own", async () => {
    const { admin, ledgerState } = await withUsage();
    ledgerState.failing = true;
    for (const ask of [admin, adminApp({ withLedger: false }).admin]) {
      const { status, body } = await ask("GET", "/usage?tenant=acme");
      expect([status, body.error.code]).toEqual([503, "ledger_unavailable"]);
      expect(JSON.stringify(body)).not.toContain("details");
    }
  });
});

describe("budgets", () => {
  const budget = (per: string, period: string, usd: number, kind = "hard") => ({ per, period, usd, kind });

  test("are shown with what is spent and reserved: the tenant's, and each key's", async () => {
    const { admin, spending } = adminApp();
    const policy = { budgets: [budget("tenant", "month", 100), budget("key", "day", 5, "soft")] };
    await admin("POST", "/tenants", { body: { id: "acme", policy } });
    const own = { policy: { budgets: [budget("key", "month", 2)] } };
    const { id } = (await admin("POST", "/tenants/acme/keys", { body: own })).body;
    const revoked = (await admin("POST", "/tenants/acme/keys", { body: {} })).body.id;
    await admin("POST", `/tenants/acme/keys/${revoked}/revoke`);
    spending.set("acme:tenant/money/hard/2026-11", { spent: 12_500_000, reserved: 250_000 });
    spending.set(`acme:key:${id}/money/hard/2026-11`, { spent: 1, reserved: 0 });
    const { status, body } = await admin("GET", "/tenants/acme/budgets");
    const month = "2026-12-01T00:00:00.000Z";
    expect(status).toBe(200);
    expect(body.next).toBeNull();
    expect(body.data).toEqual([
      {
        per: "tenant",
        keyId: null,
        period: "month",
        kind: "hard",
        limitUsd: 100,
        spentUsd: 12.5,
        reservedUsd: 0.25,
        endsAt: month,
      },
      {
        per: "key",
        keyId: id,
        period: "month",
        kind: "hard",
        limitUsd: 2,
        spentUsd: 0.000001,
        reservedUsd: 0,
        endsAt: month,
      },
      {
        per: "key",
        keyId: id,
        period: "day",
        kind: "soft",
        limitUsd: 5,
        spentUsd: 0,
        reservedUsd: 0,
        endsAt: "2026-11-22T00:00:00.000Z",
      },
    ]);
  });

  test("of many keys come in pages, the tenant's on the first, and the lower one where two say the same", async () => {
    const { admin } = adminApp();
    const policy = { budgets: [budget("tenant", "month", 100), budget("key", "day", 5), budget("key", "month", 9)] };
    await admin("POST", "/tenants", { body: { id: "acme", policy } });
    const own = { policy: { budgets: [budget("key", "day", 2)] } };
    for (let count = 0; count < 70; count += 1) await admin("POST", "/tenants/acme/keys", { body: own });
    const first = (await admin("GET", "/tenants/acme/budgets?limit=60")).body;
    const second = (await admin("GET", `/tenants/acme/budgets?limit=60&after=${first.next}`)).body;
    expect([first.data.length, second.data.length, second.next]).toEqual([1 + 60 * 2, 10 * 2, null]);
    const limits = [...first.data, ...second.data].map(({ per, period, limitUsd }) =>
      [per, period, limitUsd].join(" "),
    );
    expect(new Set(limits)).toEqual(new Set(["tenant month 100", "key day 2", "key month 9"]));
  });

  test("of a tenant without any are an empty list", async () => {
    const { admin } = await withUsage();
    expect((await admin("GET", "/tenants/acme/budgets")).body).toEqual({ data: [], next: null });
  });
});
