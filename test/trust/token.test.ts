import { createHmac, KeyObject, sign as signBytes, type webcrypto } from "node:crypto";
import { exportJWK, exportSPKI, generateKeyPair } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { KeySets } from "../../src/trust/key-sets.ts";
import { accessRule, oidcRule, subjectOf, type TokenRule, verifyToken } from "../../src/trust/token.ts";
import { CLAIMS, encode, forge, type IssuerKey, makeKey, NOW, RULE, SECONDS, sign } from "./issuer.ts";

let rsa: IssuerKey;
let elliptic: IssuerKey;
let edwards: IssuerKey;
let foreign: IssuerKey;
let nameless: IssuerKey;

beforeAll(async () => {
  [rsa, elliptic, edwards, foreign, nameless] = await Promise.all([
    makeKey("RS256", "rsa-1"),
    makeKey("ES256", "elliptic-1"),
    makeKey("EdDSA", "edwards-1"),
    makeKey("RS256", "rsa-1"),
    makeKey("ES384", undefined),
  ]);
});

/** Verifies against an issuer with these keys. Gives the fault, or `accepted`. */
async function verdict(
  token: string | null,
  {
    rule = {},
    keys = [rsa.jwk, elliptic.jwk, edwards.jwk],
    now = NOW,
  }: {
    rule?: Partial<TokenRule>;
    keys?: readonly object[];
    now?: number;
  } = {},
): Promise<string> {
  const asked: string[] = [];
  const sets = new KeySets(
    async (url) => {
      asked.push(url);
      return Response.json({ keys });
    },
    () => now,
  );
  const verified = await verifyToken(token, { ...RULE, ...rule }, sets, now);
  expect(asked.every((url) => url === RULE.jwksUri)).toBe(true);
  return "fault" in verified ? verified.fault : "accepted";
}

const signedBy = (key: IssuerKey) => (input: string) =>
  signBytes("sha256", Buffer.from(input), KeyObject.from(key.privateKey as webcrypto.CryptoKey));
const nothing = () => new Uint8Array();

describe("a token that the issuer has signed is accepted", () => {
  test.each([
    ["RS256", () => rsa],
    ["ES256", () => elliptic],
    ["EdDSA", () => edwards],
  ])("with %s", async (_, key) => {
    expect(await verdict(await sign(key()))).toBe("accepted");
  });

  test("with PS256, by an RSA key that is for it", async () => {
    const key = await makeKey("PS256", "pss-1");
    expect(await verdict(await sign(key), { keys: [key.jwk] })).toBe("accepted");
  });

  test("without a key id, while only one key fits", async () => {
    const token = await sign(nameless);
    expect(await verdict(token, { keys: [rsa.jwk, nameless.jwk] })).toBe("accepted");
    const other = await makeKey("ES384", undefined);
    expect(await verdict(token, { keys: [other.jwk, nameless.jwk] })).toBe("ambiguous_key");
  });

  test.each(["JWT", "jwt", "at+jwt", "application/at+jwt", undefined])("of type %s", async (typ) => {
    expect(await verdict(await sign(rsa, CLAIMS, { typ }))).toBe("accepted");
  });
});

describe("algorithms", () => {
  test.each(["none", "None", "nOnE", "", "HS256", "hs256", "RS384", "ES512", "RSA-OAEP", "toString", "__proto__"])(
    "'%s' is not one of them, whatever the signature is",
    async (alg) => {
      for (const make of [nothing, signedBy(rsa)])
        expect(await verdict(forge({ alg, typ: "JWT", kid: "rsa-1" }, CLAIMS, make))).toBe("algorithm");
    },
  );

  test.each([[null], [256], [["RS256"]], [{}], [true]])("%j is no algorithm", async (alg) => {
    expect(await verdict(forge({ alg, kid: "rsa-1" }, CLAIMS, signedBy(rsa)))).toBe("algorithm");
  });

  test("a public key is no secret: HS256 with it is refused", async () => {
    const { publicKey } = await generateKeyPair("RS256", { extractable: true });
    const pem = await exportSPKI(publicKey);
    for (const secret of [pem, pem.trim(), JSON.stringify(rsa.jwk), rsa.jwk.n ?? ""]) {
      const token = forge({ alg: "HS256", kid: "rsa-1" }, CLAIMS, (input) =>
        createHmac("sha256", secret).update(input).digest(),
      );
      expect(await verdict(token)).toBe("algorithm");
    }
  });

  test("one that the operator does not list is refused, although the signature is right", async () => {
    expect(await verdict(await sign(elliptic), { rule: { algorithms: ["RS256"] } })).toBe("algorithm");
  });

  test("a key of another type, or for another algorithm, is not used", async () => {
    const wrongType = forge({ alg: "ES256", kid: "rsa-1" }, CLAIMS, signedBy(rsa));
    expect(await verdict(wrongType)).toBe("unknown_key");
    const wrongAlgorithm = forge({ alg: "PS256", kid: "rsa-1" }, CLAIMS, signedBy(rsa));
    expect(await verdict(wrongAlgorithm)).toBe("unknown_key");
    const secret = { kty: "oct", k: encode("secret"), kid: "rsa-1" };
    expect(await verdict(await sign(rsa), { keys: [secret] })).toBe("unknown_key");
  });
});

