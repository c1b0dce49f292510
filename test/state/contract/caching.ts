import { expect, test } from "vitest";
import { type CacheEntry, MAX_CACHED_CHARACTERS, type TenantState } from "../../../src/state/port.ts";
import { admission, asTenant, atATime, freshTenant, LONG_MS, money, readingsOf, requests, tokens } from "./asking.ts";

export function cachingTests(state: () => TenantState): void {
  const entry = (key: string, text: string, ttlMs = LONG_MS): CacheEntry => ({ key, text, ttlMs });
  const lookUp = async (tenant: string, cacheKey: string | undefined, limit = 1_000) => {
    const verdict = await state().admit(tenant, admission([requests(limit)], { cacheKey }));
    return verdict.kind === "admitted" ? verdict.cached : undefined;
  };

  test("what was stored is found, with the time", async () => {
    const tenant = freshTenant();
    const before = Date.now();
    await state().store(tenant, [entry("k1", "one"), entry("k2", "two")]);
    const after = Date.now();
    const cached = await lookUp(tenant, "k2");
    expect(cached?.text).toBe("two");
    expect(cached?.storedAt).toBeGreaterThanOrEqual(before - 50);
    expect(cached?.storedAt).toBeLessThanOrEqual(after + 50);
    expect((await lookUp(tenant, "k1"))?.text).toBe("one");
  });

  test("nothing is found under another key, without one, or for another tenant", async () => {
    const [tenant, other] = [freshTenant(), freshTenant()];
    await state().store(tenant, [entry("key", "mine"), entry("", "nameless")]);
    expect(await lookUp(tenant, "KEY")).toBeUndefined();
    expect(await lookUp(tenant, "ke%")).toBeUndefined();
    expect(await lookUp(tenant, undefined)).toBeUndefined();
    expect(await lookUp(other, "key")).toBeUndefined();
    expect((await lookUp(tenant, "key"))?.text).toBe("mine");
  });

  test("a refused call is given no answer, even if there is one", async () => {
    const tenant = freshTenant();
    await state().store(tenant, [entry("k", "text")]);
    expect((await lookUp(tenant, "k", 1))?.text).toBe("text");
    expect(await lookUp(tenant, "k", 1)).toBeUndefined();
  });

  test("a hit is charged only where hits count, and a miss everywhere", async () => {
    const { tenant, admit, left } = asTenant(state());
    const limits = [requests(10), tokens(10, 4), atATime(5), money(10, 4)];
    await state().store(tenant, [entry("k", "text")]);
    const hit = await admit(limits, { cacheKey: "k" });
    expect(hit).toMatchObject({ kind: "admitted", cached: { text: "text" } });
    expect(readingsOf(hit).map(({ remaining }) => remaining)).toEqual([9, 10, 5, 10]);
    const miss = await admit(limits, { cacheKey: "other" });
    expect([miss.kind, "cached" in miss && miss.cached !== undefined]).toEqual(["admitted", false]);
    expect(await left(limits)).toEqual([8, 6, 4, 6]);
  });

  test("a hit passes where only what it does not count is exhausted", async () => {
    const { tenant, passes } = asTenant(state());
    const limits = [requests(10), money(10, 10)];
    await state().store(tenant, [entry("k", "text")]);
    const asked = [undefined, undefined, "other", "k"].map((cacheKey) => () => passes(limits, { cacheKey }));
    const passed = [];
    for (const ask of asked) passed.push(await ask());
    expect(passed).toEqual([true, false, false, true]);
  });

  test("an answer is gone when its time is over", async () => {
    const tenant = freshTenant();
    await state().store(tenant, [entry("brief", "x", 300), entry("long", "y")]);
    expect((await lookUp(tenant, "brief"))?.text).toBe("x");
    await expect.poll(() => lookUp(tenant, "brief"), { interval: 25, timeout: 5_000 }).toBeUndefined();
    expect((await lookUp(tenant, "long"))?.text).toBe("y");
  });

  test("the newest answer for a key stays, and its time counts", async () => {
    const tenant = freshTenant();
    await state().store(tenant, [entry("k", "first"), entry("k", "second")]);
    expect((await lookUp(tenant, "k"))?.text).toBe("second");
    await state().store(tenant, [entry("k", "third", 200)]);
    expect((await lookUp(tenant, "k"))?.text).toBe("third");
    await expect.poll(() => lookUp(tenant, "k"), { interval: 25, timeout: 5_000 }).toBeUndefined();
  });

  const texts: [string, string][] = [
    ["nothing", ""],
    ["quotes and line breaks", `"'\\\r\n\t; DROP TABLE answers; --`],
    ["several scripts", "é ß 漢字 עברית 😀 👩‍👩‍👧"],
    ["a zero character", "a\u0000b"],
    ["the longest text there may be", "x".repeat(MAX_CACHED_CHARACTERS)],
    ["the longest text there may be, three bytes each", "漢".repeat(MAX_CACHED_CHARACTERS)],
  ];
  test.each(texts)("a text of %s is given back as it was", async (_, text) => {
    const tenant = freshTenant();
    await state().store(tenant, [entry("k", text)]);
    expect((await lookUp(tenant, "k"))?.text === text).toBe(true);
  });

  test("storing nothing is allowed", async () => {
    await expect(state().store(freshTenant(), [])).resolves.toBeUndefined();
  });
}
