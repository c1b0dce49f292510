import type { ProofKind } from "../core/proof-fault.ts";

/** Who has proved to be behind a request. */
export interface Identity {
  readonly kind: ProofKind;
  /** The issuer's name for a person or a machine: personal data, so only a keyed digest of it may be recorded. */
  readonly subject?: string;
}

/** A nonce that must not have been seen before, and until when it must be remembered. */
export interface Nonce {
  readonly value: string;
  /** Unix ms. */
  readonly expiresAt: number;
}
