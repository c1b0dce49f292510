import { expect, test } from "vitest";
import { type SemanticIndex, SUMS } from "../../../src/semantic-index/port.ts";
import { asking, freshScope, SOON, vectorOf } from "../asking.ts";

const HOUR_MS = 3_600_000;

export function countingTests(
  index: () => SemanticIndex,
  corrupt: (tenant: string, id: string) => Promise<void>,
): void {
  const { find, put, texts } = asking(index);

  test("what happens is added up, for each tenant by itself", async () => {
    const [{ tenant }, other] = [freshScope(), freshScope()];
    expect(new Set(Object.values(await index().sums(tenant)))).toEqual(new Set([0]));
    await Promise.all(
      Array.from({ length: 10 }, (_, number) =>
        index().record(tenant, { sums: { misses: 1, saved_ms: number, similarity_9: number % 2 } }),
      ),
    );
    await index().record(tenant, { sums: { saved_microdollars: 999_999_999_999 } });
    await index().record(tenant, {});
    const sums = await index().sums(tenant);
    expect(Object.keys(sums)).toEqual([...SUMS]);
    expect(sums).toMatchObject({ misses: 10, saved_ms: 45, similarity_9: 5, saved_microdollars: 999_999_999_999 });
    expect((await index().sums(other.tenant)).misses).toBe(0);
  });

  test("audits are counted by the hour, and forgotten only when all of the tenant is emptied", async () => {
    const { tenant } = freshScope();
    const before = Math.floor(Date.now() / HOUR_MS);
    await index().record(tenant, { audit: { audited: 3, wrong: 1 } });
    await index().record(tenant, { audit: { audited: 1, wrong: 0 } });
    const audits = await index().audits(tenant);
    const sum = audits.reduce((sum, { audited, wrong }) => [(sum[0] ?? 0) + audited, (sum[1] ?? 0) + wrong], [0, 0]);
    expect(sum).toEqual([4, 1]);
    for (const { hour } of audits) expect([before, before + 1]).toContain(hour);
    await index().bumpEpoch(tenant, { namespace: "a" });
    expect(await index().audits(tenant)).toEqual(audits);
    await index().bumpEpoch(tenant, {});
    expect(await index().audits(tenant)).toEqual([]);
    expect(await index().audits(freshScope().tenant)).toEqual([]);
  });

  test("an entry that is damaged is dropped and counted; the others are found", async () => {
    const scope = freshScope();
    const id = await put(scope, "bad", vectorOf(1));
    await put(scope, "good", vectorOf(2));
    await expect.poll(async () => (await texts(scope, vectorOf(1))).length, SOON).toBe(2);
    await corrupt(scope.tenant, id);
    expect(await texts(scope, vectorOf(1))).toEqual(["good"]);
    expect(await texts(scope, vectorOf(1))).toEqual(["good"]);
    expect((await index().sums(scope.tenant)).corrupted).toBe(1);
    await put(scope, "bad", vectorOf(1));
    await expect.poll(async () => (await find(scope, vectorOf(1))).length, SOON).toBe(2);
  });

  test("it answers", async () => {
    await expect(index().ping()).resolves.toBeUndefined();
  });
}
