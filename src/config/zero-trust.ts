import { z } from "zod";

const MAX_PROOFS = 8;
const MAX_NAMES = 64;
const MAX_CLAIMS = 16;

/** Asymmetric ones only: with HS256 whoever knows a public key could sign. */
const algorithm = z.enum(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]);

const audience = z.array(z.string().min(1).max(512)).min(1).max(MAX_NAMES);

const httpsUrl = z
  .url({ protocol: /^https$/, error: "must be an https URL" })
  .max(1_024)
  .refine((text) => {
    const url = new URL(text);
    return url.username === "" && url.password === "" && url.hash === "";
  }, "must have no credentials and no fragment");

/** Read before any proof is, by the gateway itself. */
const TAKEN_HEADERS = new Set(["authorization", "x-api-key", "cookie"]);

const header = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, "must be the name of a header, in lower case")
  .refine((name) => !TAKEN_HEADERS.has(name), "is the header of another credential");

const claims = z
  .record(
    z.string().min(1).max(256),
    z
      .array(z.union([z.string().max(512), z.number(), z.boolean()]))
      .min(1)
      .max(MAX_NAMES),
  )
  .refine((record) => Object.keys(record).length <= MAX_CLAIMS, `must name at most ${MAX_CLAIMS} claims`);

const cloudflareAccess = z.strictObject({
  kind: z.literal("cloudflare-access"),
  /** Whose issuer and keys the tokens have. */
  teamDomain: z
    .string()
    .max(253)
    .regex(
      /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+cloudflareaccess\.com$/,
      "must be such as acme.cloudflareaccess.com",
    ),
  /** The applications' AUD tags; a token needs one of them. */
  audience,
});

const oidc = z.strictObject({
  kind: z.literal("oidc"),
  /** Exactly as in the claim `iss`. */
  issuer: httpsUrl,
  /** One of them must be in the claim `aud`. */
  audience,
  /** Where the issuer's keys are; without it, `/.well-known/jwks.json` behind the issuer. */
  jwksUri: httpsUrl.optional(),
  algorithms: z.array(algorithm).min(1).default(["RS256", "PS256", "ES256", "ES384", "EdDSA"]),
  /** Further claims, each with the values of which it must have one. */
  claims: claims.default({}),
  /** Which header brings the token. */
  header: header.default("x-agentshield-identity"),
});

const fingerprint = z
  .string()
  .transform((text) => text.replaceAll(":", "").toLowerCase())
  .pipe(z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 fingerprint: 64 hexadecimal digits"));

const distinguishedName = z.string().min(1).max(1_024);

const mtls = z
  .strictObject({
    kind: z.literal("mtls"),
    /** SHA-256 of certificates. */
    fingerprints: z.array(fingerprint).min(1).max(MAX_NAMES).optional(),
    /** Distinguished names as in RFC 2253. */
    issuers: z.array(distinguishedName).min(1).max(MAX_NAMES).optional(),
    subjects: z.array(distinguishedName).min(1).max(MAX_NAMES).optional(),
  })
  .refine(({ fingerprints, issuers, subjects }) => (fingerprints ?? issuers ?? subjects) !== undefined, {
    message: "must say which certificates: fingerprints, issuers or subjects",
  });

const hmac = z.strictObject({ kind: z.literal("hmac") });

/** What a request must prove beside its key. */
export const zeroTrust = z
  .strictObject({
    /** `any`: one of the proofs must hold. `none`: none is looked at. */
    require: z.enum(["none", "any"]).default("none"),
    /** In the order in which they are tried. */
    proofs: z
      .array(z.discriminatedUnion("kind", [cloudflareAccess, oidc, mtls, hmac]))
      .max(MAX_PROOFS)
      .default([]),
  })
  .refine(({ require, proofs }) => require === "none" || proofs.length > 0, {
    path: ["proofs"],
    message: "must name a proof when one is required",
  });

export type ZeroTrust = z.output<typeof zeroTrust>;
export type ProofSettings = ZeroTrust["proofs"][number];
export type OidcSettings = z.output<typeof oidc>;
export type CloudflareAccessSettings = z.output<typeof cloudflareAccess>;
export type CertificateSettings = z.output<typeof mtls>;
