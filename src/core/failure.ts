import type { Reading } from "./limits/limit.ts";
import type { About } from "./limits/rules.ts";
import type { ProofFault } from "./proof-fault.ts";

/**
 * Every way in which a request can fail. `reason` is for the audit record only; `message` is for
 * the caller. Neither may hold text of a prompt, an answer or a secret.
 */
export type Failure =
  | { readonly kind: "bad_key"; readonly reason: KeyRefusal }
  /** By the policy of the tenant or of the key. */
  | { readonly kind: "not_allowed"; readonly reason: "path" | "ip" | "referrer" }
  | { readonly kind: "model_not_allowed" }
  /** None of the proofs that are asked for holds; what is wrong with each. */
  | { readonly kind: "proof_failed"; readonly faults: readonly ProofFault[] }
  | { readonly kind: "invalid_request"; readonly message: string; readonly param: string | null }
  | { readonly kind: "too_large"; readonly message: string; readonly param: string | null }
  /** Entity ids only. */
  | { readonly kind: "content_blocked"; readonly entities: readonly string[] }
  | { readonly kind: "unknown_path" }
  | { readonly kind: "wrong_method"; readonly allowed: string }
  | { readonly kind: "unknown_model" }
  | { readonly kind: "rate_limited"; readonly about: About; readonly reading: Reading }
  /** More than a limit lets through at any time. */
  | { readonly kind: "over_limit"; readonly about: About }
  | { readonly kind: "budget_exceeded"; readonly about: About; readonly reading: Reading }
  /** Nobody knows what the model costs, and the policy does not let it count as nothing. */
  | { readonly kind: "unknown_price" }
  | { readonly kind: "state_unavailable"; readonly reason: string }
  | { readonly kind: "upstream_refused"; readonly status: number; readonly refusal: Refusal }
  | { readonly kind: "upstream_rate_limited"; readonly retryAfter: string | null }
  | { readonly kind: "upstream_rejected_gateway"; readonly status: number }
  | { readonly kind: "upstream_broken"; readonly reason: string }
  | { readonly kind: "upstream_timeout"; readonly phase: "first_byte" | "idle" | "total" }
  | { readonly kind: "client_gone" }
  | AdminFailure
  | { readonly kind: "misconfigured"; readonly reason: string }
  | { readonly kind: "internal"; readonly reason: string };

/** What can only happen to those who manage tenants and keys. */
export type AdminFailure =
  | { readonly kind: "bad_admin_token"; readonly reason: "missing" | "mismatch" }
  | { readonly kind: "unknown_record"; readonly record: "tenant" | "key" }
  | { readonly kind: "conflict"; readonly message: string; readonly param: string | null }
  /** What a change was based on is not the newest version. */
  | { readonly kind: "version_mismatch" }
  | { readonly kind: "ledger_unavailable"; readonly reason: string };

/** Why a key does not count. The caller is told the same of all of them. */
export type KeyRefusal =
  | "missing"
  | "malformed"
  /** Not made by this gateway, or mistyped. */
  | "forged"
  | "unknown"
  | "mismatch"
  | "revoked"
  | "expired"
  | "disabled";

/** A provider's own words about a request that it refused, already screened. */
export interface Refusal {
  readonly message: string;
  readonly param: string | null;
  readonly code: string | null;
}

export type FailureSource = "client" | "gateway" | "upstream";

/** Carries a {@link Failure} through `throw`; stages throw it, the composition root renders it. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** Makes a failure of whatever was thrown. The thrown text is dropped: it may hold a prompt. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof GatewayError) return thrown.failure;
  return { kind: "internal", reason: thrown instanceof Error ? thrown.name : typeof thrown };
}
