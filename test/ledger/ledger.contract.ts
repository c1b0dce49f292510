import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { LedgerEntry } from "../../src/core/ledger-entry.ts";
import type { UsageGrouping, UsageLedger, UsageQuery, UsageRow } from "../../src/ledger/port.ts";

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 10, 20);

let made = 0;
/** A tenant that no other test uses. */
export function freshTenant(): string {
  made += 1;
  return `tenant-${made}`;
}

export function entry(over: Partial<LedgerEntry> = {}): LedgerEntry {
  made += 1;
  return {
    id: `entry-${made}`,
    requestId: "request",
    at: START,
    tenant: "tenant",
    keyId: "keykeykeykey",
    provider: "openai",
    model: "gpt-5",
    outcome: "ok",
    cache: "miss",
    inputTokens: 10,
    cachedInputTokens: 4,
    outputTokens: 5,
    reasoningTokens: 2,
    estimated: false,
    unpriced: false,
    costMicrodollars: 7,
    durationMs: 12,
    ...over,
  };
}

export function query(tenant: string, over: Partial<UsageQuery> = {}): UsageQuery {
  return { tenant, from: 0, to: START + 400 * DAY_MS, groupBy: [], limit: 1_000, ...over };
}

/** The same sums, the slow and plain way. */
function naive(entries: readonly LedgerEntry[], { tenant, from, to, groupBy }: UsageQuery): UsageRow[] {
  const value: Record<UsageGrouping, (one: LedgerEntry) => string> = {
    key: ({ keyId }) => keyId,
    model: ({ model }) => model,
    provider: ({ provider }) => provider,
    day: ({ at }) => new Date(at).toISOString().slice(0, 10),
  };
  const groups = new Map<string, LedgerEntry[]>();
  for (const one of entries) {
    if (one.tenant !== tenant || one.at < from || one.at >= to) continue;
    const name = JSON.stringify(groupBy.map((grouping) => value[grouping](one)));
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups].map(([name, members]) => {
    const sum = (count: (one: LedgerEntry) => number) =>
      Number(members.reduce((total, one) => total + BigInt(count(one)), 0n));
    return {
      group: JSON.parse(name) as string[],
      requests: members.length,
      failed: sum(({ outcome }) => Number(outcome === "failed" || outcome === "cut")),
      cacheHits: sum(({ cache }) => Number(cache === "hit")),
      inputTokens: sum(({ inputTokens }) => inputTokens),
      cachedInputTokens: sum(({ cachedInputTokens }) => cachedInputTokens),
      outputTokens: sum(({ outputTokens }) => outputTokens),
      reasoningTokens: sum(({ reasoningTokens }) => reasoningTokens),
      unpriced: sum(({ unpriced }) => Number(unpriced)),
      costMicrodollars: sum(({ costMicrodollars }) => costMicrodollars),
    };
  });
}

const byGroup = (rows: readonly UsageRow[]) =>
  rows.toSorted((one, other) => (JSON.stringify(one.group) < JSON.stringify(other.group) ? -1 : 1));

/** Text that has ended a statement, a pattern or a document before. */
const HOSTILE = [
  "'; DROP TABLE usage_entries; --",
  '"quoted"',
  "100%",
  "_",
  "a\\b",
  "日本-العربية-😀",
  "$1",
  "?1",
  "{}",
  "\u0000nul",
  "\ud800lone",
];

/** What every usage ledger must do. */
export function ledgerContract(adapter: string, started: () => UsageLedger): void {
  describe(`the usage ledger in ${adapter}`, () => {
    let ledger: UsageLedger;
    beforeAll(() => {
      ledger = started();
    });

    test("answers when it is asked whether it is there", async () => {
      await expect(ledger.ping()).resolves.toBeUndefined();
    });

    sumTests(() => ledger);
    repetitionTests(() => ledger);
    isolationTests(() => ledger);
    rejectionTests(() => ledger);
  });
}

