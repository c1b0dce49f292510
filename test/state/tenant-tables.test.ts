import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { beforeEach, describe, expect, test } from "vitest";
import { TenantTables } from "../../src/state/tenant-tables.ts";

const DAY_MS = 86_400_000;

let database: DatabaseSync;
let tables: TenantTables;

/** SQLite as a Durable Object offers it, as far as the tables use it. */
function storage(): SqlStorage {
  const exec = (query: string, ...values: SQLInputValue[]) => {
    if (query.includes("CREATE TABLE")) {
      database.exec(query);
      return;
    }
    const rows = database.prepare(query).all(...values);
    return { toArray: () => rows, one: () => rows[0], [Symbol.iterator]: () => rows[Symbol.iterator]() };
  };
  return { exec } as unknown as SqlStorage;
}

beforeEach(() => {
  database = new DatabaseSync(":memory:");
  tables = new TenantTables(storage());
});

const answer = (key: string, storedAt: number, ttlMs: number) => ({ key, text: `text of ${key}`, storedAt, ttlMs });
const keys = () =>
  database
    .prepare("SELECT key FROM answers ORDER BY key")
    .all()
    .map(({ key }) => key);

describe("what has expired", () => {
  test("an answer is found until its time, and not at it", () => {
    tables.writeAnswers([answer("k", 100, 50)], 100);
    expect(tables.readAnswer("k", 149)).toEqual({ text: "text of k", storedAt: 100 });
    expect(tables.readAnswer("k", 150)).toBeUndefined();
    expect(tables.readAnswer("other", 100)).toBeUndefined();
  });

  test("answers are dropped when their time is over", () => {
    tables.writeAnswers([answer("gone", 0, 10), answer("kept", 0, 11)], 0);
    tables.dropExpired(10);
    expect(keys()).toEqual(["kept"]);
  });

  test("counters are dropped a day after they were last used", () => {
    const now = 10 * DAY_MS;
    tables.writeWindow("old", { start: now - DAY_MS - 1, current: 1, previous: 0 });
    tables.writeWindow("young", { start: now - DAY_MS, current: 2, previous: 3 });
    tables.dropExpired(now);
    expect([...tables.readWindows()]).toEqual([["young", { start: now - DAY_MS, current: 2, previous: 3 }]]);
  });

  test("the tables are empty only without counters and answers", () => {
    expect(tables.isEmpty()).toBe(true);
    tables.writeWindow("c", { start: 0, current: 1, previous: 0 });
    expect(tables.isEmpty()).toBe(false);
    tables.dropExpired(2 * DAY_MS);
    expect(tables.isEmpty()).toBe(true);
    tables.writeAnswers([answer("k", 0, 5)], 0);
    expect(tables.isEmpty()).toBe(false);
    tables.dropExpired(5);
    expect(tables.isEmpty()).toBe(true);
  });
});

describe("more answers than there may be", () => {
  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => answer(`k${from + index}`, 0, 1_000 + from + index));
  const held = () => database.prepare("SELECT COUNT(*) AS n FROM answers").get()?.["n"];

  test("10,000 stay, one more does not", () => {
    tables.writeAnswers(many(10_000), 0);
    expect([held(), tables.readAnswer("k0", 0) === undefined]).toEqual([10_000, false]);
    tables.writeAnswers(many(1, 10_000), 0);
    expect([held(), tables.readAnswer("k0", 0)]).toEqual([10_000, undefined]);
    expect(tables.readAnswer("k10000", 0)).toBeDefined();
  });

  test("what has expired makes room before anything else goes", () => {
    tables.writeAnswers(many(10_000), 0);
    tables.writeAnswers([answer("new", 1_499, 1)], 1_499);
    expect(held()).toBe(9_501);
    expect(tables.readAnswer("k500", 1_499)).toBeDefined();
  });

  test("answers written again are not more answers", () => {
    tables.writeAnswers(many(9_000), 0);
    tables.writeAnswers(many(9_000), 0);
    expect(held()).toBe(9_000);
    expect(tables.readAnswer("k0", 0)).toBeDefined();
  });

  test("what was there before the object started counts too", () => {
    tables.writeAnswers(many(10_000), 0);
    new TenantTables(storage()).writeAnswers(many(5, 10_000), 0);
    expect(held()).toBe(10_000);
  });
});

test("tables that are there are used as they are", () => {
  tables.writeWindow("c", { start: 7, current: 8, previous: 9 });
  tables.writeWindow("c", { start: 8, current: 1, previous: 8 });
  expect([...new TenantTables(storage()).readWindows()]).toEqual([["c", { start: 8, current: 1, previous: 8 }]]);
  expect(() => tables.check()).not.toThrow();
});
