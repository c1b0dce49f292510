import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CacheObject } from "../../src/semantic-index/cache-object.ts";
import { durableObjectIndex } from "../../src/semantic-index/durable-object.ts";
import type { SemanticIndex } from "../../src/semantic-index/port.ts";
import { DeadlineExceeded } from "../../src/state/deadline.ts";
import { asking, entry, freshScope, vectorOf } from "./asking.ts";
import { bundleIndex, startIndex } from "./remote-index.ts";

describe("an object that is killed", () => {
  const { folder, remove } = bundleIndex();
  let running: Awaited<ReturnType<typeof startIndex>>;
  const index = (): SemanticIndex => running.index;
  const { put, texts, find, epochOf } = asking(index);
  beforeAll(async () => {
    running = await startIndex(folder);
  });
  afterAll(async () => {
    await running.killed();
    remove();
  });
  const killed = async (): Promise<void> => {
    await running.killed();
    running = await startIndex(folder);
  };

  test("has every entry that it said was kept, with aliases, negatives and epochs", async () => {
    const [scope, emptied] = [freshScope(), freshScope()];
    const old = await epochOf(emptied);
    await put(emptied, "old", vectorOf(1));
    const id = await put(scope, "text", vectorOf(1), { tags: ["t"] });
    await index().addAlias(scope, await epochOf(scope), id, { text: "alias", vector: vectorOf(2) }, "key");
    await index().addNegative(scope.tenant, id, "no");
    await index().bumpEpoch(emptied.tenant, {});
    await killed();
    expect(await texts(scope, vectorOf(2))).toEqual(["alias", "text"]);
    expect((await find(scope, vectorOf(1)))[0]?.negatives).toEqual(["no"]);
    expect(await texts(emptied, vectorOf(1))).toEqual([]);
    expect(await index().put(emptied, old, entry("late", vectorOf(1)))).toEqual({ kind: "stale" });
    await index().remove(scope.tenant, { tag: "t" });
    await killed();
    expect(await texts(scope, vectorOf(1))).toEqual([]);
  });

  test("has the sums that it has told", async () => {
    const { tenant } = freshScope();
    await index().record(tenant, { sums: { misses: 3 }, audit: { audited: 2, wrong: 1 } });
    // Asked for, it is written.
    await index().sums(tenant);
    await killed();
    expect((await index().sums(tenant)).misses).toBe(3);
    expect((await index().audits(tenant)).map(({ audited, wrong }) => [audited, wrong])).toEqual([[2, 1]]);
  });
});

describe("an object that does not answer", () => {
  const never = new Promise<never>(() => undefined);
  const silent = new Proxy({}, { get: () => () => never });
  const namespace = { getByName: () => silent } as unknown as DurableObjectNamespace<CacheObject>;
  const index = durableObjectIndex(namespace, 60);

  test("a query rejects in its own time, everything else in the background's", async () => {
    const scope = freshScope();
    const begin = performance.now();
    await expect(index.query(scope, vectorOf(1), 5, 20)).rejects.toBeInstanceOf(DeadlineExceeded);
    const calls = await Promise.allSettled([
      index.put(scope, "0.0.0", entry("text", vectorOf(1))),
      index.addAlias(scope, "0.0.0", "id", { text: "a", vector: vectorOf(1) }, "key"),
      index.addNegative("t", "id", "a"),
      index.remove("t", { id: "id" }),
      index.bumpEpoch("t", {}),
      index.report("t", "id"),
      index.record("t", {}),
      index.sums("t"),
      index.audits("t"),
      index.ping(),
    ]);
    expect(calls.map((call) => call.status === "rejected" && call.reason instanceof DeadlineExceeded)).toEqual(
      calls.map(() => true),
    );
    expect(performance.now() - begin).toBeLessThan(1_000);
  });

  test("one that fails at once rejects with its error", async () => {
    const failing = new Proxy({}, { get: () => () => Promise.reject(new Error("overloaded")) });
    const broken = { getByName: () => failing } as unknown as DurableObjectNamespace<CacheObject>;
    await expect(durableObjectIndex(broken, 60).query(freshScope(), vectorOf(1), 5, 60)).rejects.toThrow("overloaded");
  });
});
