import { expect, test } from "vitest";
import type { TenantState } from "../../../src/state/port.ts";
import { charges, freshTenant, money } from "./asking.ts";
import { entryOf, type TestLedger } from "./test-ledger.ts";

export function deliveryTests(state: () => TenantState, ledger: () => TestLedger): void {
  const settled = (tenant: string, id: string, cost = 1) => ({
    id,
    charges: charges([money(1_000, 1)], cost),
    entry: entryOf(tenant, id, cost),
  });
  const ids = async (tenant: string) => (await ledger().entries(tenant)).map(({ id }) => id);

  test("what was settled is handed over as it was, once", async () => {
    const tenant = freshTenant();
    await state().settle(tenant, [settled(tenant, "a", 7)]);
    await state().deliver(tenant);
    await state().deliver(tenant);
    expect(await ledger().entries(tenant)).toEqual([entryOf(tenant, "a", 7)]);
  });

  test("more than one batch, oldest first", async () => {
    const tenant = freshTenant();
    const settlements = Array.from({ length: 250 }, (_, index) => settled(tenant, `r${index}`));
    await state().settle(tenant, settlements);
    await state().deliver(tenant);
    expect(await ids(tenant)).toEqual(settlements.map(({ id }) => id));
  });

  test("a settlement that counts for nothing leaves no entry", async () => {
    const tenant = freshTenant();
    await state().settle(tenant, [settled(tenant, "a", 7), settled(tenant, "a", 9)]);
    await state().settle(tenant, [settled(tenant, "a", 11)]);
    await state().deliver(tenant);
    expect((await ledger().entries(tenant)).map(({ costMicrodollars }) => costMicrodollars)).toEqual([7]);
  });

  test("while the ledger is down nothing is lost, and delivering says so", async () => {
    const tenant = freshTenant();
    await ledger().fail(tenant, true);
    await state().settle(tenant, [settled(tenant, "a")]);
    await expect(state().deliver(tenant)).rejects.toThrow();
    await state().settle(tenant, [settled(tenant, "b")]);
    expect(await ids(tenant)).toEqual([]);
    await ledger().fail(tenant, false);
    await state().deliver(tenant);
    expect(await ids(tenant)).toEqual(["a", "b"]);
  });

  test("delivering at once hands everything over", async () => {
    const tenant = freshTenant();
    await state().settle(tenant, [settled(tenant, "a"), settled(tenant, "b")]);
    await Promise.all([1, 2, 3, 4].map(() => state().deliver(tenant)));
    // Twice is allowed: a ledger knows the ids that it has.
    expect([...new Set(await ids(tenant))]).toEqual(["a", "b"]);
  });

  test("nobody else's entries are handed over", async () => {
    const [tenant, other] = [freshTenant(), freshTenant()];
    await state().settle(tenant, [settled(tenant, "a")]);
    await state().deliver(other);
    expect([await ids(tenant), await ids(other)]).toEqual([[], []]);
  });

  test("an entry of another tenant or id is refused, and nothing is charged", async () => {
    const [tenant, other] = [freshTenant(), freshTenant()];
    const wrong = [settled(other, "a"), { ...settled(tenant, "a"), id: "b" }];
    for (const settlement of wrong)
      await expect(state().settle(tenant, [settlement])).rejects.toThrow(/another id or tenant/);
    expect(await state().spending(tenant, ["budget"])).toEqual([{ spent: 0, reserved: 0 }]);
  });
}
