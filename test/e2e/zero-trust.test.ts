import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { requestSecrets } from "../../src/keys/request-secret.ts";
import { makeCertificate } from "../support/certificate.ts";
import { bundleWith } from "../support/configured.ts";
import { PEPPER, startGateway, storedKeys, type TestGateway } from "../support/gateway.ts";
import { signatureHeaders, type ToSign } from "../support/signed.ts";
import { completion, json, startUpstream, type TestUpstream } from "../support/upstream.ts";
import { forge, type IssuerKey, makeKey, sign } from "../trust/issuer.ts";

const ALICE = "sk-as-aliceAlice01-alice-alice-alice-alice-alice";
const BOB = "sk-as-bobBobBobBob-bobbo-bobbo-bobbo-bobbo-bobbo";
const secretOf = requestSecrets(PEPPER);
const FINGERPRINT = "ab".repeat(32);
const EDGE = "x-edge-cf";
const CHAT = "/v1/chat/completions";
const JWKS = "/.well-known/jwks.json";
const SUBJECT = "ada.lovelace@example.org";
const CERTIFICATE = {
  certPresented: "1",
  certVerified: "SUCCESS",
  certRevoked: "0",
  certFingerprintSHA256: FINGERPRINT,
  certNotBefore: "Dec  2 00:00:00 2020 GMT",
  certNotAfter: "Dec 22 19:39:00 2098 GMT",
};

let upstream: TestUpstream;
let issuer: TestUpstream;
let gateway: TestGateway;
let bundle: ReturnType<typeof bundleWith>;
let certificate: ReturnType<typeof makeCertificate>;
let key: IssuerKey;

const start = (options: Parameters<typeof startGateway>[3]) =>
  startGateway(
    {
      OPENAI_API_KEY: "sk-upstream",
      OPENAI_BASE_URL: `${upstream.url}/v1`,
      GATEWAY_KEYS: storedKeys([
        { key: ALICE, tenant: "alice", requestsPerMinute: 100_000 },
        { key: BOB, tenant: "bob", requestsPerMinute: 100_000 },
      ]),
    },
    undefined,
    bundle.source,
    options,
  );

beforeAll(async () => {
  certificate = makeCertificate();
  [upstream, issuer, key] = await Promise.all([startUpstream(), startUpstream(certificate), makeKey("ES256", "key-1")]);
  bundle = bundleWith({
    zeroTrust: {
      require: "any",
      proofs: [
        { kind: "hmac" },
        { kind: "oidc", issuer: issuer.url, audience: ["gateway"], claims: { groups: ["staff"] } },
        { kind: "mtls", fingerprints: [FINGERPRINT] },
      ],
    },
  });
  gateway = await start({ trusted: [certificate.file], edgeHeader: EDGE });
});
afterAll(async () => {
  await gateway.close();
  await Promise.all([upstream.close(), issuer.close()]);
  bundle.remove();
  certificate.remove();
});
beforeEach(() => {
  upstream.seen.length = 0;
  issuer.answerWith(json({ keys: [key.jwk] }));
  upstream.answerWith(json(completion("Done.")));
});

let asked = 0;
/** A question that nobody has asked before. */
function question(): string {
  asked += 1;
  return JSON.stringify({ model: "openai/m", messages: [{ role: "user", content: `question ${asked}` }] });
}

interface Sent {
  readonly body?: string;
  readonly method?: string;
  readonly path?: string;
  readonly key?: string;
  readonly at?: Pick<TestGateway, "url">;
}

function send(proof: Record<string, string>, { body = question(), method = "POST", path = CHAT, ...rest }: Sent = {}) {
  const { key = ALICE, at = gateway } = rest;
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", ...proof };
  return fetch(at.url + path, { method, headers, ...(method === "GET" ? {} : { body }) });
}

const signed = (body: string, more: Partial<ToSign> = {}) =>
  signatureHeaders({ secret: secretOf("aliceAlice01"), method: "POST", path: CHAT, body, ...more });

