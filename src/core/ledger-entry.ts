/** One request in the usage ledger: ids, counts and cost, no text. */
export interface LedgerEntry {
  /** The admission's id: an entry that is written twice is there once. */
  readonly id: string;
  readonly requestId: string;
  /** When it was admitted, unix ms. */
  readonly at: number;
  readonly tenant: string;
  readonly keyId: string;
  readonly provider: string;
  readonly model: string;
  readonly outcome: "ok" | "failed" | "cut" | "client_gone";
  readonly cache: "hit" | "miss" | "bypass";
  readonly inputTokens: number;
  /** Of these, read from the provider's prompt cache. */
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** Of these, spent on reasoning. */
  readonly reasoningTokens: number;
  /** The provider did not say; counted by the gateway. */
  readonly estimated: boolean;
  /** No price is known, and the policy lets it count as nothing. */
  readonly unpriced: boolean;
  readonly costMicrodollars: number;
  readonly durationMs: number;
}
