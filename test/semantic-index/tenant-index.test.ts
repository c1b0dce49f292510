import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { CAPACITY, type Capacity, type IndexScope } from "../../src/semantic-index/port.ts";
import { TenantIndex } from "../../src/semantic-index/tenant-index.ts";
import { sqlite } from "../state/sqlite.ts";
import { entry, LONG_MS, vectorOf } from "./asking.ts";
import { scanner } from "./module.ts";

const NOW = 1_800_000_000_000;
const DAY_MS = 86_400_000;
const SCOPE: IndexScope = { tenant: "t", namespace: "", partition: "p" };

/** An index on a disk that outlives it, and what happens each time it lets other work go on. */
function indexOn(database: DatabaseSync, meanwhile: () => void = () => undefined, capacity: Capacity = CAPACITY) {
  const { sql, rows } = sqlite(database);
  const index = new TenantIndex(sql, capacity, scanner, async () => meanwhile());
  const put = (number: number, changes: Parameters<typeof entry>[2] = {}, now = NOW) =>
    index.put(SCOPE, "0.0.0", entry(`text ${number}`, vectorOf(number), { writer: `${number % 9}`, ...changes }), now);
  const texts = async (seed: number, now = NOW) =>
    (await index.query(SCOPE, vectorOf(seed), 5, now)).candidates.map(({ text }) => text);
  const count = (table: string) => rows(`SELECT COUNT(*) AS n FROM ${table}`)[0]?.["n"];
  return { index, put, texts, count, rows };
}

/** Fills a disk and says what it holds. */
function filled(entries: number): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  database.exec("BEGIN");
  const { put } = indexOn(database);
  for (let number = 0; number < entries; number += 1) put(number);
  database.exec("COMMIT");
  return database;
}

