/**
 * Where a wording may be found: all of it must be equal. Nothing that was kept in one scope is seen
 * from another; a vector of another dimension is another scope by itself.
 */
export interface IndexScope {
  readonly tenant: string;
  /** Chosen by the caller; can be emptied as a whole. */
  readonly namespace: string;
  /** SHA-256, hex, over everything else that must be the same (`cache/partition.ts`). */
  readonly partition: string;
}

/** A masked question and its vector, of any length but zero. */
export interface Wording {
  readonly text: string;
  readonly vector: Float32Array;
}

export interface NewEntry {
  readonly wording: Wording;
  /** Where the answer lies in the exact tier. */
  readonly answerKey: string;
  /** What a caller wants to know of an entry without reading its answer. */
  readonly facets: Readonly<Record<string, string>>;
  /** By which it can be removed with others. */
  readonly tags: readonly string[];
  /** Whose quota it counts against: the id of a key. */
  readonly writer: string;
  readonly ttlMs: number;
}

export interface Candidate {
  readonly id: string;
  /** Of both vectors; exact to 0.01 where vectors are kept as whole numbers. */
  readonly cosine: number;
  readonly text: string;
  readonly facets: Readonly<Record<string, string>>;
  readonly answerKey: string;
  /** Masked wordings that were found to want another answer, the newest first. */
  readonly negatives: readonly string[];
  /** Unix ms. */
  readonly storedAt: number;
}

export interface Found {
  /** To be given to `put` and `addAlias`: what was asked before the scope was emptied is not kept behind it. */
  readonly epoch: string;
  /** The nearest first. */
  readonly candidates: readonly Candidate[];
}

/** `stale`: the scope was emptied meanwhile; `gone`: there is no such entry. */
export type Kept = { readonly kind: "kept"; readonly id: string } | { readonly kind: "stale" | "gone" };

export type Target = { readonly id: string } | { readonly tag: string };

/** What is emptied: all of a tenant, one of its namespaces, or one partition of that. */
export type Reach =
  | { readonly namespace?: undefined; readonly partition?: undefined }
  | { readonly namespace: string; readonly partition?: string | undefined };

/** What is counted for a tenant. `similarity_n` counts best cosines from n/10 to (n+1)/10, those below 0 as 0. */
export const SUMS = [
  "exact_hits",
  "canonical_hits",
  "semantic_hits",
  "misses",
  "unavailable",
  "vetoed",
  "grey",
  "promoted",
  "rejected",
  "reported",
  "corrupted",
  "evicted",
  "saved_ms",
  "saved_microdollars",
  ...([0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const).map((tenth) => `similarity_${tenth}` as const),
] as const;
export type Sum = (typeof SUMS)[number];

/** Hits that were asked again in an hour (unix ms / 3,600,000), and how many of them were wrong. */
export interface AuditHour {
  readonly hour: number;
  readonly audited: number;
  readonly wrong: number;
}

/** What has happened, to be added up. */
export interface Happened {
  /** Ids of candidates that were served. */
  readonly used?: readonly string[];
  readonly sums?: Readonly<Partial<Record<Sum, number>>>;
  readonly audit?: { readonly audited: number; readonly wrong: number };
}

/**
 * Wordings of a tenant with the answers that they have, found by similarity. A copy of what was
 * asked upstream: any of it may be missing at any time. Every method rejects when the store cannot
 * be reached, answers what it must not, or does not answer in time; what a caller waits for is a
 * miss then.
 */
export interface SemanticIndex {
  /** The entries that are nearest to a vector. What was just kept may not be found yet. */
  query(scope: IndexScope, vector: Float32Array, top: number, deadlineMs: number): Promise<Found>;
  /** Keeps an entry, in place of an older one with the same text. Where there is no room, the least useful gives way. */
  put(scope: IndexScope, epoch: string, entry: NewEntry): Promise<Kept>;
  /** Another wording for an entry's answer; it goes when the entry goes. */
  addAlias(scope: IndexScope, epoch: string, id: string, wording: Wording, writer: string): Promise<Kept>;
  /** Another wording that wants another answer. Says whether there is such an entry. */
  addNegative(tenant: string, id: string, text: string): Promise<boolean>;
  /** Removes entries and their aliases. */
  remove(tenant: string, target: Target): Promise<void>;
  /** Empties what it reaches, at once, also of what is still to be kept; and forgets the audits when that is all of it. */
  bumpEpoch(tenant: string, reach: Reach): Promise<void>;
  /** A hit was bad: the entry goes, and is counted. Says whether there was one. */
  report(tenant: string, id: string): Promise<boolean>;
  record(tenant: string, happened: Happened): Promise<void>;
  sums(tenant: string): Promise<Readonly<Record<Sum, number>>>;
  /** Of the last {@link AUDIT_DAYS}, in order; hours without an audit are left out. */
  audits(tenant: string): Promise<readonly AuditHour[]>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
}

/** How much of a tenant is kept. */
export interface Capacity {
  readonly entries: number;
  /** Of one writer: beyond it, its own least useful entry gives way. */
  readonly entriesOfWriter: number;
}

export const CAPACITY: Capacity = { entries: 100_000, entriesOfWriter: 20_000 };
/** Most candidates of one query. */
export const MAX_TOP = 5;
/** Negative wordings of one entry; the oldest give way. */
export const MAX_NEGATIVES = 8;
/** Characters of a wording. */
export const MAX_TEXT = 4_096;
export const MAX_TTL_MS = 30 * 86_400_000;
export const AUDIT_DAYS = 14;