describe("keys", () => {
  test.each([
    ["a path outside of the issuer's", "../../../../dev/null", "unknown_key"],
    ["an address", "https://evil.example/jwks.json", "unknown_key"],
    ["SQL", "x' UNION SELECT 'key' --", "key_id"],
    ["a command", "rsa-1|/bin/sh", "key_id"],
    ["a line break", "rsa-1\r\nx: y", "key_id"],
    ["a zero byte", "rsa-1\0", "key_id"],
    ["too many characters", "k".repeat(129), "key_id"],
    ["none", "", "key_id"],
    ["a number", 1, "key_id"],
    ["a list", ["rsa-1"], "key_id"],
    ["null", null, "key_id"],
    ["an id that nobody has", "rsa-2", "unknown_key"],
    ["the id of a property of every object", "__proto__", "unknown_key"],
  ])("an id that is %s", async (_, kid, fault) => {
    expect(await verdict(forge({ alg: "RS256", kid }, CLAIMS, signedBy(rsa)))).toBe(fault);
  });

  test.each(["jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc"])(
    "'%s' in the header is refused, although the signature is right",
    async (name) => {
      const value = { jwk: foreign.jwk, crit: ["exp"], b64: true, x5c: ["MIIB"] }[name] ?? "https://evil.example/keys";
      const header = { alg: "RS256", kid: "rsa-1", [name]: value };
      expect(await verdict(forge(header, CLAIMS, signedBy(rsa)))).toBe("parameter");
      expect(await verdict(forge({ ...header, [name]: null }, CLAIMS, signedBy(rsa)))).toBe("parameter");
    },
  );

  test("a key that the token brings along is not used", async () => {
    expect(await verdict(forge({ alg: "RS256", jwk: foreign.jwk }, CLAIMS, signedBy(foreign)))).toBe("parameter");
  });

  test("another key under the id of a known one does not verify", async () => {
    expect(await verdict(await sign(foreign))).toBe("signature");
  });

  test("two keys with one id are refused", async () => {
    expect(await verdict(await sign(rsa), { keys: [foreign.jwk, rsa.jwk] })).toBe("ambiguous_key");
  });

  test("a key that is for encryption, private or too short is not used", async () => {
    const token = await sign(rsa);
    expect(await verdict(token, { keys: [{ ...rsa.jwk, use: "enc" }] })).toBe("unknown_key");
    expect(await verdict(token, { keys: [{ ...rsa.jwk, key_ops: ["encrypt"] }] })).toBe("unknown_key");
    const whole = { ...(await exportJWK(rsa.privateKey)), kid: "rsa-1" };
    expect(await verdict(token, { keys: [whole] })).toBe("keys_invalid");
    const short = { kty: "RSA", kid: "rsa-1", e: "AQAB", n: Buffer.alloc(64, 0xc5).toString("base64url") };
    expect(await verdict(token, { keys: [short] })).toBe("keys_invalid");
  });
});

