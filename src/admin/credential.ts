import type { Next } from "hono";
import { GatewayError } from "../core/failure.ts";
import { isEqual, keyedHash } from "../keys/key-hash.ts";
import { exchangeOf, type GatewayContext, timed } from "../stages/context.ts";

/**
 * Lets only the holder of the admin token pass: `Authorization: Bearer`. Hashes are compared, so
 * that neither the token's length nor its beginning shows in the time that it takes.
 */
export function requireAdmin(token: string, pepper: string, now: () => number) {
  const hash = keyedHash(keyedHash(pepper)("admin token\n"));
  const right = hash(token);
  return async function requireAdmin(c: GatewayContext, next: Next): Promise<void> {
    const presented = /^Bearer +(\S+) *$/i.exec(c.req.header("authorization") ?? "")?.[1];
    const same = timed(exchangeOf(c).record, "auth", now, () => isEqual(hash(presented ?? ""), right));
    if (!same)
      throw new GatewayError({ kind: "bad_admin_token", reason: presented === undefined ? "missing" : "mismatch" });
    await next();
  };
}