/** A request was refused with 401, nothing was sent, nobody was told why but the log. */
async function expectRefused(response: Response, reason: string): Promise<void> {
  const text = await response.text();
  expect([response.status, JSON.parse(text)]).toEqual([
    401,
    {
      error: {
        message: "The request does not prove where it comes from in a way that this gateway asks for beside the key.",
        type: "invalid_request_error",
        param: null,
        code: "zero_trust_failed",
      },
    },
  ]);
  const record = await gateway.recordOf(response);
  expect(record).toMatchObject({ outcome: "failed", failure: "proof_failed", status: 401 });
  expect(String(record["reason"]).split(",")).toContain(reason);
  expect([record["proof"], record["subject"]]).toEqual([undefined, undefined]);
  expect(upstream.seen).toHaveLength(0);
}

describe("a key alone", () => {
  test("is not enough, on any path that is behind a key", async () => {
    await expectRefused(await send({}), "hmac:absent");
    await expectRefused(await send({}, { method: "GET", path: "/v1/models" }), "oidc:absent");
  });

  test("is still needed, whatever is proved", async () => {
    const body = question();
    const wrong = await send(signed(body), { body, key: `${ALICE}x` });
    expect([wrong.status, await wrong.json()]).toMatchObject([401, { error: { code: "invalid_api_key" } }]);
  });

  test("an unknown path stays one, and health is asked for without a proof", async () => {
    expect((await send({}, { path: "/v1/unknown" })).status).toBe(404);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  });

  test("is refused in the caller's dialect", async () => {
    const response = await send({ "anthropic-version": "2023-06-01" });
    expect([response.status, await response.json()]).toMatchObject([401, { type: "error" }]);
  });
});