describe("what a token says", () => {
  const cases: [string, object, string][] = [
    ["expired at the edge of the skew", { exp: SECONDS - 60 }, "expired"],
    ["expired within the skew", { exp: SECONDS - 59 }, "accepted"],
    ["no expiry", { exp: undefined }, "expired"],
    ["an expiry that is text", { exp: String(SECONDS + 300) }, "expired"],
    ["not yet valid, behind the skew", { nbf: SECONDS + 61 }, "not_yet_valid"],
    ["not yet valid, within the skew", { nbf: SECONDS + 60 }, "accepted"],
    ["a start that is text", { nbf: "now" }, "not_yet_valid"],
    ["issued in the future", { iat: SECONDS + 61 }, "issued_in_future"],
    ["issued in the future, within the skew", { iat: SECONDS + 60 }, "accepted"],
    ["issued at some text", { iat: "0" }, "issued_in_future"],
    ["another audience", { aud: "gateway-3" }, "audience"],
    ["an audience that begins so", { aud: "gateway.evil" }, "audience"],
    ["an audience in capitals", { aud: "GATEWAY" }, "audience"],
    ["no audience", { aud: undefined }, "audience"],
    ["no audiences", { aud: [] }, "audience"],
    ["an audience within a list", { aud: [["gateway"]] }, "audience"],
    ["one of several audiences", { aud: ["elsewhere", "gateway-2"] }, "accepted"],
    ["several other audiences", { aud: ["elsewhere", "gateway-3"] }, "audience"],
    ["another issuer", { iss: "https://evil.example" }, "issuer"],
    ["an issuer that begins so", { iss: "https://issuer.example.evil.example" }, "issuer"],
    ["an issuer with a slash more", { iss: "https://issuer.example/" }, "issuer"],
    ["the beginning of the issuer", { iss: "https://issuer" }, "issuer"],
    ["a list of issuers", { iss: [RULE.issuer] }, "issuer"],
    ["no issuer", { iss: undefined }, "issuer"],
  ];
  test.each(cases)("%s", async (_, claims, expected) => {
    expect(await verdict(await signRaw({ ...CLAIMS, ...claims }))).toBe(expected);
  });

  test.each([
    ["a logout token", "logout+jwt"],
    ["an event", "secevent+jwt"],
    ["a number", 1],
  ])("%s is no identity", async (_, typ) => {
    expect(await verdict(forge({ alg: "RS256", kid: "rsa-1", typ }, CLAIMS, signedBy(rsa)))).toBe("parameter");
  });

  const wanted = { groups: ["staff", "admins"], email_verified: [true], level: [3] };
  test.each([
    ["all that is asked for", { groups: ["guests", "staff"], email_verified: true, level: 3 }, "accepted"],
    ["another group", { groups: ["guests"], email_verified: true, level: 3 }, "claim"],
    ["no group", { email_verified: true, level: 3 }, "claim"],
    ["text for a boolean", { groups: "staff", email_verified: "true", level: 3 }, "claim"],
    ["text for a number", { groups: "staff", email_verified: true, level: "3" }, "claim"],
    ["a part of a word", { groups: "staffing", email_verified: true, level: 3 }, "claim"],
  ])("of the operator's own claims: %s", async (_, claims, expected) => {
    expect(await verdict(await signRaw({ ...CLAIMS, ...claims }), { rule: { claims: wanted } })).toBe(expected);
  });

  test("an inherited property is no claim", async () => {
    const token = await signRaw(CLAIMS);
    for (const name of ["constructor", "toString"])
      expect(await verdict(token, { rule: { claims: { [name]: ["Object"] } } })).toBe("claim");
  });

  async function signRaw(claims: object): Promise<string> {
    return forge({ alg: "RS256", kid: "rsa-1", typ: "JWT" }, claims, signedBy(rsa));
  }
});

