import { describe, expect, test } from "vitest";
import type { CertificateSettings } from "../../src/config/zero-trust.ts";
import { checkCertificate } from "../../src/trust/client-certificate.ts";
import { NOW } from "./issuer.ts";

const FINGERPRINT = "ab".repeat(32);
const ISSUER = "CN=Acme Root,O=Acme,C=US";
const SUBJECT = "CN=batch-7,O=Acme,C=US";

/** As Cloudflare's edge describes a good certificate. */
const CERTIFICATE = {
  certPresented: "1",
  certVerified: "SUCCESS",
  certRevoked: "0",
  certIssuerDNRFC2253: ISSUER,
  certSubjectDNRFC2253: SUBJECT,
  certFingerprintSHA256: FINGERPRINT,
  certNotBefore: "Dec  2 00:00:00 2025 GMT",
  certNotAfter: "Dec 22 19:39:00 2028 GMT",
};

function verdict(certificate: unknown, settings: Partial<CertificateSettings> = {}, now = NOW): string {
  const all = { kind: "mtls", fingerprints: [FINGERPRINT], ...settings } as CertificateSettings;
  const checked = checkCertificate(certificate, all, now);
  return "fault" in checked ? checked.fault : checked.fingerprint;
}

describe("a certificate", () => {
  const cases: [string, unknown, string][] = [
    ["that the edge has verified", {}, FINGERPRINT],
    ["in capitals", { certFingerprintSHA256: FINGERPRINT.toUpperCase() }, FINGERPRINT],
    ["that was not presented", { certPresented: "0" }, "absent"],
    ["of which nothing is said", { certPresented: undefined }, "absent"],
    ["that is presented as a number", { certPresented: 1 }, "absent"],
    ["that was not verified", { certVerified: "NONE" }, "unverified"],
    ["that is self-signed", { certVerified: "FAILED:self signed certificate" }, "unverified"],
    ["of whose verification nothing is said", { certVerified: undefined }, "unverified"],
    ["that is verified in other words", { certVerified: "success" }, "unverified"],
    ["that is revoked", { certRevoked: "1" }, "revoked"],
    ["of whose revocation nothing is said", { certRevoked: undefined }, "revoked"],
    ["that has expired", { certNotAfter: "Dec 31 23:59:59 2025 GMT" }, "expired"],
    ["that expires now", { certNotAfter: "Jan  1 00:00:00 2026 GMT" }, "expired"],
    ["that expires in a second", { certNotAfter: "Jan  1 00:00:01 2026 GMT" }, FINGERPRINT],
    ["without an end", { certNotAfter: "" }, "expired"],
    ["whose end is no such time", { certNotAfter: "2028-12-22" }, "expired"],
    ["whose end is no time", { certNotAfter: "Foo 99 19:39:00 2028 GMT" }, "expired"],
    ["that begins now", { certNotBefore: "Jan  1 00:00:00 2026 GMT" }, FINGERPRINT],
    ["that begins in a second", { certNotBefore: "Jan  1 00:00:01 2026 GMT" }, "not_yet_valid"],
    ["without a beginning", { certNotBefore: undefined }, "not_yet_valid"],
    ["that is another one", { certFingerprintSHA256: "cd".repeat(32) }, "fingerprint"],
    ["without a fingerprint", { certFingerprintSHA256: undefined }, "fingerprint"],
  ];
  test.each(cases)("%s", (_, more, expected) => {
    expect(verdict({ ...CERTIFICATE, ...(more as object) })).toBe(expected);
  });

  test.each([[undefined], [null], ["SUCCESS"], [[]], [{}]])("%j is none", (described) => {
    expect(verdict(described)).toBe("absent");
  });
});

describe("which certificates", () => {
  const cases: [string, Partial<CertificateSettings>, string][] = [
    ["the issuer's", { fingerprints: undefined, issuers: ["CN=Other", ISSUER] }, FINGERPRINT],
    ["another issuer's", { fingerprints: undefined, issuers: ["CN=Other"] }, "issuer"],
    ["of an issuer that begins so", { fingerprints: undefined, issuers: [`${ISSUER}A`] }, "issuer"],
    ["the subject's", { fingerprints: undefined, subjects: [SUBJECT] }, FINGERPRINT],
    ["another subject's", { fingerprints: undefined, subjects: ["CN=batch-8,O=Acme,C=US"] }, "subject"],
    ["all that is said must hold", { issuers: [ISSUER], subjects: [SUBJECT] }, FINGERPRINT],
    ["the issuer is right, the subject is not", { issuers: [ISSUER], subjects: ["CN=x"] }, "subject"],
    ["the subject is right, the issuer is not", { issuers: ["CN=x"], subjects: [SUBJECT] }, "issuer"],
  ];
  test.each(cases)("%s", (_, settings, expected) => {
    expect(verdict(CERTIFICATE, settings)).toBe(expected);
  });

  test("a name that is missing is not among them", () => {
    const nameless = { ...CERTIFICATE, certIssuerDNRFC2253: undefined, certSubjectDNRFC2253: undefined };
    expect(verdict(nameless, { fingerprints: undefined, issuers: [ISSUER] })).toBe("issuer");
    expect(verdict(nameless, { fingerprints: undefined, subjects: [SUBJECT] })).toBe("subject");
  });
});
