import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createTestHarness } from "wrangler";
import { MAX_CACHED_CHARACTERS, type TenantState, type Verdict } from "../../src/state/port.ts";
import { BUNDLE } from "../support/build.ts";
import { DEVELOPMENT_KEY } from "../support/gateway.ts";
import type { PortCall } from "./caller.ts";
import { admission, charges, freshTenant, LONG_MS, money, requests } from "./contract/asking.ts";

/** The bundle in the runtime that it is deployed to, with a way to what its objects have written. */
async function startWorker() {
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
  const harness = createTestHarness({
    workers: [
      {
        configPath: "./wrangler.toml",
        prebuiltWorkerDir: BUNDLE,
        secrets: { ENVIRONMENT: "development", KEY_PEPPER: "pepper-of-the-tests", DEVELOPMENT_KEY },
      },
      { config: CALLER },
    ],
  });
  await harness.listen();
  const worker = harness.getWorker<Env>();
  const caller = harness.getWorker(CALLER.name);
  const call = async (portCall: PortCall): Promise<unknown> => {
    const response = await caller.fetch("/", { method: "POST", body: JSON.stringify(portCall) });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) ?? undefined;
  };
  const state: Pick<TenantState, "admit" | "settle" | "store"> = {
    admit: async (...args) => (await call({ name: "admit", args })) as Verdict,
    settle: async (...args) => (await call({ name: "settle", args })) as [],
    store: async (...args) => (await call({ name: "store", args })) as undefined,
  };
  return {
    state,
    close: () => harness.close(),
    chat: (content: string) =>
      worker.fetch("/v1/chat/completions", {
        method: "POST",
        headers: { authorization: `Bearer ${DEVELOPMENT_KEY}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "echo/echo", messages: [{ role: "user", content }] }),
      }),
    evict: (tenant: string) => worker.evictDurableObject("TENANTS", { name: `tenant:${tenant}` }),
    /** Rows that are on the disk of a tenant's object. */
    rows: async (tenant: string, query: string) =>
      (await worker.getDurableObjectStorage("TENANTS", { name: `tenant:${tenant}` })).exec(query),
  };
}

const CALLER = {
  name: "caller",
  main: "test/state/caller.ts",
  compatibility_date: "2026-01-01",
  durable_objects: { bindings: [{ name: "TENANTS", class_name: "TenantObject", script_name: "agentshield" }] },
};

const COUNTED = "SELECT state ->> 'current' + state ->> 'previous' AS n FROM counters";

let worker: Awaited<ReturnType<typeof startWorker>>;
beforeAll(async () => {
  worker = await startWorker();
});
afterAll(() => worker.close());

describe("the object of a tenant", () => {
  const textOf = async (tenant: string, cacheKey: string) => {
    const verdict = await worker.state.admit(tenant, admission([requests(10_000)], { cacheKey }));
    return verdict.kind === "admitted" ? verdict.cached?.text : undefined;
  };
  const count = async (tenant: string) => (await worker.rows(tenant, "SELECT COUNT(*) AS n FROM answers"))[0]?.["n"];

  test("its counters and answers are there after it was put out of memory", async () => {
    const question = `é 😀 ${"漢".repeat(1_000)}`;
    const text = await (await worker.chat(question)).text();
    await (await worker.chat(question)).text();
    const written = async () => (await worker.rows("development", COUNTED))[0];
    await expect.poll(written, { timeout: 5_000 }).toEqual({ n: 2 });
    await expect.poll(() => count("development"), { timeout: 5_000 }).toBe(1);
    await worker.evict("development");
    const third = await worker.chat(question);
    expect([await third.text(), third.headers.get("x-agentshield-cache")]).toEqual([text, "hit"]);
    expect(third.headers.get("x-ratelimit-remaining-requests")).toBe("597");
  });

  test("a call does not wait for the disk, and the disk has it soon after", async () => {
    const tenant = freshTenant();
    // Once awake, the object is asked in much less time than it takes to write.
    expect(await count(tenant)).toBe(0);
    await worker.state.admit(tenant, admission([requests(5)], { id: "a", cacheKey: "k" }));
    await worker.state.store(tenant, [{ key: "k", text: "漢".repeat(MAX_CACHED_CHARACTERS), ttlMs: LONG_MS }]);
    expect(await count(tenant)).toBe(0);
    await expect.poll(() => count(tenant), { timeout: 5_000 }).toBe(1);
    expect(await worker.rows(tenant, COUNTED)).toEqual([{ n: 1 }]);
    expect(await worker.rows(tenant, "SELECT id FROM reservations")).toEqual([{ id: "a" }]);
    expect(
      await worker.rows(tenant, "SELECT key, length(text) AS length, expires - stored AS ttl FROM answers"),
    ).toEqual([{ key: "k", length: MAX_CACHED_CHARACTERS, ttl: LONG_MS }]);
    expect((await textOf(tenant, "k")) === "漢".repeat(MAX_CACHED_CHARACTERS)).toBe(true);
    expect(await count(freshTenant())).toBe(0);
  });

  test("a settlement is answered when the disk has it", async () => {
    const tenant = freshTenant();
    await worker.state.admit(tenant, admission([money(100, 6)], { id: "a" }));
    await worker.state.settle(tenant, [{ id: "a", charges: charges([money(100, 6)], 4) }]);
    expect(await worker.rows(tenant, "SELECT state ->> 'spent' AS spent FROM counters")).toEqual([{ spent: 4 }]);
    expect(await worker.rows(tenant, "SELECT id FROM settled")).toEqual([{ id: "a" }]);
    expect(await worker.rows(tenant, "SELECT id FROM reservations")).toEqual([]);
  });

  test("of a flood the newest 200 answers are written, the others are in memory", async () => {
    const tenant = freshTenant();
    const entries = Array.from({ length: 500 }, (_, index) => ({ key: `k${index}`, text: "x", ttlMs: LONG_MS }));
    for (const from of [0, 150, 300]) await worker.state.store(tenant, entries.slice(from, from + 150));
    await worker.state.store(tenant, entries.slice(450));
    await expect.poll(() => count(tenant), { timeout: 5_000 }).toBe(200);
    const newest = "SELECT COUNT(*) AS n FROM answers WHERE CAST(substr(key, 2) AS INTEGER) >= 300";
    expect(await worker.rows(tenant, newest)).toEqual([{ n: 200 }]);
    expect([await textOf(tenant, "k0"), await textOf(tenant, "k499")]).toEqual(["x", "x"]);
  });

  test("an answer that is on the disk does not come back when a newer one has expired", async () => {
    const tenant = freshTenant();
    await worker.state.store(tenant, [{ key: "k", text: "old", ttlMs: LONG_MS }]);
    await expect.poll(() => count(tenant), { timeout: 5_000 }).toBe(1);
    await worker.state.store(tenant, [{ key: "k", text: "new", ttlMs: 200 }]);
    expect(await textOf(tenant, "k")).toBe("new");
    const next = await vi.waitUntil(
      async () => {
        const text = await textOf(tenant, "k");
        return text === "new" ? false : [text];
      },
      { timeout: 5_000 },
    );
    expect(next).toEqual([undefined]);
  });

  test("an answer on the disk does not outlive a newer one that a flood kept from the disk", async () => {
    const tenant = freshTenant();
    await worker.state.store(tenant, [{ key: "k", text: "old", ttlMs: LONG_MS }]);
    await expect.poll(() => count(tenant), { timeout: 5_000 }).toBe(1);
    const others = Array.from({ length: 200 }, (_, index) => ({ key: `k${index}`, text: "x", ttlMs: LONG_MS }));
    await worker.state.store(tenant, [{ key: "k", text: "new", ttlMs: LONG_MS }, ...others]);
    await expect.poll(() => count(tenant), { timeout: 5_000 }).toBeGreaterThanOrEqual(200);
    expect(await worker.rows(tenant, "SELECT text FROM answers WHERE key = 'k' AND text = 'old'")).toEqual([]);
  });
});
