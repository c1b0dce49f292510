import { beforeEach, describe, expect, test } from "vitest";
import { AnswerTables } from "../../src/state/answer-tables.ts";
import { sqlite } from "./sqlite.ts";

let storage: ReturnType<typeof sqlite>;
let tables: AnswerTables;

beforeEach(() => {
  storage = sqlite();
  tables = new AnswerTables(storage.sql);
});

const answer = (key: string, storedAt: number, ttlMs: number) => ({ key, text: `text of ${key}`, storedAt, ttlMs });
const keys = () => storage.rows("SELECT key FROM answers ORDER BY key").map(({ key }) => key);

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

  test("the tables are empty when the last one has gone", () => {
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
  const held = () => storage.rows("SELECT COUNT(*) AS n FROM answers")[0]?.["n"];

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
    new AnswerTables(storage.sql).writeAnswers(many(5, 10_000), 0);
    expect(held()).toBe(10_000);
  });
});

test("tables that are there are used as they are", () => {
  tables.writeAnswers([answer("k", 0, 5)], 0);
  expect(new AnswerTables(storage.sql).readAnswer("k", 0)?.text).toBe("text of k");
});
