import { describe, expect, test } from "vitest";
import type { Limit } from "../../../src/core/limits/limit.ts";
import type { TenantState } from "../../../src/state/port.ts";
import { asTenant, atATime, freshTenant, money, readingsOf, requests, tokens, WINDOW_MS } from "./asking.ts";

const ROUNDS = Array.from({ length: 20 }, (_, round) => round + 1);

/** Many callers at once: exactly as many pass as there is room for. */
export function exactnessTests(state: () => TenantState): void {
  const kinds: [string, Limit][] = [
    ["requests", requests(100)],
    ["tokens in a window", requests(700, { amount: 7, counter: "tokens" })],
    ["tokens in a bucket", tokens(704, 7)],
    ["requests at a time", atATime(100)],
    ["money", money(1_000, 10)],
  ];
  describe.each(kinds)("of 200 concurrent calls for %s exactly 100 pass", (_, kind) => {
    const tenant = freshTenant();
    test.each(ROUNDS)("round %d", async (round) => {
      const { admit, left } = asTenant(state(), tenant);
      const limit = { ...kind, counter: `round ${round}` };
      const verdicts = await Promise.all(Array.from({ length: 200 }, () => admit([limit])));
      const passed = verdicts
        .filter(({ kind }) => kind === "admitted")
        .map((verdict) => readingsOf(verdict)[0]?.remaining);
      expect(passed).toHaveLength(100);
      expect(new Set(passed).size).toBe(100);
      expect(await left([limit])).toEqual([limit.kind === "bucket" ? 4 : 0]);
    });
  });

  test("of 200 concurrent calls for all of them at once exactly as many pass as fit the smallest", async () => {
    const limits = [requests(100), tokens(700, 7), atATime(50), money(1_000, 10)];
    const { admit, left } = asTenant(state());
    const verdicts = await Promise.all(Array.from({ length: 200 }, () => admit(limits)));
    expect(verdicts.filter(({ kind }) => kind === "admitted")).toHaveLength(50);
    expect(await left(limits)).toEqual([50, 350, 0, 500]);
  });
}

export function countingTests(state: () => TenantState): void {
  const all = [requests(10), tokens(10, 2), atATime(3), money(10, 2)];

  test("an admission reads every limit as it is behind it", async () => {
    const verdict = await asTenant(state()).admit(all);
    expect(verdict).toMatchObject({
      kind: "admitted",
      at: expect.any(Number),
      readings: [{ remaining: 9 }, { remaining: 8 }, { remaining: 2 }, { remaining: 8 }],
    });
    for (const { allowed, retryAfterMs, resetMs } of readingsOf(verdict)) {
      expect([allowed, retryAfterMs]).toEqual([true, 0]);
      expect(resetMs).toBeGreaterThan(0);
      expect(resetMs).toBeLessThanOrEqual(2 * WINDOW_MS);
    }
    expect(verdict.kind === "admitted" && Math.abs(verdict.at - Date.now())).toBeLessThan(5_000);
  });

  test.each([0, 1, 2, 3])("what limit %d refuses is counted nowhere, and each says how it stands", async (index) => {
    const { admit, left } = asTenant(state());
    const full = [requests(1), tokens(10, 10), atATime(1), money(10, 10)];
    await admit(full.slice(index, index + 1));
    const before = await left(all);
    const asked = all.map((limit, at) =>
      at === index && "limit" in limit ? { ...limit, limit: Math.max(1, limit.limit - 9) } : limit,
    );
    const verdict = await admit(asked);
    expect(verdict.kind).toBe("refused");
    for (const [at, { allowed, retryAfterMs }] of readingsOf(verdict).entries()) {
      expect(allowed).toBe(at !== index);
      expect(retryAfterMs > 0).toBe(at === index);
    }
    expect(await left(all)).toEqual(before);
  });

  test("requests pass again when the window has gone by", async () => {
    const { passes } = asTenant(state());
    const brief = [requests(1, { windowMs: 150 })];
    expect(await passes(brief)).toBe(true);
    await expect.poll(() => passes(brief), { interval: 20, timeout: 5_000 }).toBe(true);
  });

  test("tokens pass again when the bucket has filled, whole amounts only", async () => {
    const { passes } = asTenant(state());
    const brief = [tokens(10, 10, { fillMs: 150 })];
    expect([await passes(brief), await passes(brief)]).toEqual([true, false]);
    await expect.poll(() => passes(brief), { interval: 20, timeout: 5_000 }).toBe(true);
  });

  test("the waits of a refusal are honest", async () => {
    const { admit } = asTenant(state());
    const limits = [requests(10, { amount: 10, windowMs: 60_000 }), tokens(10, 10, { fillMs: 60_000 })];
    await admit(limits);
    const [window, bucket] = readingsOf(await admit(limits));
    expect(window?.retryAfterMs).toBeGreaterThan(60_000);
    expect(window?.retryAfterMs).toBeLessThanOrEqual(120_000);
    expect(bucket?.retryAfterMs).toBeGreaterThan(50_000);
    expect(bucket?.retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  test("a caller that has the answer already is charged as for a hit", async () => {
    const { admit, left } = asTenant(state());
    expect(readingsOf(await admit(all, { answered: true })).map(({ remaining }) => remaining)).toEqual([9, 10, 3, 10]);
    expect(await left(all)).toEqual([9, 10, 3, 10]);
  });

  test("a hit passes where only what it does not count is exhausted", async () => {
    const { passes } = asTenant(state());
    const limits = [requests(10), money(10, 10)];
    expect([await passes(limits), await passes(limits), await passes(limits, { answered: true })]).toEqual([
      true,
      false,
      true,
    ]);
  });
}

export function isolationTests(state: () => TenantState): void {
  const pairs: [string, [string, string], [string, string]][] = [
    ["two counters of a tenant", ["t", "c1"], ["t", "c2"]],
    ["one counter of two tenants", ["t1", "c"], ["t2", "c"]],
    ["names that are alike when joined", ["t:a", "b"], ["t", "a:b"]],
    ["names that objects have", ["__proto__", "constructor"], ["constructor", "__proto__"]],
    ["names that differ in case", ["t", "C"], ["t", "c"]],
  ];
  test.each(pairs)("%s do not share a count", async (_, [tenant, counter], [otherTenant, otherCounter]) => {
    const prefix = freshTenant();
    const limits = (name: string): Limit[] => [requests(1, { counter: name }), money(1, 1, { counter: `b:${name}` })];
    const mine = asTenant(state(), prefix + tenant);
    const other = asTenant(state(), prefix + otherTenant);
    expect([await mine.passes(limits(counter)), await mine.passes(limits(counter))]).toEqual([true, false]);
    expect(await other.passes(limits(otherCounter))).toBe(true);
  });

  test("an id, a nonce and a settlement of one tenant are nothing to another", async () => {
    const [mine, other] = [asTenant(state()), asTenant(state())];
    const nonce = { value: "n", expiresAt: Date.now() + 60_000 };
    const limits = [money(10, 4)];
    expect(await mine.passes(limits, { id: "same", nonce })).toBe(true);
    expect(await other.passes(limits, { id: "same", nonce })).toBe(true);
    await other.settle("same", []);
    expect([await mine.spending("budget"), await other.spending("budget")]).toEqual([
      [{ spent: 0, reserved: 4 }],
      [{ spent: 0, reserved: 0 }],
    ]);
  });
}
