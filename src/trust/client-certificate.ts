import type { CertificateSettings } from "../config/zero-trust.ts";
import { isObject } from "../core/json.ts";
import type { CertificateFault } from "../core/proof-fault.ts";

/** As OpenSSL writes times: `Dec  2 19:39:00 2028 GMT`. */
const CERTIFICATE_TIME = /^[A-Z][a-z]{2} {1,2}\d{1,2} \d{2}:\d{2}:\d{2} \d{4} GMT$/;

/**
 * Decides over the client certificate of a connection, as Cloudflare's edge describes it in `request.cf.tlsClientAuth`
 * (https://developers.cloudflare.com/workers/runtime-apis/request/). The edge has checked the chain and that the client
 * holds the private key. Each list in the settings must name the certificate. What is not said counts against it.
 * @param now Unix ms.
 */
export function checkCertificate(
  tlsClientAuth: unknown,
  settings: CertificateSettings,
  now: number,
): { readonly fingerprint: string } | { readonly fault: CertificateFault } {
  if (!isObject(tlsClientAuth) || tlsClientAuth.certPresented !== "1") return { fault: "absent" };
  const certificate = tlsClientAuth;
  if (certificate.certVerified !== "SUCCESS") return { fault: "unverified" };
  if (certificate.certRevoked !== "0") return { fault: "revoked" };
  if (!(timeOf(certificate.certNotBefore) <= now)) return { fault: "not_yet_valid" };
  if (!(now < timeOf(certificate.certNotAfter))) return { fault: "expired" };
  const fingerprint = certificate.certFingerprintSHA256;
  if (typeof fingerprint !== "string" || !isNamed(settings.fingerprints, fingerprint.toLowerCase()))
    return { fault: "fingerprint" };
  if (!isNamed(settings.issuers, certificate.certIssuerDNRFC2253)) return { fault: "issuer" };
  if (!isNamed(settings.subjects, certificate.certSubjectDNRFC2253)) return { fault: "subject" };
  return { fingerprint: fingerprint.toLowerCase() };
}

function isNamed(names: readonly string[] | undefined, name: unknown): boolean {
  return names === undefined || (typeof name === "string" && names.includes(name));
}

/** Unix ms; NaN, with which every comparison fails, for what is no such time. */
function timeOf(text: unknown): number {
  return typeof text === "string" && CERTIFICATE_TIME.test(text) ? Date.parse(text) : Number.NaN;
}
