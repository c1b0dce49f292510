import { describe, expect, test } from "vitest";
import type { TenantState } from "../../../src/state/port.ts";
import { asTenant, atATime, charges, freshTenant, money, readingsOf, requests, tokens } from "./asking.ts";

const all = () => [requests(100, { amount: 4 }), tokens(100, 4), atATime(10), money(100, 4)];

export function settlingTests(state: () => TenantState): void {
  describe("a settlement", () => {
    test.each([0, 2, 4, 50])("replaces 4 reserved by %d used", async (used) => {
      const { admit, settle, left, spending } = asTenant(state());
      await admit(all(), { id: "a" });
      expect(await left(all())).toEqual([96, 96, 9, 96]);
      await settle("a", charges(all(), used));
      expect(await left(all())).toEqual([100 - used, 100 - used, 10, 100 - used]);
      expect(await spending("budget")).toEqual([{ spent: used, reserved: 0 }]);
    });

    test("without charges ends what is held, and leaves windows and buckets as reserved", async () => {
      const { admit, settle, left } = asTenant(state());
      await admit(all(), { id: "a" });
      await settle("a", []);
      expect(await left(all())).toEqual([96, 96, 10, 100]);
    });

    test("counts once, in one call, in many calls, and at once", async () => {
      const { tenant, admit, settle, left } = asTenant(state());
      await admit(all(), { id: "a" });
      const settlement = { id: "a", charges: charges(all(), 7) };
      await state().settle(tenant, [settlement, settlement]);
      await Promise.all([1, 2, 3].map(() => settle("a", charges(all(), 9))));
      expect(await left(all())).toEqual([93, 93, 10, 93]);
    });

    test("of an id that nobody knows adds all that was used, once", async () => {
      const { settle, left } = asTenant(state());
      await settle("unknown", charges(all(), 7));
      await settle("unknown", charges(all(), 7));
      expect(await left(all())).toEqual([93, 93, 10, 93]);
    });

    test("may be one of many, of admitted and unknown ids", async () => {
      const { tenant, admit, left, spending } = asTenant(state());
      const ids = Array.from({ length: 20 }, (_, index) => `r${index}`);
      await Promise.all(ids.slice(0, 10).map((id) => admit(all(), { id })));
      expect(await left(all())).toEqual([60, 60, 0, 60]);
      await state().settle(
        tenant,
        ids.map((id) => ({ id, charges: charges(all(), 3) })),
      );
      expect(await left(all())).toEqual([40, 40, 10, 40]);
      expect(await spending("budget")).toEqual([{ spent: 60, reserved: 0 }]);
    });

    test("of nothing is allowed", async () => {
      await expect(state().settle(freshTenant(), [])).resolves.toEqual([]);
    });
  });

  describe("an id", () => {
    test("that is admitted twice reserves once, also at once", async () => {
      const { admit, left } = asTenant(state());
      const verdicts = await Promise.all([1, 2, 3].map(() => admit(all(), { id: "a" })));
      expect(verdicts.map(({ kind }) => kind)).toEqual(["admitted", "admitted", "admitted"]);
      expect(new Set(verdicts.map((verdict) => verdict.kind === "admitted" && verdict.at)).size).toBe(1);
      expect(await left(all())).toEqual([96, 96, 9, 96]);
    });

    test("that was settled is refused, reserves nothing, and says how the limits stand", async () => {
      const { admit, settle, left } = asTenant(state());
      await settle("a", charges(all(), 0));
      const verdict = await admit(all(), { id: "a" });
      expect([verdict.kind, readingsOf(verdict).map(({ remaining }) => remaining)]).toEqual([
        "refused",
        [100, 100, 10, 100],
      ]);
      await admit(all(), { id: "b" });
      await settle("b", charges(all(), 4));
      expect((await admit(all(), { id: "b" })).kind).toBe("refused");
      expect(await left(all())).toEqual([96, 96, 10, 96]);
    });

    test("of a hit that asks again for more is refused", async () => {
      const { admit } = asTenant(state());
      const limits = [requests(10), money(10, 10)];
      expect((await admit(limits, { id: "a", answered: true })).kind).toBe("admitted");
      expect((await admit(limits, { id: "a" })).kind).toBe("refused");
    });
  });
}

