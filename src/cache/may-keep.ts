import type { CacheClass } from "./eligibility.ts";

/** How an exchange went, as far as it matters to whether its answer may be given to others. */
export interface Ending {
  readonly kind: CacheClass["kind"];
  /** What the caller's headers allow. */
  readonly write: boolean;
  readonly outcome: "ok" | "failed" | "cut" | "client_gone";
  /** A guard has found something in the request or in the answer. */
  readonly flagged: boolean;
  /** Values were taken out of the answer that the caller never sent. */
  readonly redacted: boolean;
  /** It came from the cache itself: keeping it again would prolong its life. */
  readonly cached: boolean;
  /** What `storable.ts` says of the template: complete, without tool calls and values. */
  readonly storable: boolean;
}

export type Unkept = "class" | "policy" | "unfinished" | "flagged" | "redacted" | "cached" | "not_storable";

/** Why an answer is not kept; nothing when it is. What is not known to be good is not kept. */
export function unkeptBecause(ending: Ending): Unkept | undefined {
  if (ending.kind === "never") return "class";
  if (!ending.write) return "policy";
  if (ending.outcome !== "ok") return "unfinished";
  if (ending.flagged) return "flagged";
  if (ending.redacted) return "redacted";
  if (ending.cached) return "cached";
  return ending.storable ? undefined : "not_storable";
}