describe("what is no token", () => {
  test("nothing at all", async () => {
    expect(await verdict(null)).toBe("absent");
  });

  test("two of them, each good", async () => {
    const token = await sign(rsa);
    const headers = new Headers([
      ["x-agentshield-identity", token],
      ["x-agentshield-identity", await sign(elliptic)],
    ]);
    expect(await verdict(headers.get("x-agentshield-identity"))).toBe("repeated");
  });

  test("one that is too long, although its signature is right", async () => {
    expect(await verdict(await sign(rsa, { ...CLAIMS, more: "x".repeat(6_200) }))).toBe("oversized");
    expect(await verdict(await sign(rsa, { ...CLAIMS, more: "x".repeat(5_000) }))).toBe("accepted");
  });

  test.each([
    ["", "malformed"],
    ["garbage", "malformed"],
    ["a.b", "malformed"],
    ["a.b.c.d", "malformed"],
    ["..", "malformed"],
    ["Bearer a.b.c", "malformed"],
    [`${encode("[]")}.e30.AA`, "malformed"],
    [`${encode("null")}.e30.AA`, "malformed"],
    [`${encode('{"alg":"RS256"')}.e30.AA`, "malformed"],
    [`${encode("\u00ff")}.e30.AA`, "malformed"],
    [`${Buffer.from([0x7b, 0xff, 0x7d]).toString("base64url")}.e30.AA`, "malformed"],
    [`${encode('{"alg":"none","alg":"RS256"}')}.e30.AA`, "malformed"],
    [`${encode('{"alg":"RS256","\\u0061lg":"none"}')}.e30.AA`, "malformed"],
    [`${encode({})}.e30.AA`, "algorithm"],
  ])("%s", async (text, fault) => {
    expect(await verdict(text)).toBe(fault);
  });

  test("claims that are there twice, claims that are no object, and a payload that is changed", async () => {
    const header = { alg: "RS256", kid: "rsa-1" };
    const twice = JSON.stringify(CLAIMS).replace('"sub":"ada"', '"sub":"eve","sub":"ada"');
    expect(await verdict(forge(header, twice, signedBy(rsa)))).toBe("malformed");
    const nested = JSON.stringify({ ...CLAIMS, a: { sub: "x:y", list: [{ sub: "{" }] } });
    expect(await verdict(forge(header, nested, signedBy(rsa)))).toBe("accepted");
    for (const claims of ["[]", "null", "1", "{"])
      expect(await verdict(forge(header, claims, signedBy(rsa)))).toBe("malformed");
    const [head, , signature] = (await sign(rsa)).split(".");
    expect(await verdict(`${head}.${encode({ ...CLAIMS, sub: "eve" })}.${signature}`)).toBe("signature");
  });

  test("a signature that is cut off, empty or of another token", async () => {
    const token = await sign(rsa);
    const [head, body, signature = ""] = token.split(".");
    const other = (await sign(rsa, { ...CLAIMS, sub: "eve" })).split(".")[2];
    for (const wrong of ["", "AA", signature.slice(0, -4), other])
      expect(await verdict(`${head}.${body}.${wrong}`)).toBe("signature");
  });
});

describe("rules", () => {
  test("of Cloudflare Access: issuer and keys are the team's, and RS256 is the only algorithm", () => {
    expect(accessRule({ kind: "cloudflare-access", teamDomain: "acme.cloudflareaccess.com", audience: ["a"] })).toEqual(
      {
        header: "cf-access-jwt-assertion",
        issuer: "https://acme.cloudflareaccess.com",
        audience: ["a"],
        jwksUri: "https://acme.cloudflareaccess.com/cdn-cgi/access/certs",
        algorithms: ["RS256"],
        claims: {},
      },
    );
  });

  test.each([
    ["https://issuer.example", undefined, "https://issuer.example/.well-known/jwks.json"],
    ["https://issuer.example/", undefined, "https://issuer.example/.well-known/jwks.json"],
    ["https://issuer.example/a", undefined, "https://issuer.example/a/.well-known/jwks.json"],
    ["https://issuer.example/", "https://keys.example/k", "https://keys.example/k"],
  ])("of the issuer %s with keys at %s", (issuer, jwksUri, expected) => {
    const settings = { kind: "oidc", audience: ["a"], algorithms: ["RS256"], claims: {}, header: "x-id" } as const;
    const rule = oidcRule({ ...settings, algorithms: ["RS256"], audience: ["a"], issuer, jwksUri });
    expect([rule.issuer, rule.jwksUri]).toEqual([issuer, expected]);
  });
});

test.each([
  [{ iss: "https://i", sub: "ada" }, "https://i\nada"],
  [{ iss: "https://i", sub: "", common_name: "robot" }, "https://i\nrobot"],
  [{ iss: "https://i", sub: 1 }, undefined],
  [{ iss: "https://i" }, undefined],
])("whom %j speaks of", (claims, expected) => {
  expect(subjectOf(claims)).toBe(expected);
});
