import { expect, test } from "vitest";
import { MAX_TEXT, MAX_TTL_MS, type NewEntry, type SemanticIndex } from "../../../src/semantic-index/port.ts";
import { asking, DEADLINE_MS, entry, freshScope, vectorOf } from "../asking.ts";

/** What a store says that was asked would be something else. */
const OUT_OF_RANGE = expect.objectContaining({
  message: expect.stringMatching(
    /too long|longer than \d|more than \d|not a whole number|not from 1 to|no direction|without its namespace/,
  ) as string,
}) as unknown;

export function inputTests(index: () => SemanticIndex): void {
  const { epochOf, texts } = asking(index);
  const good = vectorOf(1);

  const vectors: [string, Float32Array][] = [
    ["no numbers", new Float32Array(0)],
    ["zeros only", new Float32Array(16)],
    ["a number that is none", Float32Array.of(Number.NaN, 1)],
    ["an infinite number", Float32Array.of(Number.POSITIVE_INFINITY, 1)],
    ["too many numbers", new Float32Array(4_097).fill(1)],
  ];
  test.each(vectors)("a vector of %s is refused", async (_, vector) => {
    const scope = freshScope();
    await expect(index().query(scope, vector, 5, DEADLINE_MS)).rejects.toEqual(OUT_OF_RANGE);
    await expect(index().put(scope, "0.0.0", entry("text", vector))).rejects.toEqual(OUT_OF_RANGE);
    expect(await texts(scope, good)).toEqual([]);
  });

  const entries: [string, Partial<NewEntry>][] = [
    ["an empty text", { wording: { text: "", vector: good } }],
    ["a text that is too long", { wording: { text: "x".repeat(MAX_TEXT + 1), vector: good } }],
    ["no key of an answer", { answerKey: "" }],
    ["no writer", { writer: "" }],
    ["no time to live", { ttlMs: 0 }],
    ["a time to live that is no whole number", { ttlMs: 1.5 }],
    ["a longer life than there is", { ttlMs: MAX_TTL_MS + 1 }],
    ["too many tags", { tags: Array.from({ length: 17 }, (_, number) => `tag ${number}`) }],
    ["an empty tag", { tags: [""] }],
    ["too many facets", { facets: Object.fromEntries(Array.from({ length: 17 }, (_, number) => [`f${number}`, ""])) }],
    ["a facet that is too long", { facets: { a: "x".repeat(257) } }],
  ];
  test.each(entries)("an entry with %s is refused", async (_, changes) => {
    const scope = freshScope();
    const epoch = await epochOf(scope);
    await expect(index().put(scope, epoch, entry("text", good, changes))).rejects.toEqual(OUT_OF_RANGE);
    expect(await texts(scope, good)).toEqual([]);
  });

  test("so is everything else that is out of range", async () => {
    const scope = freshScope();
    const calls = [
      () => index().query(scope, good, 0, DEADLINE_MS),
      () => index().query(scope, good, 6, DEADLINE_MS),
      () => index().query({ ...scope, partition: "" }, good, 1, DEADLINE_MS),
      () => index().addNegative(scope.tenant, "id", ""),
      () => index().addNegative(scope.tenant, "", "text"),
      () => index().remove(scope.tenant, { id: "" }),
      () => index().remove(scope.tenant, { tag: "x".repeat(257) }),
      () => index().report(scope.tenant, ""),
      () => index().bumpEpoch(scope.tenant, { partition: "alone" } as never),
      () => index().record(scope.tenant, { sums: { misses: -1 } }),
      () => index().record(scope.tenant, { sums: { misses: 0.5 } }),
      () => index().record(scope.tenant, { audit: { audited: 1, wrong: 2 } }),
      () => index().record(scope.tenant, { used: Array.from({ length: 1_001 }, () => "id") }),
    ];
    for (const call of calls) await expect(call()).rejects.toEqual(OUT_OF_RANGE);
    expect((await index().sums(scope.tenant)).misses).toBe(0);
  });
}
