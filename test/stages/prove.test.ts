import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { type GatewayConfig, parseSettings } from "../../src/config/schema.ts";
import { type Exchange, exchangeOf, type GatewayEnvironment } from "../../src/stages/context.ts";
import { prove } from "../../src/stages/prove.ts";
import { refuse } from "../../src/stages/refuse.ts";
import { KeySets } from "../../src/trust/key-sets.ts";
import { signatureHeaders } from "../support/signed.ts";
import { CLAIMS, makeKey, NOW, RULE, SECONDS, sign } from "../trust/issuer.ts";

type Wanted = NonNullable<GatewayConfig["zeroTrust"]>;
type Proof = NonNullable<Wanted["proofs"]>[number];

const HMAC: Proof = { kind: "hmac" };
const OIDC: Proof = { kind: "oidc", issuer: RULE.issuer, audience: ["gateway"] };
const MTLS: Proof = { kind: "mtls", fingerprints: ["ab".repeat(32)] };
const CERTIFICATE = {
  certPresented: "1",
  certVerified: "SUCCESS",
  certRevoked: "0",
  certFingerprintSHA256: "ab".repeat(32),
  certNotBefore: "Dec  2 00:00:00 2025 GMT",
  certNotAfter: "Dec 22 19:39:00 2028 GMT",
};
const BODY = '{"model":"m"}';
const PATH = "/v1/x?a=b%20c";
const key = await makeKey("ES256", "key-1");

/** The stage alone, for a caller whose key signs with `secret-of-<key id>`. */
function setUp(zeroTrust: GatewayConfig["zeroTrust"]) {
  const settings = parseSettings({ zeroTrust }).zeroTrust;
  const seen: { exchange?: Exchange; passed: boolean; bodyRead: boolean } = { passed: false, bodyRead: false };
  const app = new Hono<GatewayEnvironment>();
  app.onError(refuse);
  app.use(async (c, next) => {
    const record = { requestId: "r", startedAt: 0, route: "", status: 0, outcome: "ok" as const, timings: {} };
    const caller = { tenant: "acme", keyId: "acmeAcme0001", policy: { zeroTrust: settings } };
    seen.exchange = { record, caller } as unknown as Exchange;
    c.set("exchange", seen.exchange);
    await next();
    seen.bodyRead = c.req.raw.bodyUsed;
  });
  app.all(
    "/v1/x",
    prove({
      keySets: new KeySets(
        async () => Response.json({ keys: [key.jwk] }),
        () => NOW,
      ),
      requestSecretOf: (keyId) => `secret-of-${keyId}`,
      digestFor: (tenant) => (subject) => `${tenant}/${subject.length}`,
      maxBodyBytes: 1024,
      now: () => NOW,
    }),
    (c) => {
      seen.passed = exchangeOf(c) === seen.exchange;
      return c.text("passed");
    },
  );
  const send = async (
    headers: Record<string, string> = {},
    { body = BODY, cf }: { body?: string; cf?: object } = {},
  ) => {
    const request = new Request(`http://gateway${PATH}`, { method: "POST", headers, body });
    if (cf !== undefined) Object.defineProperty(request, "cf", { value: cf });
    const response = await app.request(request);
    return { status: response.status, text: await response.text(), ...seen };
  };
  return send;
}

const signed = (more: object = {}) =>
  signatureHeaders({
    secret: "secret-of-acmeAcme0001",
    method: "POST",
    path: PATH,
    body: BODY,
    timestamp: SECONDS,
    ...more,
  });

describe("where nothing is asked for", () => {
  test.each([
    ["proofs are not looked at", { require: "none", proofs: [HMAC] } satisfies Wanted],
    ["there need be none", undefined],
  ])("%s", async (_, zeroTrust) => {
    const { status, passed, bodyRead, exchange } = await setUp(zeroTrust)({ "x-agentshield-signature": "wrong" });
    expect([status, passed, bodyRead]).toEqual([200, true, false]);
    expect(exchange?.record).toMatchObject({ timings: {} });
    expect(exchange?.nonce).toBeUndefined();
  });
});

