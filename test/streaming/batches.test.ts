import { describe, expect, test, vi } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { mapChunks, started } from "../../src/streaming/batches.ts";

/** A source of batches that notes what is done with it. */
function source(batches: readonly (readonly JsonObject[])[], fails = false) {
  const seen = { asked: 0, ended: 0 };
  async function* give(): AsyncGenerator<readonly JsonObject[]> {
    try {
      for (const batch of batches) {
        seen.asked += 1;
        yield batch;
      }
      if (fails) throw new Error("broken");
    } finally {
      seen.ended += 1;
    }
  }
  return { batches: give(), seen };
}

async function all(batches: AsyncIterable<readonly JsonObject[]>) {
  const read: (readonly JsonObject[])[] = [];
  for await (const batch of batches) read.push(batch);
  return read;
}

const same = (chunk: JsonObject) => [chunk];

describe("mapChunks", () => {
  const maps: [string, (chunk: JsonObject) => JsonObject[], JsonObject[][]][] = [
    ["keeps", same, [[{ n: 1 }, { n: 2 }], [{ n: 3 }]]],
    [
      "makes several of one, in order",
      ({ n }) => [{ n: n ?? 0 }, { and: n ?? 0 }],
      [
        [{ n: 1 }, { and: 1 }, { n: 2 }, { and: 2 }],
        [{ n: 3 }, { and: 3 }],
      ],
    ],
    ["gives no empty batch", (chunk) => (chunk["n"] === 3 ? [] : [chunk]), [[{ n: 1 }, { n: 2 }]]],
    ["gives nothing of nothing", () => [], []],
  ];
  test.each(maps)("%s", async (_, map, expected) => {
    const { batches } = source([[{ n: 1 }, { n: 2 }], [{ n: 3 }]]);
    expect(await all(mapChunks(batches, map))).toEqual(expected);
  });

  test("passes on what came before a failure, then the failure", async () => {
    const { batches } = source([[{ n: 1 }]], true);
    const mapped = mapChunks(batches, same);
    expect(await mapped.next()).toEqual({ done: false, value: [{ n: 1 }] });
    await expect(mapped.next()).rejects.toThrow("broken");
  });

  test("a failure of the map ends the source", async () => {
    const { batches, seen } = source([[{ n: 1 }], [{ n: 2 }]]);
    const mapped = mapChunks(batches, () => {
      throw new Error("map");
    });
    await expect(mapped.next()).rejects.toThrow("map");
    expect(seen).toEqual({ asked: 1, ended: 1 });
  });

  test("a reader that leaves ends the source", async () => {
    const { batches, seen } = source([[{ n: 1 }], [{ n: 2 }]]);
    const mapped = mapChunks(batches, same);
    await mapped.next();
    await mapped.return(undefined);
    expect(seen).toEqual({ asked: 1, ended: 1 });
  });

  test("reads no further than it is read", async () => {
    const { batches, seen } = source([[{ n: 1 }], [{ n: 2 }]]);
    await mapChunks(batches, same).next();
    expect(seen.asked).toBe(1);
  });
});

describe("started", () => {
  test("waits for the first batch and gives it again", async () => {
    const { batches, seen } = source([[{ n: 1 }], [{ n: 2 }]]);
    const whole = await started(batches);
    expect(seen.asked).toBe(1);
    expect(await all(whole)).toEqual([[{ n: 1 }], [{ n: 2 }]]);
    expect(seen.ended).toBe(1);
  });

  test("does not resolve before there is one", async () => {
    let give: (value: IteratorResult<readonly JsonObject[], void>) => void = () => undefined;
    const first = new Promise<IteratorResult<readonly JsonObject[], void>>((resolve) => {
      give = resolve;
    });
    const batches = { next: () => first } as unknown as AsyncGenerator<readonly JsonObject[]>;
    const told = vi.fn();
    const waiting = started(batches).then(told);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    expect(told).not.toHaveBeenCalled();
    give({ done: true, value: undefined });
    await waiting;
    expect(told).toHaveBeenCalledOnce();
  });

  test("an answer that fails before its first batch is a failure, not a stream", async () => {
    await expect(started(source([], true).batches)).rejects.toThrow("broken");
  });

  test("an answer that fails later is a stream that breaks", async () => {
    const whole = await started(source([[{ n: 1 }]], true).batches);
    expect(await whole.next()).toEqual({ done: false, value: [{ n: 1 }] });
    await expect(whole.next()).rejects.toThrow("broken");
  });

  test("nothing at all is a stream of nothing", async () => {
    expect(await all(await started(source([]).batches))).toEqual([]);
  });

  test.each([
    ["after the first batch", 1],
    ["after the second", 2],
  ])("a reader that leaves %s ends the source", async (_, read) => {
    const { batches, seen } = source([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
    const whole = await started(batches);
    for (let count = 0; count < read; count += 1) await whole.next();
    await whole.return();
    expect(seen).toEqual({ asked: read, ended: 1 });
  });

  test("a reader that leaves before it has read anything ends the source", async () => {
    const { batches, seen } = source([[{ n: 1 }], [{ n: 2 }]]);
    const whole = await started(batches);
    await whole.return();
    expect(seen).toEqual({ asked: 1, ended: 1 });
  });
});
