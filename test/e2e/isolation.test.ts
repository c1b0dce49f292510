import { asyncProperty, array, assert, constantFrom, integer, record } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN_TOKEN, adminClient } from "../support/admin-client.ts";
import { adminApp, START } from "../support/admin.ts";
import { chat, startGateway, type TestGateway } from "../support/gateway.ts";
import { ledgerEntry } from "../support/memory-ledger.ts";

/** What two tenants do, one after another, in any order. */
const ACTIONS = [
  "create key",
  "label key",
  "rotate key",
  "revoke key",
  "list keys",
  "read key",
  "ask",
  "models",
  "usage",
  "budgets",
  "policy",
  "steal",
] as const;
const steps = array(
  record({ action: constantFrom(...ACTIONS), mine: integer({ min: 0, max: 1 }), which: integer({ min: 0, max: 4 }) }),
  {
    minLength: 5,
    maxLength: 25,
  },
);

/** Everything that only one tenant may see: it stands in that tenant's keys, questions and policies. */
const markOf = (tenant: string) => `mark-of-${tenant}`;

describe("two tenants never see each other's keys, answers, errors or models", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ ADMIN_TOKEN });
  });
  afterAll(() => gateway.close());

  let runs = 0;
  test("through the Worker, whatever they do", { timeout: 120_000 }, async () => {
    await assert(
      asyncProperty(steps, async (sequence) => {
        runs += 1;
        const tenants = [`a${runs}`, `b${runs}`];
        const admin = adminClient(gateway);
        const keys = new Map<string, { id: string; key: string }[]>();
        for (const tenant of tenants) {
          const words = [{ name: "PROJECT", words: [`secret word ${tenant}`] }];
          keys.set(tenant, [await admin.tenant(tenant, { pii: { words } }, { label: markOf(tenant) })]);
        }
        const seen = new Map<string, string[]>(tenants.map((tenant) => [tenant, []]));
        for (const { action, mine, which } of sequence) {
          const [tenant = "", other = ""] = mine === 0 ? tenants : tenants.toReversed();
          const text = await act(tenant, other, action, which, keys, gateway);
          seen.get(tenant)?.push(text);
        }
        for (const [index, tenant] of tenants.entries()) {
          const other = tenants[1 - index] ?? "";
          const all = (seen.get(tenant) ?? []).join("\n");
          expect(all).not.toContain(markOf(other));
          expect(all).not.toContain(`"tenant":"${other}"`);
          for (const { id } of keys.get(other) ?? []) expect(all).not.toContain(id);
        }
      }),
      { numRuns: 15 },
    );
  });
});

