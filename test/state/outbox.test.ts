import { beforeEach, describe, expect, test, vi } from "vitest";
import type { LedgerEntry } from "../../src/core/ledger-entry.ts";
import type { UsageLedger } from "../../src/ledger/port.ts";
import { CorruptedEntry } from "../../src/state/outbox-entry.ts";
import { Outbox } from "../../src/state/outbox.ts";
import { entryOf } from "./contract/test-ledger.ts";
import { sqlite } from "./sqlite.ts";

let storage: ReturnType<typeof sqlite>;
let batches: number[];
let down: boolean;
const ledger: UsageLedger = {
  append: async (entries: readonly LedgerEntry[]) => {
    if (down) throw new Error("down");
    batches.push(entries.length);
  },
  usage: async () => [],
  lastUses: async () => new Map(),
  ping: async () => undefined,
};
beforeEach(() => {
  storage = sqlite();
  batches = [];
  down = false;
});

const filled = (count: number) => {
  const outbox = new Outbox(storage.sql, ledger);
  for (let index = 0; index < count; index += 1) outbox.add(entryOf("t", `r${index}`));
  return outbox;
};

describe("handing over", () => {
  test("goes around what is no entry, which stays and is said to", async () => {
    const outbox = filled(150);
    const older = { ...entryOf("t", "r3"), reasoningTokens: undefined };
    for (const [id, text] of [
      ["r3", JSON.stringify(older)],
      ["r4", "{"],
      ["r120", JSON.stringify({ ...entryOf("t", "r120"), costMicrodollars: -1 })],
    ] as const)
      storage.sql.exec("UPDATE outbox SET entry = ? WHERE id = ?", text, id);
    await expect(outbox.deliver()).rejects.toThrow(CorruptedEntry);
    expect(batches).toEqual([98, 49]);
    expect(storage.rows("SELECT id FROM outbox ORDER BY sequence").map(({ id }) => id)).toEqual(["r3", "r4", "r120"]);
    outbox.add(entryOf("t", "later"));
    await expect(outbox.deliver()).rejects.toThrow(CorruptedEntry);
    expect([batches, outbox.isEmpty()]).toEqual([[98, 49, 1], false]);
  });

  test("happens in batches of a hundred at most, until nothing waits", async () => {
    const outbox = filled(250);
    await outbox.deliver();
    expect([batches, outbox.isEmpty(), storage.rows("SELECT * FROM outbox")]).toEqual([[100, 100, 50], true, []]);
  });

  test("happens once for many who ask at once", async () => {
    const outbox = filled(3);
    await Promise.all([outbox.deliver(), outbox.deliver()]);
    await outbox.deliver();
    expect(batches).toEqual([3]);
  });

  test("ends after 2,000 entries, and goes on when it is asked again", async () => {
    const outbox = filled(2_001);
    await outbox.deliver();
    expect([batches.length, outbox.isEmpty()]).toEqual([20, false]);
    await outbox.deliver();
    expect([batches.at(-1), outbox.isEmpty()]).toEqual([1, true]);
  });

  test("keeps what comes meanwhile", async () => {
    const outbox = filled(3);
    const delivered = outbox.deliver();
    outbox.add(entryOf("t", "later"));
    await delivered;
    expect([batches, outbox.isEmpty()]).toEqual([[3, 1], true]);
  });

  test("keeps everything when the ledger fails, also over a restart", async () => {
    down = true;
    await expect(filled(3).deliver()).rejects.toThrow("down");
    down = false;
    const again = new Outbox(storage.sql, ledger);
    expect(again.isEmpty()).toBe(false);
    await again.deliver();
    expect(batches).toEqual([3]);
  });

  test("does not wait for a ledger that hangs", async () => {
    vi.useFakeTimers();
    const outbox = new Outbox(storage.sql, { ...ledger, append: () => new Promise(() => undefined) });
    outbox.add(entryOf("t", "a"));
    const delivered = expect(outbox.deliver()).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(10_000);
    await delivered;
    expect([outbox.isEmpty(), vi.getTimerCount()]).toEqual([false, 0]);
    vi.useRealTimers();
  });
});

test("an entry that is there already is there once", async () => {
  const outbox = filled(2);
  outbox.add(entryOf("t", "r1", 99));
  await outbox.deliver();
  expect([batches, outbox.isEmpty()]).toEqual([[2], true]);
});

test("it is full with 100,000", () => {
  filled(0);
  storage.rows(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99999) INSERT INTO outbox (id, entry) SELECT i, '' FROM n",
  );
  const outbox = filled(0);
  expect(outbox.isFull()).toBe(false);
  outbox.add(entryOf("t", "last"));
  expect(outbox.isFull()).toBe(true);
});

test("without a ledger nothing is kept", async () => {
  const outbox = new Outbox(storage.sql, undefined);
  outbox.add(entryOf("t", "a"));
  await outbox.deliver();
  expect([outbox.isEmpty(), storage.rows("SELECT * FROM outbox")]).toEqual([true, []]);
});
