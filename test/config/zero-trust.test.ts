import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config/parse-config.ts";
import { parseSettings } from "../../src/config/schema.ts";

const ACCESS = { kind: "cloudflare-access", teamDomain: "acme.cloudflareaccess.com", audience: ["a".repeat(64)] };
const OIDC = { kind: "oidc", issuer: "https://issuer.example", audience: ["gateway"] };
const PRINT = "AB:".repeat(31).concat("AB");

const parse = (zeroTrust: unknown) => parseSettings({ zeroTrust }).zeroTrust;

test("nothing is asked for unless the operator says so", () => {
  expect(parseSettings({}).zeroTrust).toEqual({ require: "none", proofs: [] });
});

test("what is said stays, beside the defaults", () => {
  const proofs = [ACCESS, OIDC, { kind: "mtls", fingerprints: [PRINT] }, { kind: "hmac" }];
  expect(parse({ require: "any", proofs })).toEqual({
    require: "any",
    proofs: [
      ACCESS,
      {
        ...OIDC,
        algorithms: ["RS256", "PS256", "ES256", "ES384", "EdDSA"],
        claims: {},
        header: "x-agentshield-identity",
      },
      { kind: "mtls", fingerprints: ["ab".repeat(32)] },
      { kind: "hmac" },
    ],
  });
});

describe("a mistake is named", () => {
  const cases: [string, unknown, RegExp][] = [
    ["proofs that are required and not named", { require: "any" }, /zeroTrust\.proofs: must name a proof/],
    ["an unknown requirement", { require: "all", proofs: [{ kind: "hmac" }] }, /zeroTrust\.require/],
    ["an unknown proof", { proofs: [{ kind: "password" }] }, /zeroTrust\.proofs\.0/],
    ["a property that nobody knows", { proofs: [{ kind: "hmac", secret: "x" }] }, /zeroTrust\.proofs\.0/],
    ["too many proofs", { proofs: Array.from({ length: 9 }, () => ({ kind: "hmac" })) }, /zeroTrust\.proofs/],
    ["no team domain", { proofs: [{ ...ACCESS, teamDomain: "acme.example" }] }, /teamDomain: must be such as/],
    [
      "a team domain that ends otherwise",
      { proofs: [{ ...ACCESS, teamDomain: "cloudflareaccess.com.evil.example" }] },
      /teamDomain/,
    ],
    [
      "a team domain with a path",
      { proofs: [{ ...ACCESS, teamDomain: "evil.example/.cloudflareaccess.com" }] },
      /teamDomain/,
    ],
    ["no audience", { proofs: [{ ...ACCESS, audience: [] }] }, /audience/],
    ["an empty audience", { proofs: [{ ...OIDC, audience: [""] }] }, /audience/],
    ["an issuer over http", { proofs: [{ ...OIDC, issuer: "http://issuer.example" }] }, /issuer: must be an https URL/],
    ["keys over http", { proofs: [{ ...OIDC, jwksUri: "http://issuer.example/keys" }] }, /jwksUri/],
    ["keys in a file", { proofs: [{ ...OIDC, jwksUri: "file:///etc/keys" }] }, /jwksUri/],
    [
      "keys behind a password",
      { proofs: [{ ...OIDC, jwksUri: "https://a:b@issuer.example/" }] },
      /jwksUri: must have no/,
    ],
    ["the algorithm none", { proofs: [{ ...OIDC, algorithms: ["none"] }] }, /algorithms/],
    ["a symmetric algorithm", { proofs: [{ ...OIDC, algorithms: ["RS256", "HS256"] }] }, /algorithms/],
    ["no algorithm", { proofs: [{ ...OIDC, algorithms: [] }] }, /algorithms/],
    ["the header of the key", { proofs: [{ ...OIDC, header: "authorization" }] }, /header: is the header of another/],
    ["a header in capitals", { proofs: [{ ...OIDC, header: "X-Identity" }] }, /header: must be the name/],
    ["a claim without values", { proofs: [{ ...OIDC, claims: { groups: [] } }] }, /claims/],
    ["a claim with an object", { proofs: [{ ...OIDC, claims: { groups: [{}] } }] }, /claims/],
    ["any certificate", { proofs: [{ kind: "mtls" }] }, /must say which certificates/],
    ["no fingerprints", { proofs: [{ kind: "mtls", fingerprints: [] }] }, /fingerprints/],
    ["a fingerprint of SHA-1", { proofs: [{ kind: "mtls", fingerprints: ["ab".repeat(20)] }] }, /SHA-256/],
  ];
  test.each(cases)("%s", (_, zeroTrust, message) => {
    expect(() => parse(zeroTrust)).toThrow(ConfigError);
    expect(() => parse(zeroTrust)).toThrow(message);
  });
});