describe("a signature", () => {
  test("hands on its nonce, to be spent, and the body that was read", async () => {
    const nonce = "0123456789abcdef";
    const { status, exchange } = await setUp({ require: "any", proofs: [HMAC] })(signed({ nonce }));
    expect(status).toBe(200);
    expect(exchange?.nonce).toEqual({ value: `acmeAcme0001:${nonce}`, expiresAt: NOW + 360_000 });
    expect(new TextDecoder().decode(exchange?.body)).toBe(BODY);
    expect(exchange?.record).toMatchObject({ proof: "hmac" });
    expect(exchange?.record).not.toHaveProperty("subject");
    expect(Object.keys(exchange?.record.timings ?? {})).toEqual(["prove"]);
  });

  test.each([
    ["of another method", { method: "GET" }],
    ["of another path", { path: "/v1/y?a=b%20c" }],
    ["of another query", { path: "/v1/x?a=b" }],
    ["of a path without its query", { path: "/v1/x" }],
    ["of another body", { body: `${BODY} ` }],
    ["of another key", { secret: "secret-of-acmeAcme0002" }],
  ])("%s does not hold, and its nonce is not spent", async (_, more) => {
    const { status, text, passed, exchange } = await setUp({ require: "any", proofs: [HMAC] })(signed(more));
    expect([status, passed, exchange?.nonce]).toEqual([401, false, undefined]);
    expect(exchange?.failure).toEqual({ kind: "proof_failed", faults: [{ proof: "hmac", fault: "signature" }] });
    expect(JSON.parse(text)).toMatchObject({ error: { code: "zero_trust_failed", type: "invalid_request_error" } });
    expect(text).not.toMatch(/hmac|signature|nonce/);
  });

  test.each([
    ["too old", signed({ timestamp: SECONDS - 301 })],
    ["malformed", { ...signed(), "x-agentshield-signature": "v1=00" }],
    ["absent", {}],
  ])("that is %s is refused before the body is read", async (_, headers) => {
    const { status, bodyRead } = await setUp({ require: "any", proofs: [HMAC] })(headers);
    expect([status, bodyRead]).toEqual([401, false]);
  });

  test("over a body that is too large is not checked", async () => {
    const body = "x".repeat(1025);
    const { status, passed } = await setUp({ require: "any", proofs: [HMAC] })(signed({ body }), { body });
    expect([status, passed]).toEqual([413, false]);
  });
});

describe("one proof that holds is enough, and nothing else is", () => {
  const all: Wanted = { require: "any", proofs: [MTLS, OIDC, HMAC] };

  test("a token, whose subject is recorded as a digest of the tenant's", async () => {
    const { status, exchange, bodyRead } = await setUp(all)({ "x-agentshield-identity": await sign(key) });
    expect([status, bodyRead]).toEqual([200, false]);
    expect(exchange?.record).toMatchObject({ proof: "oidc", subject: `acme/${`${RULE.issuer}\nada`.length}` });
    expect(JSON.stringify(exchange?.record)).not.toContain("ada");
    expect(exchange?.nonce).toBeUndefined();
  });

  test("a certificate", async () => {
    const { status, exchange } = await setUp(all)({}, { cf: { tlsClientAuth: CERTIFICATE } });
    expect([status, exchange?.record.proof]).toEqual([200, "mtls"]);
  });

  test("a header is no certificate", async () => {
    const written = JSON.stringify({ tlsClientAuth: CERTIFICATE });
    const { status } = await setUp(all)({ cf: written, "cf-client-cert": written, tlsclientauth: written });
    expect(status).toBe(401);
  });

  test("beside one that holds another one may fail", async () => {
    const { status, exchange } = await setUp(all)({ ...signed(), "x-agentshield-identity": "garbage" });
    expect([status, exchange?.record.proof]).toEqual([200, "hmac"]);
  });

  test("of a kind that is not asked for none is enough", async () => {
    const { status, exchange } = await setUp({ require: "any", proofs: [MTLS] })(signed());
    expect(status).toBe(401);
    expect(exchange?.failure).toEqual({ kind: "proof_failed", faults: [{ proof: "mtls", fault: "absent" }] });
  });

  test("a token of Cloudflare Access is no token of the issuer, nor the other way round", async () => {
    const access: Proof = {
      kind: "cloudflare-access",
      teamDomain: "acme.cloudflareaccess.com",
      audience: ["gateway"],
    };
    const token = await sign(key, { ...CLAIMS, iss: "https://acme.cloudflareaccess.com" });
    for (const header of ["cf-access-jwt-assertion", "x-agentshield-identity"]) {
      const { status } = await setUp({ require: "any", proofs: [access, OIDC] })({ [header]: token });
      expect(status).toBe(401);
    }
  });

  test("what is wrong with each is for the record", async () => {
    const expired = await sign(key, { ...CLAIMS, exp: SECONDS - 61 });
    const { exchange } = await setUp(all)({ "x-agentshield-identity": expired, "x-agentshield-signature": "v1=" });
    expect(exchange?.failure).toEqual({
      kind: "proof_failed",
      faults: [
        { proof: "mtls", fault: "absent" },
        { proof: "oidc", fault: "expired" },
        { proof: "hmac", fault: "timestamp" },
      ],
    });
  });
});
