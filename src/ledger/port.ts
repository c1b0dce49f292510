import type { LedgerEntry } from "../core/ledger-entry.ts";

/** What the sums of a usage report are grouped by. */
export type UsageGrouping = "key" | "model" | "day" | "provider";

export interface UsageQuery {
  readonly tenant: string;
  /** Unix ms, from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
  readonly keyId?: string | undefined;
  readonly model?: string | undefined;
  readonly groupBy: readonly UsageGrouping[];
  /** Most rows. */
  readonly limit: number;
}

export interface UsageRow {
  /** The values of what was grouped by, in that order; a day is written as 2026-11-21 (UTC). */
  readonly group: readonly string[];
  readonly requests: number;
  readonly failed: number;
  readonly cacheHits: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly unpriced: number;
  readonly costMicrodollars: number;
}

/** Where usage is written down for good. Every method rejects when it cannot be reached. */
export interface UsageLedger {
  /** Adds entries; those whose id is there already change nothing. */
  append(entries: readonly LedgerEntry[]): Promise<void>;
  /** Sums, most expensive first. Never anything of another tenant. */
  usage(query: UsageQuery): Promise<readonly UsageRow[]>;
  /** When each key of a tenant was last used, unix ms. */
  lastUses(tenant: string): Promise<ReadonlyMap<string, number>>;
  ping(): Promise<void>;
}
