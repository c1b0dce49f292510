import type { RequestLimit } from "./limits/limit.ts";

/**
 * Every way in which a request can fail. `reason` is for the audit record only; `message` is for
 * the caller. Neither may hold text of a prompt, an answer or a secret.
 */
export type Failure =
  | { readonly kind: "bad_key"; readonly reason: "missing" | "malformed" | "unknown" | "mismatch" }
  | { readonly kind: "invalid_request"; readonly message: string; readonly param: string | null }
  | { readonly kind: "too_large"; readonly message: string; readonly param: string | null }
  /** Entity ids only. */
  | { readonly kind: "content_blocked"; readonly entities: readonly string[] }
  | { readonly kind: "unknown_path" }
  | { readonly kind: "wrong_method"; readonly allowed: string }
  | { readonly kind: "unknown_model" }
  | { readonly kind: "rate_limited"; readonly decision: RequestLimit }
  | { readonly kind: "state_unavailable"; readonly reason: string }
  | { readonly kind: "upstream_refused"; readonly status: number; readonly refusal: Refusal }
  | { readonly kind: "upstream_rate_limited"; readonly retryAfter: string | null }
  | { readonly kind: "upstream_rejected_gateway"; readonly status: number }
  | { readonly kind: "upstream_broken"; readonly reason: string }
  | { readonly kind: "upstream_timeout"; readonly phase: "first_byte" | "idle" | "total" }
  | { readonly kind: "client_gone" }
  | { readonly kind: "misconfigured"; readonly reason: string }
  | { readonly kind: "internal"; readonly reason: string };

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