/** One step of a tenant; the texts that it was answered with. */
async function act(
  tenant: string,
  other: string,
  action: (typeof ACTIONS)[number],
  which: number,
  keys: Map<string, { id: string; key: string }[]>,
  gateway: TestGateway,
): Promise<string> {
  const admin = adminClient(gateway);
  const own = keys.get(tenant) ?? [];
  const { id = "", key = "" } = own[which % own.length] ?? {};
  const path = `/tenants/${tenant}/keys`;
  switch (action) {
    case "create key": {
      const { text, body } = await admin.ask("POST", path, { label: markOf(tenant) });
      own.push(body);
      return text;
    }
    case "label key":
      return (await admin.ask("PATCH", `${path}/${id}`, { label: `${markOf(tenant)} again` })).text;
    case "rotate key":
      return (await admin.ask("POST", `${path}/${id}/rotate`, { overlapSeconds: 60 })).text;
    case "revoke key":
      return (await admin.ask("POST", `${path}/${id}/revoke`)).text;
    case "list keys":
      return (await admin.ask("GET", path)).text;
    case "read key":
      return (await admin.ask("GET", `${path}/${id}`)).text;
    case "usage":
      return (await admin.ask("GET", `/usage?tenant=${tenant}&groupBy=key`)).text;
    case "budgets":
      return (await admin.ask("GET", `/tenants/${tenant}/budgets`)).text;
    case "policy":
      return (await admin.ask("GET", `/tenants/${tenant}`)).text;
    case "models": {
      const response = await fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
      return `${await response.text()} ${headersOf(response)}`;
    }
    case "ask":
      return answered(tenant, key, which, gateway);
    case "steal": {
      // A key of the other tenant, under one's own name: as if it were not there.
      const [stolen] = keys.get(other) ?? [];
      const answers = await Promise.all([
        admin.ask("GET", `${path}/${stolen?.id}`),
        admin.ask("POST", `${path}/${stolen?.id}/revoke`),
        admin.ask("PATCH", `${path}/${stolen?.id}`, { label: "stolen" }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
      return answers.map(({ text }) => text).join("\n");
    }
  }
}

/** The same question of both tenants: the second one must not be given the first one's answer. */
async function answered(tenant: string, key: string, which: number, gateway: TestGateway): Promise<string> {
  const content = `the same for all, ${which}; secret word ${tenant}`;
  const response = await chat(
    gateway,
    { model: "echo/echo", messages: [{ role: "user", content }] },
    { authorization: `Bearer ${key}` },
  );
  const text = await response.text();
  if (response.ok) expect(text).toContain(`secret word ${tenant}`);
  return `${text} ${headersOf(response)}`;
}

function headersOf(response: Response): string {
  return JSON.stringify([...response.headers]);
}

test("a question that one tenant has asked is no hit for another one", async () => {
  const gateway = await startGateway({ ADMIN_TOKEN });
  try {
    const admin = adminClient(gateway);
    const [one, other] = [await admin.tenant("one"), await admin.tenant("other")];
    const ask = async ({ key }: { key: string }) => {
      const body = { model: "echo/echo", messages: [{ role: "user", content: "asked by both" }] };
      const response = await chat(gateway, body, { authorization: `Bearer ${key}` });
      await response.text();
      return response.headers.get("x-agentshield-cache");
    };
    expect([await ask(one), await ask(one), await ask(other), await ask(other)]).toEqual([
      "miss",
      "hit",
      "miss",
      "hit",
    ]);
  } finally {
    await gateway.close();
  }
});

test("usage, last uses and budgets are each tenant's own, whatever was used", async () => {
  const use = record({
    tenant: constantFrom("acme", "acm", "acme2"),
    key: integer({ min: 0, max: 2 }),
    cost: integer({ min: 1, max: 1_000 }),
  });
  await assert(
    asyncProperty(array(use, { maxLength: 30 }), async (uses) => {
      const { admin, ledger, spending } = adminApp();
      const ids = new Map<string, string[]>();
      for (const tenant of ["acme", "acm", "acme2"]) {
        await admin("POST", "/tenants", {
          body: { id: tenant, policy: { budgets: [{ per: "tenant", period: "day", usd: 1 }] } },
        });
        const made = [0, 1, 2].map(() => admin("POST", `/tenants/${tenant}/keys`, { body: {} }));
        ids.set(
          tenant,
          (await Promise.all(made)).map(({ body }) => body.id),
        );
      }
      const idOf = ({ tenant, key }: { tenant: string; key: number }) => ids.get(tenant)?.[key] ?? "";
      await ledger.append(
        uses.map((one) => ledgerEntry(one.tenant, idOf(one), { at: START - 1, costMicrodollars: one.cost })),
      );
      for (const tenant of ids.keys()) {
        const own = uses.filter((one) => one.tenant === tenant);
        const spent = own.reduce((sum, { cost }) => sum + cost, 0);
        spending.set(`${tenant}:tenant/money/hard/2026-11-21`, { spent, reserved: 0 });
        const { data } = (await admin("GET", `/usage?tenant=${tenant}&groupBy=key`)).body;
        expect(data.map((row) => row["requests"] as number).reduce((sum, count) => sum + count, 0)).toBe(own.length);
        expect(new Set(data.map(({ group }) => (group as { key: string }).key))).toEqual(new Set(own.map(idOf)));
        const budgets = (await admin("GET", `/tenants/${tenant}/budgets`)).body.data;
        expect(budgets[0]?.["spentUsd"]).toBe(spent / 1_000_000);
        const listed = (await admin("GET", `/tenants/${tenant}/keys`)).body.data;
        const used = listed.filter(({ lastUsedAt }) => lastUsedAt !== null).map(({ id }) => String(id));
        expect(new Set(used)).toEqual(new Set(own.map(idOf)));
      }
    }),
    { numRuns: 30 },
  );
});
