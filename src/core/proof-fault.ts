export type ProofKind = "cloudflare-access" | "oidc" | "mtls" | "hmac";

/** Why a proof does not hold, without any of its text. For the audit record only. */
export type ProofFault =
  | { readonly proof: "cloudflare-access" | "oidc"; readonly fault: TokenFault }
  | { readonly proof: "mtls"; readonly fault: CertificateFault }
  | { readonly proof: "hmac"; readonly fault: SignatureFault };

export type TokenFault =
  | "absent"
  | "repeated"
  | "oversized"
  | "malformed"
  | "algorithm"
  | "key_id"
  /** A header parameter that would bring a key along, change how the token is read, or says that it is no such token. */
  | "parameter"
  | "unknown_key"
  | "ambiguous_key"
  | "keys_unreachable"
  | "keys_invalid"
  | "signature"
  | "expired"
  | "not_yet_valid"
  | "issued_in_future"
  | "issuer"
  | "audience"
  | "claim";

export type CertificateFault =
  | "absent"
  | "unverified"
  | "revoked"
  | "not_yet_valid"
  | "expired"
  | "fingerprint"
  | "issuer"
  | "subject";

export type SignatureFault =
  | "absent"
  | "timestamp"
  | "outside_window"
  | "nonce"
  | "malformed"
  | "signature"
  /** It was right, and has come before. */
  | "replayed";
