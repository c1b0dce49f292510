import { expect, test } from "vitest";
import { anyProof, type Evidence } from "../../src/trust/any-proof.ts";
import { KeySets } from "../../src/trust/key-sets.ts";
import { signatureHeaders } from "../support/signed.ts";
import { CLAIMS, makeKey, NOW, SECONDS, sign } from "./issuer.ts";

const TEAM = "https://acme.cloudflareaccess.com";
const ACCESS = { kind: "cloudflare-access", teamDomain: "acme.cloudflareaccess.com", audience: ["tag"] } as const;

/** A request that shows nothing, apart from these headers. */
function evidence(headers: Record<string, string>): Evidence {
  return {
    headers: new Headers(headers),
    method: "GET",
    path: "/",
    keyId: "acmeAcme0001",
    tlsClientAuth: undefined,
    body: () => Promise.reject(new Error("not asked for")),
  };
}

test("Cloudflare Access: a person's token and a machine's, with the team's keys", async () => {
  const key = await makeKey("RS256", "team-1");
  const asked: string[] = [];
  const fetchKeys = async (url: string) => {
    asked.push(url);
    return Response.json({ keys: [key.jwk], public_cert: { kid: "team-1", cert: "" }, public_certs: [] });
  };
  const ports = { keySets: new KeySets(fetchKeys, () => NOW), requestSecretOf: () => "", now: () => NOW };
  const prove = async (claims: object) => {
    const token = await sign(key, { ...CLAIMS, iss: TEAM, aud: ["tag"], ...claims });
    return anyProof([{ ...ACCESS, audience: ["tag"] }], evidence({ "cf-access-jwt-assertion": token }), ports);
  };
  const kind = "cloudflare-access";
  expect(await prove({})).toEqual({ identity: { kind, subject: `${TEAM}\nada` } });
  expect(await prove({ sub: "", common_name: "robot" })).toEqual({ identity: { kind, subject: `${TEAM}\nrobot` } });
  expect(await prove({ aud: ["other-tag"] })).toEqual({ faults: [{ proof: kind, fault: "audience" }] });
  expect(await prove({ iss: "https://evil.cloudflareaccess.com" })).toEqual({
    faults: [{ proof: kind, fault: "issuer" }],
  });
  expect(asked).toEqual([`${TEAM}/cdn-cgi/access/certs`]);
});

test("a signed request whose body takes longer than the window does not hold", async () => {
  const clock = { now: NOW };
  const ports = { keySets: new KeySets(fetch, () => NOW), requestSecretOf: () => "secret", now: () => clock.now };
  const prove = async (bodyTakesMs: number) => {
    clock.now = NOW;
    const headers = signatureHeaders({ secret: "secret", method: "GET", path: "/", body: "body", timestamp: SECONDS });
    const body = async () => {
      clock.now += bodyTakesMs;
      return new TextEncoder().encode("body");
    };
    return anyProof([{ kind: "hmac" }], { ...evidence(headers), body }, ports);
  };
  expect(await prove(300_000)).toMatchObject({ identity: { kind: "hmac" } });
  expect(await prove(300_001)).toEqual({ faults: [{ proof: "hmac", fault: "outside_window" }] });
});

test("where no proof would do, none does", async () => {
  const ports = { keySets: new KeySets(fetch, () => NOW), requestSecretOf: () => "", now: () => NOW };
  expect(await anyProof([], evidence({}), ports)).toEqual({ faults: [] });
});
