import fc from "fast-check";
import { expect, test } from "vitest";
import { type IndexScope, MAX_TEXT, type SemanticIndex } from "../../../src/semantic-index/port.ts";
import { asking, cosine, DEADLINE_MS, entry, freshScope, SOON, vectorOf } from "../asking.ts";

export function findingTests(index: () => SemanticIndex): void {
  const { find, put, texts, has, epochOf } = asking(index);

  test("nothing is found where nothing was kept", async () => {
    expect(await find(freshScope(), vectorOf(1))).toEqual([]);
  });

  test("what was kept is found as it was, by its vector", async () => {
    const scope = freshScope();
    const facets = { language: "en", "a:b": "" };
    const before = Date.now();
    const id = await put(scope, "What is [EMAIL_1]? é 漢 😀", vectorOf(1), { facets, tags: ["t"], answerKey: "key" });
    await expect.poll(() => has(scope, "What is [EMAIL_1]? é 漢 😀", vectorOf(1)), SOON).toBe(true);
    const [candidate] = await find(scope, vectorOf(1));
    expect(candidate).toEqual({
      id,
      cosine: expect.closeTo(1, 2) as number,
      text: "What is [EMAIL_1]? é 漢 😀",
      facets,
      answerKey: "key",
      negatives: [],
      storedAt: expect.any(Number) as number,
    });
    expect(candidate?.storedAt).toBeGreaterThanOrEqual(before - 50);
    expect(candidate?.storedAt).toBeLessThanOrEqual(Date.now() + 50);
  });

  test("the nearest come first, at most as many as asked for, with their cosines", async () => {
    const scope = freshScope();
    const seeds = Array.from({ length: 30 }, (_, seed) => seed + 1);
    const epoch = await epochOf(scope);
    const put = (seed: number) => entry(`text ${seed}`, vectorOf(seed), { writer: `key ${seed % 3}` });
    await Promise.all(seeds.map((seed) => index().put(scope, epoch, put(seed))));
    for (const seed of seeds) await expect.poll(() => has(scope, `text ${seed}`, vectorOf(seed)), SOON).toBe(true);
    for (const asked of [101, 102, 103, 104]) {
      const found = await find(scope, vectorOf(asked), 3);
      const exact = seeds
        .map((seed) => ({ text: `text ${seed}`, cosine: cosine(vectorOf(seed), vectorOf(asked)) }))
        .toSorted((one, other) => other.cosine - one.cosine);
      expect(found).toHaveLength(3);
      for (const [place, { text, cosine }] of found.entries()) {
        expect(Math.abs(cosine - (exact.find((one) => one.text === text)?.cosine ?? 9))).toBeLessThan(0.01);
        expect(Math.abs(cosine - (exact[place]?.cosine ?? 9))).toBeLessThan(0.02);
      }
      expect(found.map(({ cosine }) => cosine)).toEqual(found.map(({ cosine }) => cosine).toSorted((a, b) => b - a));
    }
  });

  test("the length of a vector does not matter, its direction does, also the opposite one", async () => {
    const scope = freshScope();
    await put(
      scope,
      "long",
      vectorOf(1).map((number) => number * 1e6),
    );
    await put(
      scope,
      "opposite",
      vectorOf(1).map((number) => -number / 1e6),
    );
    await expect.poll(() => texts(scope, vectorOf(1)), SOON).toEqual(["long", "opposite"]);
    const [long, opposite] = await find(scope, vectorOf(1));
    expect(long?.cosine).toBeCloseTo(1, 2);
    expect(opposite?.cosine).toBeCloseTo(-1, 2);
  });

  test("the same text again replaces the entry, its vector and its answer", async () => {
    const scope = freshScope();
    const first = await put(scope, "text", vectorOf(1), { answerKey: "old" });
    await index().addNegative(scope.tenant, first, "not this");
    const second = await put(scope, "text", vectorOf(2), { answerKey: "new" });
    expect(second).toBe(first);
    await expect.poll(async () => (await find(scope, vectorOf(2)))[0]?.cosine ?? 0, SOON).toBeGreaterThan(0.99);
    const found = await find(scope, vectorOf(2));
    expect(found.map(({ answerKey, negatives }) => [answerKey, negatives])).toEqual([["new", []]]);
  });

  test("an entry is gone when its time is over, and can be kept again", async () => {
    const scope = freshScope();
    await put(scope, "long", vectorOf(2));
    await put(scope, "brief", vectorOf(1), { ttlMs: 400 });
    await expect.poll(() => texts(scope, vectorOf(1)), SOON).toEqual(["long"]);
    await put(scope, "brief", vectorOf(1));
    await expect.poll(() => texts(scope, vectorOf(1)), SOON).toEqual(["brief", "long"]);
  });

  test("the longest text, and many near-identical ones", async () => {
    const scope = freshScope();
    await put(scope, "漢".repeat(MAX_TEXT), vectorOf(1));
    for (let number = 0; number < 12; number += 1) {
      const vector = vectorOf(2);
      vector[0] = (vector[0] ?? 0) + number / 1e5;
      await put(scope, `near ${number}`, vector);
    }
    await expect.poll(() => has(scope, "漢".repeat(MAX_TEXT), vectorOf(1)), SOON).toBe(true);
    const found = async () => (await texts(scope, vectorOf(2))).filter((text) => text.startsWith("near ")).length;
    await expect.poll(found, SOON).toBe(5);
  });

  test("a vector of another dimension finds nothing, and harms nothing", async () => {
    const scope = freshScope();
    await put(scope, "text", vectorOf(1));
    await expect.poll(() => has(scope, "text", vectorOf(1)), SOON).toBe(true);
    // A store of one dimension rejects it.
    const other = await find(scope, vectorOf(1, 24)).catch((thrown: unknown) => thrown);
    expect(Array.isArray(other) ? other : []).toEqual([]);
    expect(Array.isArray(other) || other instanceof Error).toBe(true);
    await index()
      .put(scope, await epochOf(scope), entry("text", vectorOf(1, 24)))
      .catch(() => undefined);
    expect(await texts(scope, vectorOf(1))).toEqual(["text"]);
  });
}

