import { keyPolicy } from "../../src/config/tenant-policy.ts";
import { gatewayKeys } from "../../src/keys/gateway-key.ts";
import { hexOf, keyedHash } from "../../src/keys/key-hash.ts";
import { storedKey } from "../tenants/records.ts";
import type { StoredKey } from "../../src/tenants/port.ts";

export const PEPPER = "pepper-of-the-tests";
export const hash = keyedHash(PEPPER);

let drawn = 0;
/** Bytes that differ from draw to draw, the same in every run. */
const random = (length: number) => {
  drawn += 1;
  const seed = hash(`draw ${drawn}`);
  return Uint8Array.from({ length }, (_, at) => (seed[at % 32] ?? 0) ^ (at * 7));
};
export const own = gatewayKeys(PEPPER, random);

/** A key as the gateway makes it, with what is stored of it. */
export function madeKey(tenant: string, more: Partial<StoredKey> = {}) {
  const publicId = own.newId();
  const secret = own.newSecret(publicId);
  const hashes = [{ hash: hexOf(hash(secret)) }];
  const stored = storedKey(publicId, tenant, { hashes, policy: keyPolicy.parse({}), ...more });
  return { publicId, secret, text: `sk-as-${publicId}-${secret}`, stored };
}