describe("a signed request", () => {
  test("passes, and its body is the one that was signed", async () => {
    const body = question();
    const response = await send(signed(body), { body });
    expect(response.status).toBe(200);
    expect(JSON.parse(upstream.seen[0]?.body ?? "")).toMatchObject({ messages: JSON.parse(body).messages });
    expect(await gateway.recordOf(response)).toMatchObject({ proof: "hmac", requestBytes: body.length });
    for (const name of Object.keys(upstream.seen[0]?.headers ?? {})) expect(name).not.toMatch(/^x-agentshield/);
  });

  test("without a body, and with a query", async () => {
    upstream.answerWith(json({ object: "list", data: [{ id: "m" }] }));
    const path = "/v1/models?limit=2&after=a%20b";
    const proof = signed("", { method: "GET", path });
    expect((await send(proof, { method: "GET", path })).status).toBe(200);
    await expectRefusedLike(await send(proof, { method: "GET", path: "/v1/models?limit=3&after=a%20b" }));
  });

  test("in another writing system", async () => {
    const body = JSON.stringify({ model: "openai/m", messages: [{ role: "user", content: "Grüße, 世界 \u{1f30d}" }] });
    expect((await send(signed(body), { body })).status).toBe(200);
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  const changed: [string, () => { proof: Record<string, string>; sent: Sent }, string][] = [
    ["whose body was changed", () => ({ proof: signed(question()), sent: {} }), "hmac:signature"],
    [
      "whose body has a space more",
      () => {
        const body = question();
        return { proof: signed(body), sent: { body: `${body} ` } };
      },
      "hmac:signature",
    ],
    ["to another path", withBody((body) => signed(body, { path: "/v1/messages" })), "hmac:signature"],
    ["with a query that was not signed", withBody((body) => signed(body), { path: `${CHAT}?a` }), "hmac:signature"],
    ["of another method", withBody((body) => signed(body, { method: "PUT" })), "hmac:signature"],
    ["of another key", withBody((body) => signed(body, { secret: secretOf("bobBobBobBob") })), "hmac:signature"],
    ["signed with the key itself", withBody((body) => signed(body, { secret: ALICE })), "hmac:signature"],
    ["under another key", withBody((body) => signed(body), { key: BOB }), "hmac:signature"],
    ["that is too old", withBody((body) => signed(body, { timestamp: seconds() - 302 })), "hmac:outside_window"],
    ["from the future", withBody((body) => signed(body, { timestamp: seconds() + 305 })), "hmac:outside_window"],
    [
      "whose time was changed",
      withBody((body) => ({ ...signed(body), "x-agentshield-timestamp": String(seconds() - 7) })),
      "hmac:signature",
    ],
    [
      "whose nonce was changed",
      withBody((body) => ({ ...signed(body), "x-agentshield-nonce": "0123456789abcdef" })),
      "hmac:signature",
    ],
    ["with a short nonce", withBody((body) => signed(body, { nonce: "short" })), "hmac:nonce"],
  ];
  test.each(changed)("%s is refused", async (_, make, reason) => {
    const { proof, sent } = make();
    await expectRefused(await send(proof, sent), reason);
  });

  test("within the window passes", async () => {
    for (const offset of [-290, 290]) {
      const body = question();
      expect((await send(signed(body, { timestamp: seconds() + offset }), { body })).status).toBe(200);
    }
  });

  test("that is too large is refused as such", async () => {
    const body = "x".repeat(8_388_609);
    const response = await send(signed(body), { body });
    expect([response.status, upstream.seen]).toEqual([413, []]);
  });

  function withBody(make: (body: string) => Record<string, string>, sent: Sent = {}) {
    return () => {
      const body = question();
      return { proof: make(body), sent: { body, ...sent } };
    };
  }
  async function expectRefusedLike(response: Response): Promise<void> {
    expect([response.status, await response.json()]).toMatchObject([401, { error: { code: "zero_trust_failed" } }]);
  }
});

test.each([
  ["a shell", "sh", (code: string) => ["sh", "-c", code]],
  [
    "the OpenAI SDK",
    "ts",
    (code: string) => {
      writeFileSync(`${bundle.source}/example.ts`, code);
      return [process.execPath, `${bundle.source}/example.ts`];
    },
  ],
])("the documentation's example with %s works, and not with another secret", async (_, language, command) => {
  const documentation = readFileSync("docs/zero-trust.md", "utf8");
  const blocks = documentation.matchAll(/```(\w+)\n(.*?)```/gs);
  const example = [...blocks].find(([, of, code]) => of === language && code?.includes("x-agentshield-signature"))?.[2];
  const run = async (secret: string) => {
    const code = example?.replace("http://localhost:8787", gateway.url).replace(/^secret=.*$/m, `secret=${secret}`);
    const [program = "", ...options] = command(code ?? "");
    const env = { ...process.env, AGENTSHIELD_SIGNING_SECRET: secret };
    return promisify(execFile)(program, options, { env }).then(
      ({ stdout }) => stdout,
      (failed: { stderr: string }) => failed.stderr,
    );
  };
  expect(await run(secretOf("developer000"))).toMatch(/^Hello\n$|"content":"Hello"/);
  expect(await run(secretOf("developer001"))).toContain("zero_trust_failed");
});

describe("a token", () => {
  const claims = (more: object = {}) => {
    const now = Math.floor(Date.now() / 1000);
    return { iss: issuer.url, aud: "gateway", sub: SUBJECT, groups: ["staff"], iat: now, exp: now + 300, ...more };
  };
  const withToken = async (token: string | Promise<string>, more: Sent = {}) =>
    send({ "x-agentshield-identity": await token }, more);

  test("lets requests pass; those that come together ask the issuer once", async () => {
    const fresh = await start({ trusted: [certificate.file] });
    issuer.seen.length = 0;
    const token = await sign(key, claims());
    const responses = await Promise.all(Array.from({ length: 20 }, () => withToken(token, { at: fresh })));
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(issuer.seen.map(({ path }) => path)).toEqual([JWKS]);
    await fresh.close();
  });

  test("leaves only a digest of whom it speaks of", async () => {
    const response = await withToken(sign(key, claims()));
    expect(response.status).toBe(200);
    const record = await gateway.recordOf(response);
    expect(record).toMatchObject({ proof: "oidc", subject: expect.stringMatching(/^[0-9A-F]{16}$/) });
    const bob = await gateway.recordOf(await withToken(sign(key, claims()), { key: BOB }));
    expect(bob["subject"]).not.toBe(record["subject"]);
    const seen = JSON.stringify([gateway.logs(), [...response.headers], await response.text(), upstream.seen]);
    for (const text of [SUBJECT, "lovelace", "staff"]) expect(seen).not.toContain(text);
  });

  test.each([
    ["that has expired", { exp: 1 }, "oidc:expired"],
    ["of another audience", { aud: "elsewhere" }, "oidc:audience"],
    ["of another issuer", { iss: "https://issuer.example" }, "oidc:issuer"],
    ["of somebody else", { groups: ["guests"] }, "oidc:claim"],
  ])("%s is refused", async (_, more, reason) => {
    await expectRefused(await withToken(sign(key, claims(more))), reason);
  });

  test("that is not signed, or signed by somebody else, is refused", async () => {
    const other = await makeKey("ES256", "key-1");
    await expectRefused(await withToken(sign(other, claims())), "oidc:signature");
    const unsigned = forge({ alg: "none", kid: "key-1" }, claims(), () => new Uint8Array());
    await expectRefused(await withToken(unsigned), "oidc:algorithm");
    const unknown = await makeKey("ES256", "key-2");
    await expectRefused(await withToken(sign(unknown, claims())), "oidc:unknown_key");
    await expectRefused(await withToken(sign(key, claims({ more: "x".repeat(8_192) }))), "oidc:oversized");
    await expectRefused(await withToken("a.b.c"), "oidc:malformed");
  });

  test("passes also when the request that asked the issuer has been broken off", async () => {
    const fresh = await start({ trusted: [certificate.file] });
    issuer.seen.length = 0;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    issuer.answerWith(async (response) => {
      await held;
      response.end(JSON.stringify({ keys: [key.jwk] }));
    });
    const token = await sign(key, claims());
    const leaving = new AbortController();
    const broken = fetch(`${fresh.url}/v1/models`, {
      headers: { authorization: `Bearer ${ALICE}`, "x-agentshield-identity": token },
      signal: leaving.signal,
    }).catch(() => "broken");
    await expect.poll(() => issuer.seen.length).toBe(1);
    const waiting = withToken(token, { at: fresh });
    leaving.abort();
    expect(await broken).toBe("broken");
    release();
    expect((await waiting).status).toBe(200);
    expect(issuer.seen).toHaveLength(1);
    await fresh.close();
  });

  const unusable: [string, Parameters<TestUpstream["answerWith"]>[0], string][] = [
    ["redirects", (response) => void response.writeHead(302, { location: upstream.url }).end(), "keys_unreachable"],
    ["stops on the way", (response) => void response.write('{"keys":['), "keys_unreachable"],
    ["has too much to say", (response) => void response.end(" ".repeat(65_537)), "keys_invalid"],
  ];
  test.each(unusable)("is refused when the issuer %s", async (_, answer, fault) => {
    const fresh = await start({ trusted: [certificate.file] });
    issuer.answerWith(answer);
    const response = await withToken(sign(key, claims()), { at: fresh });
    expect(response.status).toBe(401);
    expect(await fresh.recordOf(response)).toMatchObject({ reason: expect.stringContaining(`oidc:${fault}`) });
    expect(upstream.seen).toHaveLength(0);
    await fresh.close();
  });

  test("is refused while the issuer's certificate is not trusted", async () => {
    const distrustful = await start({});
    const response = await withToken(sign(key, claims()), { at: distrustful });
    expect(response.status).toBe(401);
    expect(await distrustful.recordOf(response)).toMatchObject({ reason: expect.stringContaining("keys_unreachable") });
    await distrustful.close();
  });
});

describe("a client certificate", () => {
  const described = (more: object = {}) => JSON.stringify({ tlsClientAuth: { ...CERTIFICATE, ...more } });

  test("that the edge has verified lets a request pass", async () => {
    const response = await send({ [EDGE]: described() });
    expect(response.status).toBe(200);
    expect(await gateway.recordOf(response)).toMatchObject({ proof: "mtls" });
  });

  test.each([
    ["that is revoked", { certRevoked: "1" }, "mtls:revoked"],
    ["that was not verified", { certVerified: "FAILED:self signed certificate" }, "mtls:unverified"],
    ["of somebody else", { certFingerprintSHA256: "cd".repeat(32) }, "mtls:fingerprint"],
  ])("%s is refused", async (_, more, reason) => {
    await expectRefused(await send({ [EDGE]: described(more) }), reason);
  });

  test("is taken from the edge only, from no header of the client's", async () => {
    for (const name of ["cf", "cf-tls-client-auth", "mf-cf-blob", "x-cf"])
      await expectRefused(await send({ [name]: described() }), "mtls:absent");
    const withoutEdge = await start({});
    expect((await send({ [EDGE]: described() }, { at: withoutEdge })).status).toBe(401);
    await withoutEdge.close();
  });
});