export function isolationTests(index: () => SemanticIndex): void {
  const { find, put, texts, has, epochOf } = asking(index);

  const scopes: [string, Partial<IndexScope>][] = [
    ["tenant", { tenant: "another" }],
    ["namespace", { namespace: "another" }],
    ["partition", { partition: "another" }],
    ["namespace in capitals", { namespace: "A" }],
    ["wildcard", { namespace: "%", partition: "*" }],
    ["parts that run into each other", { namespace: "ap", partition: "artition" }],
  ];
  test.each(scopes)("nothing is found from another scope: %s", async (_, changes) => {
    const scope = freshScope({ namespace: "a" });
    await put(scope, "mine", vectorOf(1));
    await expect.poll(() => has(scope, "mine", vectorOf(1)), SOON).toBe(true);
    const other = { ...scope, ...changes };
    const tenant = other.tenant === "another" ? `${scope.tenant}-another` : other.tenant;
    expect(await texts({ ...other, tenant }, vectorOf(1))).toEqual([]);
  });

  test("what is kept in other scopes changes nothing in this one", async () => {
    const scope = freshScope({ namespace: "a" });
    const others = [{ namespace: "b" }, { partition: "b" }, { namespace: "", partition: "apartition" }];
    await put(scope, "text", vectorOf(1), { answerKey: "mine" });
    for (const changes of others) await put({ ...scope, ...changes }, "text", vectorOf(1), { answerKey: "theirs" });
    await put(freshScope({ namespace: "a" }), "text", vectorOf(1), { answerKey: "theirs" });
    await expect.poll(() => texts({ ...scope, namespace: "b" }, vectorOf(1)), SOON).toEqual(["text"]);
    const found = await find(scope, vectorOf(1));
    expect(found.map(({ answerKey }) => answerKey)).toEqual(["mine"]);
  });

  test("ids of another tenant, or of another scope, reach nothing", async () => {
    const [scope, stranger] = [freshScope(), freshScope()];
    const id = await put(scope, "mine", vectorOf(1));
    await expect.poll(() => has(scope, "mine", vectorOf(1)), SOON).toBe(true);
    const wording = { text: "theirs", vector: vectorOf(1) };
    expect(await index().addNegative(stranger.tenant, id, "no")).toBe(false);
    expect(await index().report(stranger.tenant, id)).toBe(false);
    await index().remove(stranger.tenant, { id });
    const { epoch } = await index().query(stranger, vectorOf(1), 1, DEADLINE_MS);
    expect(await index().addAlias(stranger, epoch, id, wording, "key")).toEqual({ kind: "gone" });
    const beside = { ...scope, partition: "beside" };
    expect(await index().addAlias(beside, epoch, id, wording, "key")).toEqual({ kind: "gone" });
    expect(await texts(beside, vectorOf(1))).toEqual([]);
    expect(await texts(scope, vectorOf(1))).toEqual(["mine"]);
  });

  test("names of any characters are kept apart", { timeout: 60_000 }, async () => {
    const hard = fc.string({
      unit: fc.constantFrom("a", "A", ":", "{", "}", "%", "\\", '"', ",", " ", ".", "é"),
      maxLength: 4,
    });
    const tenant = freshScope().tenant;
    await fc.assert(
      fc.asyncProperty(hard, hard, hard, hard, async (namespace, partition, otherNamespace, otherPartition) => {
        fc.pre(namespace !== otherNamespace || partition !== otherPartition);
        const scope = { tenant, namespace, partition: `${partition}!` };
        await index().put(scope, await epochOf(scope), entry("secret", vectorOf(1)));
        const other = { tenant, namespace: otherNamespace, partition: `${otherPartition}!` };
        const theirs = (await find(other, vectorOf(1))).filter(({ text }) => text === "secret");
        const { epoch } = await index().query(other, vectorOf(1), 1, DEADLINE_MS);
        await index().bumpEpoch(tenant, { namespace, partition: scope.partition });
        expect(theirs).toEqual([]);
        expect((await index().query(other, vectorOf(1), 1, DEADLINE_MS)).epoch).toBe(epoch);
      }),
      { numRuns: 40 },
    );
  });
}
