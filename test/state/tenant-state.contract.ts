import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CacheEntry, MAX_CACHED_CHARACTERS, type TenantState } from "../../src/state/port.ts";

export interface StateUnderTest {
  readonly state: TenantState;
  readonly close: () => Promise<void>;
}

/** So long that no test meets the end of a window. */
const WINDOW_MS = 30 * 86_400_000;
const LONG_MS = 3_600_000;

/** What every store of tenant state must do. Called with a factory, once for each adapter. */
export function tenantStateContract(adapter: string, start: () => Promise<StateUnderTest>): void {
  describe(`tenant state in ${adapter}`, () => {
    let state: TenantState;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ state, close } = await start());
    });
    afterAll(() => close());

    countingTests(() => state);
    cachingTests(() => state);

    test("answers when it is asked whether it is there", async () => {
      await expect(state.ping()).resolves.toBeUndefined();
    });
  });
}

const rule = (limit: number, windowMs = WINDOW_MS) => ({ limit, windowMs });

let made = 0;
/** A tenant that no other test uses. */
export function freshTenant(): string {
  made += 1;
  return `tenant-${made}`;
}

function countingTests(state: () => TenantState): void {
  const admit = (tenant: string, counter: string, limit: number, windowMs = WINDOW_MS) =>
    state()
      .admit(tenant, { counter, rule: rule(limit, windowMs), cacheKey: undefined })
      .then(({ decision }) => decision);

  test.each([1, 2, 3])("round %d: of 200 concurrent calls exactly the limit of 100 pass", async () => {
    const tenant = freshTenant();
    const decisions = await Promise.all(Array.from({ length: 200 }, () => admit(tenant, "c", 100)));
    const passed = decisions.filter(({ allowed }) => allowed);
    expect(passed).toHaveLength(100);
    const remaining = passed.map((decision) => decision.remaining).toSorted((a, b) => a - b);
    expect(remaining).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  test("a decision says what is left and how long to wait", async () => {
    const tenant = freshTenant();
    for (const remaining of [2, 1, 0]) {
      const decision = await admit(tenant, "c", 3);
      expect(decision).toMatchObject({ allowed: true, limit: 3, windowMs: WINDOW_MS, remaining, retryAfterMs: 0 });
      expect(decision.resetMs).toBeGreaterThan(0);
      expect(decision.resetMs).toBeLessThanOrEqual(2 * WINDOW_MS);
    }
    const refused = await admit(tenant, "c", 3);
    expect(refused).toMatchObject({ allowed: false, limit: 3, windowMs: WINDOW_MS, remaining: 0 });
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(2 * WINDOW_MS);
  });

  test("a refused call is not counted", async () => {
    const tenant = freshTenant();
    const allowed = async (limit: number) => (await admit(tenant, "c", limit)).allowed;
    expect([await allowed(2), await allowed(2)]).toEqual([true, true]);
    for (let count = 0; count < 10; count += 1) expect(await allowed(2)).toBe(false);
    expect([await allowed(3), await allowed(3)]).toEqual([true, false]);
  });

  test("calls pass again when the window has gone by", async () => {
    const tenant = freshTenant();
    const allowed = async () => (await admit(tenant, "c", 1, 150)).allowed;
    expect(await allowed()).toBe(true);
    await expect.poll(allowed, { interval: 20, timeout: 5_000 }).toBe(true);
  });

  const pairs: [string, [string, string], [string, string]][] = [
    ["two counters of a tenant", ["t", "c1"], ["t", "c2"]],
    ["one counter of two tenants", ["t1", "c"], ["t2", "c"]],
    ["names that are alike when joined", ["t:a", "b"], ["t", "a:b"]],
    ["names that objects have", ["__proto__", "constructor"], ["constructor", "__proto__"]],
    ["names that differ in case", ["t", "C"], ["t", "c"]],
  ];
  test.each(pairs)("%s do not share a count", async (_, [tenant, counter], [otherTenant, otherCounter]) => {
    const prefix = freshTenant();
    expect(await admit(prefix + tenant, counter, 1)).toMatchObject({ allowed: true });
    expect(await admit(prefix + tenant, counter, 1)).toMatchObject({ allowed: false });
    expect(await admit(prefix + otherTenant, otherCounter, 1)).toMatchObject({ allowed: true });
  });
}

function cachingTests(state: () => TenantState): void {
  const entry = (key: string, text: string, ttlMs = LONG_MS): CacheEntry => ({ key, text, ttlMs });
  const lookUp = async (tenant: string, cacheKey: string | undefined, limit = 1_000) =>
    (await state().admit(tenant, { counter: "c", rule: rule(limit), cacheKey })).cached;

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
