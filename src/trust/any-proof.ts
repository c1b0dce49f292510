import type { ProofSettings } from "../config/zero-trust.ts";
import type { ProofFault } from "../core/proof-fault.ts";
import { checkCertificate } from "./client-certificate.ts";
import type { Identity, Nonce } from "./identity.ts";
import type { KeySets } from "./key-sets.ts";
import { isInWindow, isSignedWith, nonceOf, readSignature, textToSign } from "./request-signature.ts";
import { accessRule, oidcRule, subjectOf, type TokenRule, verifyToken } from "./token.ts";

/** What a request shows of itself. */
export interface Evidence {
  readonly headers: Headers;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Public half of the caller's key. */
  readonly keyId: string;
  /** As the edge describes the connection, `request.cf.tlsClientAuth`. */
  readonly tlsClientAuth: unknown;
  /** Asked for by signatures only. */
  readonly body: () => Promise<Uint8Array>;
}

export interface TrustPorts {
  readonly keySets: KeySets;
  /** The secret with which requests of a key are signed, by the key's public half. */
  readonly requestSecretOf: (keyId: string) => string;
  readonly now: () => number;
}

export interface Proven {
  readonly identity: Identity;
  /** Not yet spent: whoever holds the state must refuse one that it has seen. */
  readonly nonce?: Nonce;
}

/** Gives the first proof that holds, in the order of the settings, or what is wrong with each. */
export async function anyProof(
  proofs: readonly ProofSettings[],
  evidence: Evidence,
  ports: TrustPorts,
): Promise<Proven | { readonly faults: readonly ProofFault[] }> {
  const faults: ProofFault[] = [];
  for (const settings of proofs) {
    const proven = await prove(settings, evidence, ports);
    if ("identity" in proven) return proven;
    faults.push(proven);
  }
  return { faults };
}

async function prove(settings: ProofSettings, evidence: Evidence, ports: TrustPorts): Promise<Proven | ProofFault> {
  switch (settings.kind) {
    case "cloudflare-access":
      return byToken(settings.kind, accessRule(settings), evidence, ports);
    case "oidc":
      return byToken(settings.kind, oidcRule(settings), evidence, ports);
    case "mtls": {
      const checked = checkCertificate(evidence.tlsClientAuth, settings, ports.now());
      if ("fault" in checked) return { proof: "mtls", fault: checked.fault };
      return { identity: { kind: "mtls", subject: checked.fingerprint } };
    }
    case "hmac":
      return bySignature(evidence, ports);
  }
}

async function byToken(
  kind: "cloudflare-access" | "oidc",
  rule: TokenRule,
  { headers }: Evidence,
  { keySets, now }: TrustPorts,
): Promise<Proven | ProofFault> {
  const verified = await verifyToken(headers.get(rule.header), rule, keySets, now());
  if ("fault" in verified) return { proof: kind, fault: verified.fault };
  const subject = subjectOf(verified.claims);
  return { identity: { kind, ...(subject === undefined ? {} : { subject }) } };
}

async function bySignature(evidence: Evidence, { requestSecretOf, now }: TrustPorts): Promise<Proven | ProofFault> {
  const { headers, method, path, keyId, body } = evidence;
  const read = readSignature(headers, now());
  if ("fault" in read) return { proof: "hmac", fault: read.fault };
  const text = textToSign({ ...read, method, path }, await body());
  // A body that comes slowly must not outlast the memory of the nonce.
  if (!isInWindow(read.timestamp, now())) return { proof: "hmac", fault: "outside_window" };
  if (!isSignedWith(requestSecretOf(keyId), text, read.signature)) return { proof: "hmac", fault: "signature" };
  return { identity: { kind: "hmac" }, nonce: nonceOf(keyId, read) };
}
