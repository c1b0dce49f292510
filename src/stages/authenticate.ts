import type { Next } from "hono";
import { GatewayError } from "../core/failure.ts";
import type { KeyVerifier } from "../keys/key-verifier.ts";
import { exchangeOf, type GatewayContext, timedWait } from "./context.ts";

/** Lets only known keys pass: `Authorization: Bearer sk-as-…` or `x-api-key: sk-as-…`. */
export function authenticate(keys: KeyVerifier, now: () => number) {
  return async function authenticate(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const { record } = exchange;
    const verified = await timedWait(record, "auth", now, () => keys.verify(presentedKey(c.req.raw.headers)));
    if (typeof verified === "string") throw new GatewayError({ kind: "bad_key", reason: verified });
    const { tenant, publicId, requestsPerMinute } = verified;
    record.tenant = tenant;
    record.keyId = publicId;
    exchange.caller = { tenant, keyId: publicId, requestsPerMinute };
    await next();
  };
}

function presentedKey(headers: Headers): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
  return bearer ?? headers.get("x-api-key") ?? undefined;
}
