import type { Failure } from "./failure.ts";
import type { ProofKind } from "./proof-fault.ts";

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
  /** The caller's x-agentshield-metadata, screened. */
  metadata?: Readonly<Record<string, string>>;
  /** Stage → ms. Where the runtime freezes its clock between I/O, work without I/O shows as 0. */
  readonly timings: Record<string, number>;
  durationMs?: number;
}

export type CacheStatus = "hit" | "miss" | "bypass";

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
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
