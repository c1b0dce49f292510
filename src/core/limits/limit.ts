/**
 * What a request must fit into. Amounts are whole numbers: requests, tokens or micro-dollars. A
 * counter's name is unique within its tenant and holds no personal data; two limits of one
 * admission never name the same counter. Names that callers can make more of as they like begin
 * with `user:` or `ip:`: those may be forgotten for want of room (`counter-names.ts`).
 */
export type Limit = WindowLimit | BucketLimit | ConcurrencyLimit | BudgetLimit;

interface Named {
  readonly counter: string;
  /** Whether an answer from the cache counts too: requests do, tokens and money do not. */
  readonly onHit: boolean;
}

/** A sliding window: two fixed windows, the older weighted by how much of it still lies in the last `windowMs`. */
export interface WindowLimit extends Named {
  readonly kind: "window";
  readonly limit: number;
  readonly windowMs: number;
  readonly amount: number;
}

/**
 * A bucket of `capacity` that fills again in `fillMs`, evenly. A refused request takes nothing; one
 * that used more than it reserved may leave a debt, of a capacity at most.
 */
export interface BucketLimit extends Named {
  readonly kind: "bucket";
  readonly capacity: number;
  readonly fillMs: number;
  readonly amount: number;
}

/** At most `limit` requests at a time; one that is never settled counts until its lease ends. */
export interface ConcurrencyLimit extends Named {
  readonly kind: "concurrency";
  readonly limit: number;
}

/**
 * Micro-dollars of one period; the period is part of the counter's name. What is reserved counts
 * like what is spent. A soft budget refuses nothing.
 */
export interface BudgetLimit extends Named {
  readonly kind: "budget";
  readonly limit: number;
  readonly amount: number;
  readonly hard: boolean;
  /** Spending this much is reported, once. */
  readonly warnAt: number;
  /** End of the period, unix ms; the counter is kept for a while longer. */
  readonly endsAt: number;
}

/** How a limit stands: behind an admission as it is now, behind a refusal as the refused request met it. */
export interface Reading {
  readonly allowed: boolean;
  /** What would still pass now, in the limit's unit; never below 0. */
  readonly remaining: number;
  /** Until nothing counts any more, in ms. */
  readonly resetMs: number;
  /** Until the same request would pass if nobody else calls, in ms; 0 when allowed. */
  readonly retryAfterMs: number;
}

/**
 * What a request turned out to be, for a limit that it was asked for. The state replaces what was
 * reserved by what was used; where it knows of no reservation (a crash has lost it, the limit was
 * not asked on a hit, the lease ended long ago), it adds what was used. A window's reservation
 * stands in the window that held `since`; when that one no longer counts, there is nothing to
 * correct.
 */
export interface Charge {
  readonly limit: Limit;
  /** When it was admitted, by the state's clock, unix ms; what the state itself knows comes first. */
  readonly since: number;
  /** Used instead of `limit.amount`; ignored for concurrency. */
  readonly used: number;
}
