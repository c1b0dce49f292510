import type { LedgerEntry } from "../../../src/core/ledger-entry.ts";

/** The ledger behind a state under test. */
export interface TestLedger {
  /** All that it was given for a tenant, in order; an entry that came twice is there twice. */
  entries(tenant: string): Promise<readonly LedgerEntry[]>;
  /** From now on it takes no entries of a tenant, or takes them again. */
  fail(tenant: string, failing: boolean): Promise<void>;
}

export const entryOf = (tenant: string, id: string, costMicrodollars = 1): LedgerEntry => ({
  id,
  requestId: `request-${id}`,
  at: 1_000,
  tenant,
  keyId: "key",
  provider: "openai",
  model: "m",
  outcome: "ok",
  cache: "miss",
  inputTokens: 10,
  cachedInputTokens: 2,
  outputTokens: 5,
  reasoningTokens: 1,
  estimated: false,
  unpriced: false,
  costMicrodollars,
  durationMs: 12,
});
