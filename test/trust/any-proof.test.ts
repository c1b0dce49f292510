import { expect, test } from "vitest";
import { anyProof, type Evidence } from "../../src/trust/any-proof.ts";
import { KeySets } from "../../src/trust/key-sets.ts";
import { CLAIMS, makeKey, NOW, sign } from "./issuer.ts";

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

test("where no proof would do, none does", async () => {
  const ports = { keySets: new KeySets(fetch, () => NOW), requestSecretOf: () => "", now: () => NOW };
  expect(await anyProof([], evidence({}), ports)).toEqual({ faults: [] });
});
