import { expect, test } from "vitest";
import type { Limit } from "../../../src/core/limits/limit.ts";
import { MAX_LEASE_MS, MAX_LIMITS, type TenantState } from "../../../src/state/port.ts";
import { admission, asTenant, charges, freshTenant, money, requests, tokens } from "./asking.ts";

export function inputTests(state: () => TenantState): void {
  const many = (count: number): Limit[] =>
    Array.from({ length: count }, (_, index) => requests(10, { counter: `c${index}` }));

  const bad: [string, readonly Limit[], RegExp][] = [
    ["a window's amount above its limit", [requests(10, { amount: 11 })], /amount of a window/],
    ["a bucket's amount above its capacity", [tokens(10, 11)], /amount of a bucket/],
    ["an amount of 0", [requests(10, { amount: 0 })], /amount of a window/],
    ["a part of a token", [tokens(10, 1.5)], /amount of a bucket/],
    ["no number", [money(10, Number.NaN)], /amount of a budget/],
    ["a negative amount", [money(10, -1)], /amount of a budget/],
    ["too many limits", many(MAX_LIMITS + 1), /more than 32/],
    ["one counter twice", [requests(10), requests(10)], /same counter/],
  ];
  test.each(bad)("%s is refused with a clear error, and nothing is counted", async (_, limits, message) => {
    const { admit, left } = asTenant(state());
    await expect(
      admit([...limits.slice(0, MAX_LIMITS), ...limits.slice(MAX_LIMITS), requests(10, { counter: "beside" })]),
    ).rejects.toThrow(message);
    expect(await left([requests(10, { counter: "beside" })])).toEqual([10]);
  });

  test("as many limits as there may be are counted", async () => {
    const { admit, left } = asTenant(state());
    expect((await admit(many(MAX_LIMITS))).kind).toBe("admitted");
    expect(await left(many(MAX_LIMITS))).toEqual(many(MAX_LIMITS).map(() => 9));
  });

  const odd = { ...admission([requests(10)]) };
  test.each([
    ["no id", { ...odd, id: "" }, /id/],
    ["a lease without an end", { ...odd, leaseMs: Infinity }, /leaseMs/],
    ["a lease that is too long", { ...odd, leaseMs: MAX_LEASE_MS + 1 }, /leaseMs/],
    ["an endless nonce", { ...odd, nonce: { value: "x".repeat(513), expiresAt: 0 } }, /nonce/],
  ])("an admission with %s is refused with a clear error", async (_, asked, message) => {
    await expect(state().admit(freshTenant(), asked)).rejects.toThrow(message);
  });

  test.each([Number.NaN, -1, 0.5])(
    "a settlement of %d used is refused, and nothing of its call is charged",
    async (used) => {
      const { tenant, spending } = asTenant(state());
      const settlements = [
        { id: "good", charges: charges([money(10, 1)], 5) },
        { id: "bad", charges: charges([money(10, 1)], used) },
      ];
      await expect(state().settle(tenant, settlements)).rejects.toThrow(/used/);
      expect(await spending("budget")).toEqual([{ spent: 0, reserved: 0 }]);
    },
  );
}
