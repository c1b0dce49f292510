import type { BudgetNotice } from "../core/limits/budget.ts";
import type { Charge, Limit, Reading } from "../core/limits/limit.ts";
import type { LedgerEntry } from "../core/ledger-entry.ts";

/** What must be asked before a request may go on: one call, one round trip, all or nothing. */
export interface Admission {
  /** Made anew for each admission; what is reserved belongs to it. */
  readonly id: string;
  /** How long a reservation stands that is never settled. */
  readonly leaseMs: number;
  readonly limits: readonly Limit[];
  /** To be spent: a proof that comes twice is refused. */
  readonly nonce?: Nonce | undefined;
  /** The exact-cache key to look up in the same call, if any. */
  readonly cacheKey?: string | undefined;
  /** The caller of the state already holds the answer: charge as for a hit. */
  readonly answered?: boolean;
}

export interface Nonce {
  readonly value: string;
  /** From then on the proof is too old by itself, unix ms. */
  readonly expiresAt: number;
}

/**
 * Readings stand in the order of `limits`. On a hit, limits without `onHit` are neither asked nor
 * charged, and their readings show them as they are. Nothing is counted unless `admitted`.
 */
export type Verdict =
  | {
      readonly kind: "admitted";
      readonly at: number;
      readonly readings: readonly Reading[];
      readonly cached: CachedText | undefined;
    }
  | { readonly kind: "refused"; readonly readings: readonly Reading[] }
  | { readonly kind: "replayed" };

export interface CachedText {
  readonly text: string;
  /** Unix ms. */
  readonly storedAt: number;
}

export interface CacheEntry {
  readonly key: string;
  readonly text: string;
  readonly ttlMs: number;
}

/** The end of an admitted request. The first settlement of an id counts, later ones change nothing. */
export interface Settlement {
  readonly id: string;
  readonly charges: readonly Charge[];
  /** Kept with the charges, in one step, until the ledger has it. */
  readonly entry?: LedgerEntry | undefined;
}

/**
 * Limits, money and cache of the tenants, shared by every replica of the gateway. Nothing of one
 * tenant can be reached by naming another's counters or keys. Every method rejects when the store
 * cannot be reached or answers what it must not; none waits longer than the adapter's deadline.
 */
export interface TenantState {
  admit(tenant: string, admission: Admission): Promise<Verdict>;
  /** Resolves when the charges and entries cannot be lost any more. */
  settle(tenant: string, settlements: readonly Settlement[]): Promise<readonly BudgetNotice[]>;
  /** Micro-dollars spent and reserved in each of the budgets' counters. */
  spending(
    tenant: string,
    counters: readonly string[],
  ): Promise<readonly { readonly spent: number; readonly reserved: number }[]>;
  /** Keeps answers until their time is over. The newest answer for a key stays. */
  store(tenant: string, entries: readonly CacheEntry[]): Promise<void>;
  /** Hands entries that the ledger does not have yet to it, and forgets them when it has them. */
  deliver(tenant: string): Promise<void>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
}

/** Longest text that a store must take, in characters. */
export const MAX_CACHED_CHARACTERS = 262_144;
/** Most limits in one admission. */
export const MAX_LIMITS = 32;
