import type { Next } from "hono";
import { GatewayError } from "../core/failure.ts";
import type { KeyVerifier } from "../keys/key-verifier.ts";
import type { TenantPolicies } from "../policy/tenant-policies.ts";
import { exchangeOf, type GatewayContext, timedWait } from "./context.ts";

/** Lets only known keys pass: `Authorization: Bearer sk-as-…` or `x-api-key: sk-as-…`. Finds out what holds for them. */
export function authenticate(keys: KeyVerifier, policies: TenantPolicies, now: () => number) {
  return async function authenticate(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const { record } = exchange;
    const verified = await timedWait(record, "auth", now, () => keys.verify(presentedKey(c.req.raw.headers)));
    if (typeof verified === "string") throw new GatewayError({ kind: "bad_key", reason: verified });
    const { tenant, publicId, record: stored } = verified;
    record.tenant = tenant;
    record.keyId = publicId;
    const policy = policies.of(tenant, stored, verified.policy);
    exchange.caller = { tenant, keyId: publicId, policy };
    await next();
  };
}

function presentedKey(headers: Headers): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
  return bearer ?? headers.get("x-api-key") ?? undefined;
}
