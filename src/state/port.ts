import type { BudgetNotice } from "../core/limits/budget.ts";
import type { Charge, Limit, Reading } from "../core/limits/limit.ts";
import type { LedgerEntry } from "../core/ledger-entry.ts";

/**
 * What must be asked before a request may go on: one call, one round trip, all or nothing. Amounts
 * of windows and buckets are at least 1 and at most the limit; those of budgets may be 0 or more
 * than there is, which is refused like any other.
 */
export interface Admission {
  /** Made anew for each admission; what is reserved belongs to it. The same id again reserves nothing more. */
  readonly id: string;
  /** How long concurrency and money stay reserved that are never settled. */
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
 * charged; their readings show them as they are, and allowed. Nothing is counted, and no nonce is
 * spent, unless `admitted`. An id that was admitted before is admitted again, at its first time,
 * as long as it holds what is asked for; one that was settled or whose lease has ended (its caller
 * has stopped waiting for it) is refused, perhaps with readings that all allow.
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

/**
 * The end of an admitted request. The first settlement of an id counts, also when its lease has
 * ended or nobody knows the id; later ones change nothing for at least {@link REMEMBERED_MS} after
 * that and after the end of the lease. What the id holds of concurrency and budgets ends, charged
 * or not; windows and buckets without a charge stay as reserved. A caller that has stopped waiting
 * for an admission settles it with 0 used, and so takes back what it may have reserved.
 */
export interface Settlement {
  readonly id: string;
  readonly charges: readonly Charge[];
  /** Kept with the charges, in one step, until the ledger has it. */
  readonly entry?: LedgerEntry | undefined;
}

/** What a budget's counter holds, micro-dollars. */
export interface Spending {
  readonly spent: number;
  readonly reserved: number;
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
  /** What each of the budgets' counters holds, in their order; an unknown one holds nothing. */
  spending(tenant: string, counters: readonly string[]): Promise<readonly Spending[]>;
  /** Keeps answers until their time is over. The newest answer for a key stays. */
  store(tenant: string, entries: readonly CacheEntry[]): Promise<void>;
  /** Hands entries that the ledger does not have yet to it, and forgets them when it has them. */
  deliver(tenant: string): Promise<void>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
}

/** Longest text that a store must take, in characters. */
export const MAX_CACHED_CHARACTERS = 262_144;
/** Most limits in one admission, and charges in one settlement. */
export const MAX_LIMITS = 32;
/** Most settlements, or budgets, in one call. */
export const MAX_BATCH = 1_000;
/** Longest lease: more than the longest answer and margin that may be configured. */
export const MAX_LEASE_MS = 7_200_000;
/** How long an id is known after its lease has ended or it was settled, whichever comes last. */
export const REMEMBERED_MS = 900_000;
