import { expect, test } from "vitest";
import { MAX_NEGATIVES, type SemanticIndex } from "../../../src/semantic-index/port.ts";
import { asking, freshScope, LONG_MS, SOON, vectorOf } from "../asking.ts";

export function aliasTests(index: () => SemanticIndex): void {
  const { find, put, texts, epochOf } = asking(index);
  const alias = { text: "another wording", vector: vectorOf(2) };

  test("an alias is found by its own vector, with the answer of its entry", async () => {
    const scope = freshScope();
    const id = await put(scope, "text", vectorOf(1), { answerKey: "key", facets: { language: "en" } });
    const kept = await index().addAlias(scope, await epochOf(scope), id, alias, "other key");
    expect(kept).toMatchObject({ kind: "kept" });
    await expect.poll(() => texts(scope, alias.vector), SOON).toEqual(["another wording", "text"]);
    const [found] = await find(scope, alias.vector);
    expect(found).toMatchObject({ answerKey: "key", facets: { language: "en" }, negatives: [] });
    expect(found?.id).not.toBe(id);
  });

  test("aliases go with their entry: when it is removed, and when it gets another answer", async () => {
    const scope = freshScope();
    const id = await put(scope, "text", vectorOf(1));
    const addAlias = async () => index().addAlias(scope, await epochOf(scope), id, alias, "key");
    await addAlias();
    await expect.poll(() => texts(scope, alias.vector), SOON).toEqual(["another wording", "text"]);
    await put(scope, "text", vectorOf(1), { answerKey: "new" });
    await expect.poll(() => texts(scope, alias.vector), SOON).toEqual(["text"]);
    await addAlias();
    await expect.poll(() => texts(scope, alias.vector), SOON).toEqual(["another wording", "text"]);
    await index().remove(scope.tenant, { id });
    expect(await texts(scope, alias.vector)).toEqual([]);
  });

  test("an alias that is kept as an entry no longer goes with the one that it belonged to", async () => {
    const scope = freshScope();
    const id = await put(scope, "text", vectorOf(1));
    await index().addAlias(scope, await epochOf(scope), id, alias, "key");
    await put(scope, alias.text, alias.vector, { answerKey: "its own" });
    await index().remove(scope.tenant, { id });
    await expect.poll(() => texts(scope, alias.vector), SOON).toEqual(["another wording"]);
    expect((await find(scope, alias.vector))[0]?.answerKey).toBe("its own");
  });

  test("an alias lives no longer than its entry", async () => {
    const scope = freshScope();
    const id = await put(scope, "text", vectorOf(1), { ttlMs: 1_500 });
    const kept = await index().addAlias(scope, await epochOf(scope), id, alias, "key");
    expect(kept.kind).toBe("kept");
    await expect.poll(() => texts(scope, alias.vector), SOON).toEqual([]);
  });

  test("without its entry there is no alias", async () => {
    const scope = freshScope();
    const epoch = await epochOf(scope);
    expect(await index().addAlias(scope, epoch, "unknown", alias, "key")).toEqual({ kind: "gone" });
    const id = await put(scope, "text", vectorOf(1));
    await index().remove(scope.tenant, { id });
    expect(await index().addAlias(scope, epoch, id, alias, "key")).toEqual({ kind: "gone" });
    expect(await texts(scope, alias.vector)).toEqual([]);
  });

  test("the entry's own wording is no alias", async () => {
    const scope = freshScope();
    const id = await put(scope, "text", vectorOf(1));
    const own = { text: "text", vector: vectorOf(1) };
    expect(await index().addAlias(scope, await epochOf(scope), id, own, "key")).toEqual({ kind: "kept", id });
    await expect.poll(() => texts(scope, vectorOf(1)), SOON).toEqual(["text"]);
    await index().addAlias(scope, await epochOf(scope), id, alias, "key");
    await expect.poll(() => texts(scope, vectorOf(1)), SOON).toEqual(["text", "another wording"]);
  });
}

export function negativeTests(index: () => SemanticIndex): void {
  const { find, put } = asking(index);

  test("negative wordings come with the entry, the newest first, each once, the oldest give way", async () => {
    const scope = freshScope();
    const id = await put(scope, "text", vectorOf(1), { ttlMs: LONG_MS });
    await expect.poll(async () => (await find(scope, vectorOf(1))).length, SOON).toBe(1);
    const wordings = Array.from({ length: MAX_NEGATIVES + 2 }, (_, number) => `wording ${number}`);
    for (const wording of [...wordings, "wording 5"]) {
      expect(await index().addNegative(scope.tenant, id, wording)).toBe(true);
      await new Promise((resume) => {
        setTimeout(resume, 2);
      });
    }
    const [found] = await find(scope, vectorOf(1));
    const newest = ["wording 5", ...wordings.filter((one) => one !== "wording 5").toReversed()];
    expect(found?.negatives).toEqual(newest.slice(0, MAX_NEGATIVES));
  });

  test("an entry that is not there has none", async () => {
    const scope = freshScope();
    expect(await index().addNegative(scope.tenant, "unknown", "wording")).toBe(false);
    const id = await put(scope, "text", vectorOf(1));
    await index().remove(scope.tenant, { id });
    expect(await index().addNegative(scope.tenant, id, "wording")).toBe(false);
  });
}
