import { expect, test } from "vitest";
import type { IndexScope, Reach, SemanticIndex } from "../../../src/semantic-index/port.ts";
import { asking, entry, freshScope, SOON, vectorOf } from "../asking.ts";

export function removalTests(index: () => SemanticIndex): void {
  const { put, texts, epochOf } = asking(index);
  const settled = async (scope: IndexScope, expected: readonly string[]): Promise<void> => {
    await expect.poll(async () => (await texts(scope, vectorOf(1))).toSorted(), SOON).toEqual(expected);
  };

  test("by id: the entry and nothing else, at once", async () => {
    const scope = freshScope();
    const id = await put(scope, "a", vectorOf(1));
    await put(scope, "b", vectorOf(2));
    await settled(scope, ["a", "b"]);
    await index().remove(scope.tenant, { id });
    expect(await texts(scope, vectorOf(1))).toEqual(["b"]);
    await index().remove(scope.tenant, { id });
    await put(scope, "a", vectorOf(1));
    await settled(scope, ["a", "b"]);
  });

  test("by tag: what has it, in every scope, with its aliases", async () => {
    const scope = freshScope();
    const elsewhere = { ...scope, namespace: "other" };
    const id = await put(scope, "a", vectorOf(1), { tags: ["docs", "v1"] });
    await index().addAlias(scope, await epochOf(scope), id, { text: "alias", vector: vectorOf(3) }, "key");
    await put(scope, "b", vectorOf(2), { tags: ["doc"] });
    await put(elsewhere, "c", vectorOf(1), { tags: ["docs", "docs"] });
    await settled(scope, ["a", "alias", "b"]);
    await settled(elsewhere, ["c"]);
    await index().remove(scope.tenant, { tag: "docs" });
    expect(await texts(scope, vectorOf(1))).toEqual(["b"]);
    expect(await texts(elsewhere, vectorOf(1))).toEqual([]);
    await index().remove(scope.tenant, { tag: "unknown" });
    expect(await texts(scope, vectorOf(1))).toEqual(["b"]);
  });

  test("an entry that is kept anew has its new tags only", async () => {
    const scope = freshScope();
    await put(scope, "a", vectorOf(1), { tags: ["old", "both"] });
    await put(scope, "a", vectorOf(1), { tags: ["both", "new"] });
    await settled(scope, ["a"]);
    await index().remove(scope.tenant, { tag: "old" });
    expect(await texts(scope, vectorOf(1))).toEqual(["a"]);
    await index().remove(scope.tenant, { tag: "both" });
    expect(await texts(scope, vectorOf(1))).toEqual([]);
  });

  const reaches: [string, (scope: IndexScope) => Reach, readonly string[][]][] = [
    ["a tenant", () => ({}), [[], [], []]],
    ["a namespace", () => ({ namespace: "a" }), [[], [], ["z"]]],
    ["a partition", ({ partition }) => ({ namespace: "a", partition }), [[], ["y"], ["z"]]],
  ];
  test.each(reaches)("emptying %s takes what it reaches, and leaves the rest", async (_, reach, left) => {
    const scope = freshScope({ namespace: "a" });
    const scopes = [scope, { ...scope, partition: "p2" }, { ...scope, namespace: "b" }];
    for (const [at, text] of ["x", "y", "z"].entries()) await put(scopes[at] ?? scope, text, vectorOf(1));
    for (const [at, text] of ["x", "y", "z"].entries()) await settled(scopes[at] ?? scope, [text]);
    await index().bumpEpoch(scope.tenant, reach(scope));
    expect(await Promise.all(scopes.map((one) => texts(one, vectorOf(1))))).toEqual(left);
    await put(scope, "new", vectorOf(1));
    await settled(scope, ["new"]);
  });

  test.each(reaches)("what was asked before %s was emptied is not kept behind it", async (_, reach) => {
    const scope = freshScope({ namespace: "a" });
    const id = await put(scope, "text", vectorOf(1));
    const epoch = await epochOf(scope);
    await index().bumpEpoch(scope.tenant, reach(scope));
    expect(await index().put(scope, epoch, entry("late", vectorOf(2)))).toEqual({ kind: "stale" });
    const alias = { text: "late", vector: vectorOf(2) };
    const late = await index().addAlias(scope, epoch, id, alias, "key");
    expect(["stale", "gone"]).toContain(late.kind);
    expect(await index().put(scope, "not an epoch", entry("late", vectorOf(2)))).toEqual({ kind: "stale" });
    expect(await texts(scope, vectorOf(2))).toEqual([]);
    expect(await epochOf(scope)).not.toBe(epoch);
    expect(await epochOf(freshScope({ namespace: "a" }))).toBe(await epochOf(freshScope()));
  });

  test("a bad hit that is reported is gone, and counted once", async () => {
    const scope = freshScope();
    const id = await put(scope, "a", vectorOf(1));
    await put(scope, "b", vectorOf(2));
    await settled(scope, ["a", "b"]);
    expect(await index().report(scope.tenant, id)).toBe(true);
    expect(await index().report(scope.tenant, id)).toBe(false);
    expect(await texts(scope, vectorOf(1))).toEqual(["b"]);
    expect((await index().sums(scope.tenant)).reported).toBe(1);
  });
}
