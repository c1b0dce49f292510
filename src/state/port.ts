import type { WindowDecision, WindowRule } from "../core/sliding-window.ts";

/** What must be asked before a request may go on: one call, one round trip. */
export interface Admission {
  /** Name of the counter that the request is counted in. */
  readonly counter: string;
  readonly rule: WindowRule;
  /** The exact-cache key to look up in the same call, if any. */
  readonly cacheKey: string | undefined;
}

export interface Admitted {
  readonly decision: WindowDecision;
  /** Present when allowed and found. */
  readonly cached: CachedText | undefined;
}

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
 * Limits and cache of the tenants, shared by every replica of the gateway. Nothing of one tenant
 * can be reached by naming another's keys. Every method rejects when the store cannot be reached.
 */
export interface TenantState {
  /** Counts a request and, if it is allowed, looks up a cached answer. */
  admit(tenant: string, admission: Admission): Promise<Admitted>;
  /** Keeps answers until their time is over. The newest answer for a key stays. */
  store(tenant: string, entries: readonly CacheEntry[]): Promise<void>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
}

/** Longest text that a store must take, in characters. */
export const MAX_CACHED_CHARACTERS = 262_144;
