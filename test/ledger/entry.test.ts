import { describe, expect, test } from "vitest";
import type { AuditRecord, Usage } from "../../src/core/audit-record.ts";
import { flatRate, type TokenPrice } from "../../src/core/money/price.ts";
import { ledgerEntry } from "../../src/ledger/entry.ts";

const PRICE: TokenPrice = {
  input: { base: flatRate(1), tiers: [] },
  output: { base: flatRate(10), tiers: [] },
  cachedInput: { base: flatRate(0.1), tiers: [] },
  request: flatRate(1_000),
};
const USAGE: Usage = { promptTokens: 100, completionTokens: 10, cachedTokens: 50, reasoningTokens: 4 };

const record = (over: Partial<AuditRecord> = {}): AuditRecord => ({
  requestId: "request",
  startedAt: 1_000,
  route: "POST /v1/chat/completions",
  status: 200,
  outcome: "ok",
  tenant: "acme",
  keyId: "keykeykeykey",
  provider: "openai",
  model: "gpt-5",
  cache: "miss",
  usage: USAGE,
  timings: {},
  durationMs: 12.4,
  ...over,
});
const spending = { id: "admission", admittedAt: 2_000, price: PRICE };

describe("the ledger's entry of a request", () => {
  test("has its ids, its tokens and what they cost", () => {
    expect(ledgerEntry(record(), spending)).toEqual({
      id: "admission",
      requestId: "request",
      at: 2_000,
      tenant: "acme",
      keyId: "keykeykeykey",
      provider: "openai",
      model: "gpt-5",
      outcome: "ok",
      cache: "miss",
      inputTokens: 100,
      cachedInputTokens: 50,
      outputTokens: 10,
      reasoningTokens: 4,
      estimated: false,
      unpriced: false,
      costMicrodollars: 50 + 5 + 100 + 1_000,
      durationMs: 12,
    });
  });

  test.each<[string, Partial<AuditRecord>, object]>([
    [
      "an answer from the cache costs nothing",
      { cache: "hit" },
      { inputTokens: 0, outputTokens: 0, costMicrodollars: 0, cache: "hit" },
    ],
    [
      "what was refused costs nothing",
      { outcome: "failed", usage: undefined as never },
      { costMicrodollars: 0, outcome: "failed", unpriced: false },
    ],
    [
      "what was cut costs what it used, and says that it was counted here",
      { outcome: "cut", usage: { ...USAGE, estimated: true } },
      { costMicrodollars: 1_155, estimated: true },
    ],
    ["a tier has its price", { usage: { ...USAGE, serviceTier: "batch" } }, { costMicrodollars: 1_155 }],
  ])("%s", (_, over, expected) => {
    expect(ledgerEntry(record(over), spending)).toMatchObject(expected);
  });

  test("without a price it costs nothing and says so, but not when nothing was used", () => {
    const unpriced = { ...spending, price: undefined };
    expect(ledgerEntry(record(), unpriced)).toMatchObject({ unpriced: true, costMicrodollars: 0, inputTokens: 100 });
    expect(ledgerEntry(record({ cache: "hit" }), unpriced)).toMatchObject({ unpriced: false });
  });

  test("there is none of a request without a tenant", () => {
    const { tenant: _, ...unknown } = record();
    expect(ledgerEntry(unknown, spending)).toBeUndefined();
  });
});
