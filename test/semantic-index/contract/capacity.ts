import { expect, test } from "vitest";
import type { IndexScope, SemanticIndex } from "../../../src/semantic-index/port.ts";
import { asking, DEADLINE_MS, freshScope, SMALL, SOON, vectorOf } from "../asking.ts";

export function capacityTests(index: () => SemanticIndex): void {
  const { put, has } = asking(index);
  /** Puts entries one after the other, so that each is newer than the one before it. */
  const putAll = async (scope: IndexScope, writer: string, from: number, to: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let number = from; number < to; number += 1) {
      ids.push(await put(scope, `text ${number}`, vectorOf(number), { writer }));
      await new Promise((resume) => {
        setTimeout(resume, 2);
      });
    }
    return ids;
  };
  const left = async (scope: IndexScope, numbers: readonly number[]): Promise<number[]> => {
    const there = await Promise.all(numbers.map((number) => has(scope, `text ${number}`, vectorOf(number))));
    return numbers.filter((_, at) => there[at]);
  };
  const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

  test("a writer beyond its quota loses its own oldest entries, and nobody else's", { timeout: 60_000 }, async () => {
    const scope = freshScope();
    const quota = SMALL.entriesOfWriter;
    await putAll(scope, "modest", 500, 503);
    await putAll(scope, "flood", 0, quota + 5);
    const kept = [...upTo(5, quota + 5), ...upTo(500, 503)];
    await expect.poll(() => left(scope, [...upTo(0, quota + 5), ...upTo(500, 503)]), SOON).toEqual(kept);
    expect((await index().sums(scope.tenant)).evicted).toBe(5);
  });

  test("of a full tenant the least useful give way: not those that were used", { timeout: 60_000 }, async () => {
    const scope = freshScope();
    const ids = await putAll(scope, "a", 0, 14);
    await putAll({ ...scope, namespace: "other" }, "b", 100, 114);
    await putAll(scope, "c", 200, 212);
    await index().record(scope.tenant, { used: [ids[0] ?? "", ids[3] ?? "", ids[3] ?? "", "unknown"] });
    await putAll(scope, "d", 300, 306);
    await expect.poll(() => left(scope, upTo(300, 306)), SOON).toEqual(upTo(300, 306));
    expect(await left(scope, upTo(0, 14))).toEqual([0, 3, ...upTo(8, 14)]);
    expect(await left({ ...scope, namespace: "other" }, upTo(100, 114))).toEqual(upTo(100, 114));
  });

  test(
    "an entry that another writer keeps anew is that one's, and gives way to no other",
    { timeout: 60_000 },
    async () => {
      const scope = freshScope();
      await putAll(scope, "first", 0, 3);
      await putAll(scope, "second", 0, 3);
      await putAll(scope, "first", 100, 100 + SMALL.entriesOfWriter);
      const all = [...upTo(0, 3), ...upTo(100, 100 + SMALL.entriesOfWriter)];
      await expect.poll(() => left(scope, all), SOON).toEqual(all);
      expect((await index().sums(scope.tenant)).evicted).toBe(0);
    },
  );

  test("an entry that gives way takes its aliases with it", { timeout: 60_000 }, async () => {
    const scope = freshScope();
    const [id = ""] = await putAll(scope, "a", 0, 1);
    const alias = { text: "text 900", vector: vectorOf(900) };
    const { epoch } = await index().query(scope, vectorOf(0), 1, DEADLINE_MS);
    await index().addAlias(scope, epoch, id, alias, "b");
    await expect.poll(() => left(scope, [0, 900]), SOON).toEqual([0, 900]);
    await putAll(scope, "a", 1, SMALL.entriesOfWriter + 1);
    await expect.poll(() => left(scope, [0, 900, 1]), SOON).toEqual([1]);
  });

  test("the same text again takes no more room", { timeout: 60_000 }, async () => {
    const scope = freshScope();
    await putAll(scope, "a", 0, SMALL.entriesOfWriter);
    for (let time = 0; time < 4; time += 1) await putAll(scope, "a", 7, 8);
    await expect.poll(() => left(scope, upTo(0, SMALL.entriesOfWriter)), SOON).toEqual(upTo(0, SMALL.entriesOfWriter));
    expect((await index().sums(scope.tenant)).evicted).toBe(0);
  });
}
