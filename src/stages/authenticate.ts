import { timingSafeEqual } from "node:crypto";
import type { Next } from "hono";
import { parseApiKey } from "../core/api-key.ts";
import { type Failure, GatewayError } from "../core/failure.ts";
import type { KeyHash } from "../keys/key-hash.ts";
import type { KeyStore } from "../keys/port.ts";
import { type Caller, type GatewayContext, timed } from "./context.ts";

/** Compared with when a key's id is not known, so that the answer takes as long as for a wrong secret. */
const NO_HASH = new Uint8Array(32);

/** Lets only known keys pass: `Authorization: Bearer sk-as-…` or `x-api-key: sk-as-…`. */
export function authenticate(keys: KeyStore, hash: KeyHash, now: () => number) {
  return async function authenticate(c: GatewayContext, next: Next): Promise<void> {
    const { record } = c.var;
    const caller = await timed(record, "auth", now, () => identify(c.req.raw.headers, keys, hash));
    record.tenant = caller.tenant;
    record.keyId = caller.keyId;
    c.set("caller", caller);
    await next();
  };
}

async function identify(headers: Headers, keys: KeyStore, hash: KeyHash): Promise<Caller> {
  const text = presentedKey(headers);
  if (text === undefined) throw refused("missing");
  const key = parseApiKey(text);
  if (key === undefined) throw refused("malformed");
  const record = await keys.find(key.publicId);
  const same = timingSafeEqual(record?.hash ?? NO_HASH, hash(key.secret));
  if (record === undefined) throw refused("unknown");
  if (!same) throw refused("mismatch");
  return { tenant: record.tenant, keyId: record.publicId, requestsPerMinute: record.requestsPerMinute };
}

function presentedKey(headers: Headers): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
  return bearer ?? headers.get("x-api-key") ?? undefined;
}

function refused(reason: Extract<Failure, { kind: "bad_key" }>["reason"]): GatewayError {
  return new GatewayError({ kind: "bad_key", reason });
}
