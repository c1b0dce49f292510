import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { TokenRule } from "../../src/trust/token.ts";

/** 2026-01-01T00:00:00Z. */
export const NOW = 1_767_225_600_000;
export const SECONDS = NOW / 1000;

export const RULE: TokenRule = {
  header: "x-agentshield-identity",
  issuer: "https://issuer.example",
  audience: ["gateway", "gateway-2"],
  jwksUri: "https://issuer.example/.well-known/jwks.json",
  algorithms: ["RS256", "PS256", "ES256", "ES384", "EdDSA"],
  claims: {},
};

export const CLAIMS = { iss: RULE.issuer, aud: "gateway", sub: "ada", iat: SECONDS, exp: SECONDS + 300 };

/** A key pair of an issuer, with the public half as it stands in a key set. */
export async function makeKey(alg: string, kid: string | undefined) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { alg, kid, privateKey, jwk: { ...jwk, alg, use: "sig", ...(kid === undefined ? {} : { kid }) } };
}

export type IssuerKey = Awaited<ReturnType<typeof makeKey>>;

/** Signs claims as an issuer does; `header` is laid over the usual one. */
export function sign(key: IssuerKey, claims: object = CLAIMS, header: object = {}): Promise<string> {
  const usual = { alg: key.alg, typ: "JWT", ...(key.kid === undefined ? {} : { kid: key.kid }) };
  return new SignJWT({ ...claims }).setProtectedHeader({ ...usual, ...header }).sign(key.privateKey);
}

/** One part of a token. */
export function encode(part: unknown): string {
  return Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");
}

/** A token whose parts are what they are; the signature is made by whoever is given. */
export function forge(header: unknown, claims: unknown, signature: (input: string) => Uint8Array): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${Buffer.from(signature(input)).toString("base64url")}`;
}
