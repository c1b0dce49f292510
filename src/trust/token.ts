import { errors, jwtVerify } from "jose";
import type { CloudflareAccessSettings, OidcSettings } from "../config/zero-trust.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { TokenFault } from "../core/proof-fault.ts";
import { KeySetError, type KeySets } from "./key-sets.ts";
import { checkTokenHeader, readPart } from "./token-header.ts";

/** By how much an issuer's clock may differ from ours. */
const CLOCK_SKEW_SECONDS = 60;

/** Which tokens are accepted. */
export interface TokenRule {
  readonly header: string;
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly jwksUri: string;
  readonly algorithms: readonly string[];
  readonly claims: Readonly<Record<string, readonly Json[]>>;
}

/** https://developers.cloudflare.com/cloudflare-one/identity/authorization-cookie/validating-json/ */
export function accessRule({ teamDomain, audience }: CloudflareAccessSettings): TokenRule {
  const issuer = `https://${teamDomain}`;
  const jwksUri = `${issuer}/cdn-cgi/access/certs`;
  return { header: "cf-access-jwt-assertion", issuer, audience, jwksUri, algorithms: ["RS256"], claims: {} };
}

/** The discovery document is not fetched: what it names would be an address that the configuration does not. */
export function oidcRule({ issuer, jwksUri, ...rest }: OidcSettings): TokenRule {
  return { ...rest, issuer, jwksUri: jwksUri ?? `${issuer.replace(/\/$/, "")}/.well-known/jwks.json` };
}

/**
 * Verifies a signed token (JWT, RFC 7519; best practice, RFC 8725).
 * @param now Unix ms.
 */
export async function verifyToken(
  written: string | null,
  rule: TokenRule,
  keySets: KeySets,
  now: number,
): Promise<{ readonly claims: JsonObject } | { readonly fault: TokenFault }> {
  const fault = checkTokenHeader(written, rule.algorithms);
  if (fault !== undefined || written === null) return { fault: fault ?? "absent" };
  try {
    await jwtVerify(written, (header) => keySets.find(rule.jwksUri, header), {
      algorithms: [...rule.algorithms],
      issuer: rule.issuer,
      audience: [...rule.audience],
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: new Date(now),
      requiredClaims: ["exp"],
    });
  } catch (thrown) {
    return { fault: faultOf(thrown) };
  }
  const claims = readPart(written.split(".")[1] ?? "");
  if (claims === undefined) return { fault: "malformed" };
  const more = checkClaims(claims, rule.claims, now);
  return more === undefined ? { claims } : { fault: more };
}

/** What jose does not check: that a token was not issued in the future, and the operator's own claims. */
export function checkClaims(claims: JsonObject, wanted: TokenRule["claims"], now: number): TokenFault | undefined {
  const { iat = 0 } = claims;
  if (typeof iat !== "number" || iat > Math.floor(now / 1000) + CLOCK_SKEW_SECONDS) return "issued_in_future";
  const holds = ([name, values]: [string, readonly Json[]]): boolean => {
    // What an object inherits is neither text, number nor boolean.
    const claim = claims[name];
    const given = Array.isArray(claim) ? claim : [claim];
    return given.some((one) => one !== undefined && values.includes(one));
  };
  return Object.entries(wanted).every(holds) ? undefined : "claim";
}

/** Whom a token speaks of, together with who says so. Machines of Cloudflare Access have a `common_name` only. */
export function subjectOf({ iss, sub, common_name: name }: JsonObject): string | undefined {
  const subject = typeof sub === "string" && sub !== "" ? sub : name;
  return typeof iss === "string" && typeof subject === "string" && subject !== "" ? `${iss}\n${subject}` : undefined;
}

function faultOf(thrown: unknown): TokenFault {
  if (thrown instanceof KeySetError) return thrown.fault;
  if (thrown instanceof errors.JWTClaimValidationFailed) return CLAIM_FAULTS[thrown.claim] ?? "claim";
  // A key that does not import, or is too short, is the issuer's fault.
  return thrown instanceof errors.JOSEError ? (FAULTS[thrown.code] ?? "malformed") : "keys_invalid";
}

const CLAIM_FAULTS: Readonly<Record<string, TokenFault>> = {
  iss: "issuer",
  aud: "audience",
  exp: "expired",
  nbf: "not_yet_valid",
  iat: "issued_in_future",
};

const FAULTS: Readonly<Record<string, TokenFault>> = {
  [errors.JWTExpired.code]: "expired",
  [errors.JWKSNoMatchingKey.code]: "unknown_key",
  [errors.JWKSMultipleMatchingKeys.code]: "ambiguous_key",
  [errors.JWKSInvalid.code]: "keys_invalid",
  [errors.JWSSignatureVerificationFailed.code]: "signature",
  [errors.JOSEAlgNotAllowed.code]: "algorithm",
  [errors.JOSENotSupported.code]: "algorithm",
};
