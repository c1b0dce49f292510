import type { Failure } from "./failure.ts";
import type { ProofKind } from "./proof-fault.ts";
import type { ServiceTier } from "./money/price.ts";

/**
 * What is kept of a request: ids, counts, times. One record per request, written when its answer
 * has ended. No field can hold text of a prompt, an answer, a header or a secret.
 */
export interface AuditRecord {
  readonly requestId: string;
  /** Unix ms. */
  readonly startedAt: number;
  /** The route's pattern, never the path as sent. */
  route: string;
  status: number;
  outcome: "ok" | "failed" | "cut" | "client_gone";
  failure?: Failure["kind"];
  reason?: string;
  tenant?: string;
  keyId?: string;
  /** The zero-trust proof that held. */
  proof?: ProofKind;
  /** Whom that proof speaks of: a keyed digest, another one in each tenant. */
  subject?: string;
  provider?: string;
  model?: string;
  stream?: boolean;
  cache?: CacheStatus;
  /** Distinct values per entity id. */
  found?: Readonly<Record<string, number>>;
  /** How often the answer held a value that the caller never sent, per entity id. */
  redacted?: Readonly<Record<string, number>>;
  requestBytes?: number;
  usage?: Usage;
  costMicrodollars?: number;
  /** Nobody knows what the model costs; it counts as nothing. */
  unpriced?: true;
  /** The state could not be asked, and the policy lets requests pass then. */
  unguarded?: string;
  /** The caller's x-agentshield-metadata, screened. */
  metadata?: Readonly<Record<string, string>>;
  /** Stage → ms. Where the runtime freezes its clock between I/O, work without I/O shows as 0. */
  readonly timings: Record<string, number>;
  durationMs?: number;
}

export type CacheStatus = "hit" | "miss" | "bypass";

/** Tokens of one answer. The parts are counted in the two totals too; a part that is absent is 0. */
export interface Usage {
  /** All input, whatever of it was cached. */
  readonly promptTokens: number;
  /** All output, reasoning too. */
  readonly completionTokens: number;
  /** Of the input: read from the provider's prompt cache. */
  readonly cachedTokens?: number;
  /** Of the input: written to the provider's prompt cache, for whatever time. */
  readonly cacheWriteTokens?: number;
  /** Of the tokens written: kept for an hour instead of five minutes. */
  readonly cacheWrite1hTokens?: number;
  readonly promptAudioTokens?: number;
  readonly promptImageTokens?: number;
  readonly reasoningTokens?: number;
  readonly completionAudioTokens?: number;
  readonly completionImageTokens?: number;
  /** How the provider says that it has worked, where that is not the standard. */
  readonly serviceTier?: Exclude<ServiceTier, "standard">;
  /** The provider did not say, or not all of it; counted by the gateway. */
  readonly estimated?: true;
}

/** What the audit record says of a failure. */
export function reasonOf(failure: Failure): string | undefined {
  switch (failure.kind) {
    case "bad_key":
    case "not_allowed":
    case "bad_admin_token":
    case "ledger_unavailable":
    case "state_unavailable":
    case "upstream_broken":
    case "misconfigured":
    case "internal":
      return failure.reason;
    case "proof_failed":
      return failure.faults.map(({ proof, fault }) => `${proof}:${fault}`).join(",");
    case "rate_limited":
    case "over_limit":
    case "budget_exceeded":
      return `${failure.about.of} per ${failure.about.per}`;
    case "upstream_timeout":
      return failure.phase;
    case "upstream_refused":
    case "upstream_rejected_gateway":
      return `status ${failure.status}`;
    case "content_blocked":
      return failure.entities.join(",");
    case "invalid_request":
    case "too_large":
      // The path of a field may hold a caller's property names; its first word is the contract's.
      return failure.param === null ? undefined : /^[a-z_]{1,32}/.exec(failure.param)?.[0];
    default:
      return undefined;
  }
}