function sumTests(ledger: () => UsageLedger): void {
  test("sums of 10,000 random entries are exact to the micro-dollar, in every grouping", async () => {
    const tenants = [freshTenant(), freshTenant()];
    const random = fc.record({
      tenant: fc.constantFrom(...tenants),
      at: fc.integer({ min: START, max: START + 5 * DAY_MS }),
      keyId: fc.constantFrom("key-a", "key-b", "key-c"),
      provider: fc.constantFrom("openai", "anthropic"),
      model: fc.constantFrom("gpt-5", "claude-opus-5", "日本"),
      outcome: fc.constantFrom("ok" as const, "failed" as const, "cut" as const, "client_gone" as const),
      cache: fc.constantFrom("hit" as const, "miss" as const, "bypass" as const),
      inputTokens: fc.nat(2_000_000),
      cachedInputTokens: fc.nat(1_000),
      outputTokens: fc.nat(200_000),
      reasoningTokens: fc.nat(1_000),
      unpriced: fc.boolean(),
      costMicrodollars: fc.oneof(fc.nat(3), fc.nat(90_000_000_000)),
    });
    const entries = fc.sample(random, 10_000).map((over) => entry(over));
    await ledger().append(entries);
    const groupings: UsageGrouping[][] = [[], ["key"], ["model"], ["day"], ["provider"], ["day", "key", "model"]];
    for (const tenant of tenants) {
      for (const groupBy of groupings) {
        const asked = query(tenant, { groupBy });
        expect(byGroup(await ledger().usage(asked))).toEqual(byGroup(naive(entries, asked)));
      }
      const part = query(tenant, { from: START + DAY_MS, to: START + 2 * DAY_MS, groupBy: ["key"] });
      expect(byGroup(await ledger().usage(part))).toEqual(byGroup(naive(entries, part)));
      const latest = entries.filter((one) => one.tenant === tenant && one.keyId === "key-a").map(({ at }) => at);
      expect((await ledger().lastUses(tenant)).get("key-a")).toBe(Math.max(...latest));
    }
  });

  test("a range holds its beginning and not its end, and days are those of UTC", async () => {
    const tenant = freshTenant();
    const midnight = START + DAY_MS;
    await ledger().append([midnight - 1, midnight, midnight + 1].map((at) => entry({ tenant, at })));
    const days = await ledger().usage(query(tenant, { groupBy: ["day"] }));
    expect(byGroup(days).map(({ group, requests }) => [...group, requests])).toEqual([
      ["2026-11-20", 1],
      ["2026-11-21", 2],
    ]);
    const inside = await ledger().usage(query(tenant, { from: midnight, to: midnight + 1 }));
    expect(inside.map(({ requests }) => requests)).toEqual([1]);
    expect(await ledger().usage(query(tenant, { from: midnight + 2 }))).toEqual([]);
  });

  test("the most expensive come first, no more than asked for, of one key or one model", async () => {
    const tenant = freshTenant();
    const costs = [5, 900, 30];
    await ledger().append(
      costs.map((costMicrodollars, index) =>
        entry({ tenant, keyId: `k${index}`, model: `m${index}`, costMicrodollars }),
      ),
    );
    const grouped = await ledger().usage(query(tenant, { groupBy: ["key"], limit: 2 }));
    expect(grouped.map(({ group }) => group)).toEqual([["k1"], ["k2"]]);
    expect((await ledger().usage(query(tenant, { keyId: "k0" })))[0]?.costMicrodollars).toBe(5);
    expect((await ledger().usage(query(tenant, { model: "m2" })))[0]?.costMicrodollars).toBe(30);
    expect(await ledger().usage(query(tenant, { keyId: "k0", model: "m2" }))).toEqual([]);
    const twice = await ledger().usage(query(tenant, { groupBy: ["key", "key"], keyId: "k0" }));
    expect(twice[0]?.group).toEqual(["k0", "k0"]);
  });

  test("nothing is appended without entries", async () => {
    await expect(ledger().append([])).resolves.toBeUndefined();
  });
}

function repetitionTests(ledger: () => UsageLedger): void {
  test("an entry that is written many times at once is there once, and the first stays", async () => {
    const tenant = freshTenant();
    const entries = Array.from({ length: 20 }, () => entry({ tenant, costMicrodollars: 11 }));
    await Promise.all(Array.from({ length: 8 }, () => ledger().append(entries)));
    const changed = entries.map((one) => ({ ...one, costMicrodollars: 99 }));
    await ledger().append([...changed, entry({ tenant, costMicrodollars: 1 })]);
    const [sums] = await ledger().usage(query(tenant));
    expect([sums?.requests, sums?.costMicrodollars]).toEqual([21, 20 * 11 + 1]);
  });

  test("an entry twice in one batch is there once", async () => {
    const tenant = freshTenant();
    const one = entry({ tenant });
    await ledger().append([one, one]);
    expect((await ledger().usage(query(tenant)))[0]?.requests).toBe(1);
  });

  test("a key's last use does not go back", async () => {
    const tenant = freshTenant();
    for (const at of [START + 5, START, START + 3]) await ledger().append([entry({ tenant, at, keyId: "k" })]);
    expect([...(await ledger().lastUses(tenant))]).toEqual([["k", START + 5]]);
    expect([...(await ledger().lastUses(freshTenant()))]).toEqual([]);
  });
}

function isolationTests(ledger: () => UsageLedger): void {
  test("no tenant sees or hinders another, whatever they are called", async () => {
    const tenants = HOSTILE.map((text) => `${freshTenant()} ${text}`);
    await ledger().append(
      tenants.map((tenant, index) => entry({ id: "the same id", tenant, costMicrodollars: index + 1 })),
    );
    for (const [index, tenant] of tenants.entries()) {
      const [sums] = await ledger().usage(query(tenant));
      expect([tenant, sums?.requests, sums?.costMicrodollars]).toEqual([tenant, 1, index + 1]);
      expect((await ledger().lastUses(tenant)).size).toBe(1);
    }
    expect(await ledger().usage(query("%"))).toEqual([]);
    expect(await ledger().usage(query("' OR 1=1 --"))).toEqual([]);
  });

  test("keys and models are data, whatever they hold", async () => {
    const tenant = freshTenant();
    await ledger().append(HOSTILE.map((text) => entry({ tenant, keyId: text, model: text, requestId: text })));
    for (const text of HOSTILE) {
      const rows = await ledger().usage(query(tenant, { keyId: text, model: text, groupBy: ["model"] }));
      const stored = text.replaceAll("\0", "\uFFFD").toWellFormed();
      expect(rows.map(({ group, requests }) => [...group, requests])).toEqual([[stored, 1]]);
    }
    expect((await ledger().usage(query(tenant)))[0]?.requests).toBe(HOSTILE.length);
  });
}

function rejectionTests(ledger: () => UsageLedger): void {
  test.each([
    ["a negative cost", { costMicrodollars: -1 }],
    ["half a micro-dollar", { costMicrodollars: 0.5 }],
    ["no number of tokens", { inputTokens: Number.NaN }],
    ["more than a number holds", { outputTokens: 2 ** 53 }],
  ])("%s is refused, with everything beside it, and not left out in silence", async (_, over) => {
    const tenant = freshTenant();
    await expect(ledger().append([entry({ tenant }), entry({ tenant, ...over })])).rejects.toThrow(/./);
    expect(await ledger().usage(query(tenant))).toEqual([]);
  });
}