export function leaseTests(state: () => TenantState): void {
  const held = () => [atATime(1), money(10, 6)];

  test("what was never settled is free again when its lease has ended", async () => {
    const { passes, left, spending } = asTenant(state());
    expect(await passes(held(), { leaseMs: 200 })).toBe(true);
    expect(await passes(held())).toBe(false);
    await expect.poll(() => left(held()), { interval: 20, timeout: 5_000 }).toEqual([1, 10]);
    expect(await spending("budget")).toEqual([{ spent: 0, reserved: 0 }]);
    expect(await passes(held())).toBe(true);
  });

  test("a refusal says when the lease ends that it waits for", async () => {
    const { admit } = asTenant(state());
    await admit(held(), { leaseMs: 60_000 });
    for (const { retryAfterMs } of readingsOf(await admit(held()))) {
      expect(retryAfterMs).toBeGreaterThan(50_000);
      expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    }
  });

  test("a settlement after the end of the lease charges what was used, once", async () => {
    const { admit, settle, left, spending } = asTenant(state());
    const limits = [...held(), requests(100, { amount: 6 })];
    await admit(limits, { id: "late", leaseMs: 50 });
    await expect.poll(() => left(held()), { interval: 20, timeout: 5_000 }).toEqual([1, 10]);
    await admit(held(), { id: "other" });
    await settle("late", charges(limits, 3));
    await settle("late", charges(limits, 3));
    expect(await left(limits)).toEqual([0, 1, 97]);
    expect(await spending("budget")).toEqual([{ spent: 3, reserved: 6 }]);
  });

  test("an id whose lease has ended is not admitted again", async () => {
    const { admit, left } = asTenant(state());
    await admit(held(), { id: "late", leaseMs: 50 });
    await expect.poll(() => left(held()), { interval: 20, timeout: 5_000 }).toEqual([1, 10]);
    expect((await admit(held(), { id: "late" })).kind).toBe("refused");
  });
}

export function moneyTests(state: () => TenantState): void {
  test("a hard budget never has more reserved and spent than its limit before something is used", async () => {
    const { passes, spending } = asTenant(state());
    const passed = await Promise.all([60, 50, 40, 1, 41].map((amount) => passes([money(100, amount)])));
    expect(passed.filter(Boolean).length).toBeGreaterThan(0);
    const [held] = await spending("budget");
    expect(held?.reserved).toBeLessThanOrEqual(100);
    expect(held?.spent).toBe(0);
  });

  test("more than a whole budget is refused like any other amount", async () => {
    const { admit } = asTenant(state());
    expect((await admit([money(10, 11)])).kind).toBe("refused");
    expect((await admit([money(0, 0)])).kind).toBe("admitted");
  });

  test("a soft budget refuses nothing and counts all", async () => {
    const { admit, settle, spending } = asTenant(state());
    const soft = [money(10, 8, { hard: false })];
    for (const id of ["a", "b", "c"]) expect((await admit(soft, { id })).kind).toBe("admitted");
    await settle("a", charges(soft, 30));
    expect(await spending("budget")).toEqual([{ spent: 30, reserved: 16 }]);
  });

  test("passing a level is told once, to one of those who settle at once", async () => {
    const { settle } = asTenant(state());
    const limits = [money(100, 1)];
    expect(await settle("a", charges(limits, 79))).toEqual([]);
    expect(await settle("b", charges(limits, 1))).toEqual([
      { counter: "budget", level: "warning", spent: 80, limit: 100 },
    ]);
    expect(await settle("b", charges(limits, 1))).toEqual([]);
    const told = await Promise.all(Array.from({ length: 20 }, (_, index) => settle(`r${index}`, charges(limits, 2))));
    expect(told.flat()).toEqual([{ counter: "budget", level: "spent", spent: 100, limit: 100 }]);
  });

  test("one settlement can pass both levels, of several budgets", async () => {
    const { settle } = asTenant(state());
    const limits = [money(10, 1), money(100, 1, { counter: "team" }), money(1_000, 1, { counter: "tenant" })];
    const told = await settle("a", charges(limits, 85));
    expect(told.map(({ counter, level }) => `${counter} ${level}`)).toEqual([
      "budget warning",
      "budget spent",
      "team warning",
    ]);
  });

  test("spending is told in the order that was asked for, and nothing of an unknown counter", async () => {
    const { admit, settle, spending } = asTenant(state());
    await admit([money(100, 7), money(100, 5, { counter: "team" })], { id: "a" });
    await settle("b", charges([money(100, 1, { counter: "team" })], 30));
    expect(await spending("team", "nobody", "budget")).toEqual([
      { spent: 30, reserved: 5 },
      { spent: 0, reserved: 0 },
      { spent: 0, reserved: 7 },
    ]);
    expect(await spending()).toEqual([]);
  });
}