describe("the index of a tenant", () => {
  test("reads a scope anew when it has been out of memory, whole", async () => {
    const { texts } = indexOn(filled(9_000));
    for (const number of [0, 4_095, 4_096, 8_192, 8_999]) expect((await texts(number))[0]).toBe(`text ${number}`);
  });

  test("what is kept, replaced and removed while a scope is read is right", async () => {
    const database = filled(9_000);
    let pauses = 0;
    const meanwhile = () => {
      pauses += 1;
      if (pauses > 1) return;
      reading.put(20_000);
      reading.put(10, { answerKey: "new" });
      reading.put(8_000, { answerKey: "new" });
      for (const number of [11, 8_001]) {
        const [row] = reading.rows(`SELECT id FROM entries WHERE text = 'text ${number}'`);
        reading.index.remove({ id: String(row?.["id"]) });
      }
    };
    const reading = indexOn(database, meanwhile);
    expect((await reading.texts(20_000))[0]).toBe("text 20000");
    expect(pauses).toBe(2);
    for (const number of [10, 8_000]) {
      const { candidates } = await reading.index.query(SCOPE, vectorOf(number), 2, NOW);
      expect(candidates.map(({ text, answerKey }) => [text, answerKey])[0]).toEqual([`text ${number}`, "new"]);
      expect(candidates[1]?.text).not.toBe(`text ${number}`);
    }
    for (const number of [11, 8_001]) expect(await reading.texts(number)).not.toContain(`text ${number}`);
  });

  test("a scope that is emptied while it is read gives nothing", async () => {
    const emptied = indexOn(filled(5_000), () => emptied.index.bumpEpoch({}));
    expect(await emptied.index.query(SCOPE, vectorOf(1), 5, NOW)).toEqual({ epoch: "1.0.0", candidates: [] });
    expect(await emptied.texts(1)).toEqual([]);
  });

  test("a vector of another length, or one without its entry, is dropped and counted", async () => {
    const database = filled(20);
    const { rows } = sqlite(database);
    rows("UPDATE vectors SET vector = x'0102' WHERE number = 3");
    rows("UPDATE vectors SET vector = 'text' WHERE number = 4");
    rows("DELETE FROM entries WHERE number = 5");
    const damaged = indexOn(database);
    for (const number of [2, 3, 4]) expect(await damaged.texts(number)).not.toContain(`text ${number}`);
    expect((await damaged.texts(5))[0]).toBe("text 5");
    expect(damaged.index.sums().corrupted).toBe(3);
    expect([damaged.count("entries"), damaged.count("vectors")]).toEqual([17, 17]);
    expect((await indexOn(database).texts(5)).length).toBe(5);
  });

  test("what has expired or was emptied leaves the disk, a bounded number at a time", () => {
    const { index, put, count } = indexOn(new DatabaseSync(":memory:"));
    for (let number = 0; number < 2_500; number += 1) put(number, { ttlMs: 1_000, tags: ["t"] });
    put(3_000);
    index.bumpEpoch({ namespace: "other" });
    expect([index.sweep(NOW + 1_000), count("entries")]).toEqual([true, 501]);
    expect([index.sweep(NOW + 1_000), index.sweep(NOW + 1_000)]).toEqual([true, false]);
    expect([count("entries"), count("vectors"), count("tags"), count("scopes")]).toEqual([1, 1, 0, 1]);
    index.bumpEpoch({});
    expect([index.sweep(NOW), index.sweep(NOW), index.isEmpty()]).toEqual([true, false, true]);
    expect([count("entries"), count("vectors"), count("scopes")]).toEqual([0, 0, 0]);
  });

  test("vectors of more dimensions find less room: memory is bounded", () => {
    const { index, count } = indexOn(new DatabaseSync(":memory:"));
    const vector = vectorOf(1, 4_096);
    const write = (number: number) => index.put(SCOPE, "0.0.0", entry(`text ${number}`, vector), NOW + number);
    for (let number = 0; number < 4_096; number += 1) write(number);
    expect(count("entries")).toBe(4_096);
    write(4_096);
    expect([count("entries"), index.sums().evicted]).toEqual([4_096, 1]);
  }, 60_000);

  test("a thousand near-identical entries: the nearest ones are found", async () => {
    const { index } = indexOn(new DatabaseSync(":memory:"));
    const near = (number: number) => vectorOf(1).map((one, at) => (at === 0 ? one + number / 100 : one));
    for (let number = 0; number < 1_000; number += 1)
      index.put(SCOPE, "0.0.0", entry(`text ${number}`, near(number)), NOW);
    const { candidates } = await index.query(SCOPE, near(990), 5, NOW);
    expect(candidates).toHaveLength(5);
    for (const { text, cosine } of candidates) {
      expect(Math.abs(Number(text.slice(5)) - 990)).toBeLessThan(80);
      expect(cosine).toBeGreaterThan(0.99);
    }
  });

  test("what is counted and used is on the disk when it is written", () => {
    const database = new DatabaseSync(":memory:");
    const { index, put, rows } = indexOn(database);
    const kept = put(1);
    const used = kept.kind === "kept" ? [kept.id, kept.id, "unknown"] : [];
    index.record({ used, sums: { misses: 2 }, audit: { audited: 1, wrong: 1 } }, NOW + DAY_MS);
    index.write();
    expect(rows("SELECT worth FROM entries")).toEqual([{ worth: NOW + DAY_MS + 2 * 3_600_000 }]);
    const other = indexOn(database).index;
    expect(other.sums().misses).toBe(2);
    expect(other.audits(NOW + DAY_MS)).toEqual([{ hour: (NOW + DAY_MS) / 3_600_000, audited: 1, wrong: 1 }]);
    expect(other.audits(NOW + 15 * DAY_MS)).toEqual([]);
    expect([other.sweep(NOW + 15 * DAY_MS), other.sweep(NOW + 15 * DAY_MS)]).toEqual([true, false]);
    expect(rows("SELECT * FROM audits")).toEqual([]);
  });

  test("facets that cannot be read make no alias", () => {
    const { index, put, rows } = indexOn(new DatabaseSync(":memory:"));
    const kept = put(1);
    rows("UPDATE entries SET facets = '[1]'");
    const alias = { text: "alias", vector: vectorOf(2) };
    const id = kept.kind === "kept" ? kept.id : "";
    expect(index.addAlias(SCOPE, "0.0.0", id, alias, "key", NOW)).toEqual({ kind: "gone" });
    expect(index.sums().corrupted).toBe(1);
  });

  test("an entry that has expired is not found, whether its scope is in memory or not", async () => {
    const database = new DatabaseSync(":memory:");
    const { put, texts } = indexOn(database);
    put(1, { ttlMs: LONG_MS });
    expect(await texts(1, NOW + LONG_MS - 1)).toEqual(["text 1"]);
    expect(await texts(1, NOW + LONG_MS)).toEqual([]);
    expect(await indexOn(database).texts(1, NOW + LONG_MS)).toEqual([]);
  });
});
