import { describe, expect, test } from "vitest";
import { D1Ledger } from "../../src/ledger/d1.ts";
import { entry, query } from "./ledger.contract.ts";

/** A database of which every query does the same. */
function databaseThat(answer: () => Promise<unknown>) {
  const asked: string[] = [];
  const prepare = (text: string) => {
    asked.push(text);
    const statement = { bind: () => statement, all: answer };
    return statement;
  };
  return { asked, database: { prepare, batch: answer } as unknown as D1Database };
}

describe("a D1 that fails", () => {
  test("by saying nothing: every call is given up in time", async () => {
    const ledger = new D1Ledger(databaseThat(() => new Promise(() => undefined)).database, 30);
    const calls = [ledger.append([entry()]), ledger.usage(query("t")), ledger.lastUses("t"), ledger.ping()];
    for (const call of calls) await expect(call).rejects.toThrow("the ledger did not answer within 30 ms");
  });

  test("with an error: it is passed on, and no table is made", async () => {
    const { database, asked } = databaseThat(() => Promise.reject(new Error("D1_ERROR: overloaded")));
    await expect(new D1Ledger(database).ping()).rejects.toThrow("overloaded");
    expect(asked.join("\n")).not.toContain("CREATE");
  });

  test("with tables that stay missing: tried once more, not for ever", async () => {
    const { database, asked } = databaseThat(() => Promise.reject(new Error("no such table: usage_entries")));
    await expect(new D1Ledger(database).ping()).rejects.toThrow("no such table");
    expect(asked.filter((text) => text.startsWith("CREATE TABLE"))).toHaveLength(2);
  });

  test.each([null, "12.5", 2 ** 53, "x"])("with a sum of %j: refused, not rounded", async (sum) => {
    const names = ["requests", "failed", "cacheHits", "inputTokens", "cachedInputTokens", "outputTokens"];
    const others = Object.fromEntries([...names, "reasoningTokens", "unpriced"].map((name) => [name, 1]));
    const answerWith = (costMicrodollars: unknown) =>
      databaseThat(() => Promise.resolve({ results: [{ ...others, costMicrodollars }] }));
    expect((await new D1Ledger(answerWith(7).database).usage(query("t")))[0]?.costMicrodollars).toBe(7);
    const { database } = answerWith(sum);
    await expect(new D1Ledger(database).usage(query("t"))).rejects.toThrow(RangeError);
  });
});
