import { keyedHash } from "./key-hash.ts";
import { keyedDigest } from "./keyed-digest.ts";

/**
 * Hashes values for the action `hash`. Each tenant has a key of its own, so that nobody can tell
 * whether two tenants hold the same value.
 */
export function tenantDigests(pepper: string): (tenant: string) => (text: string) => string {
  const derive = keyedHash(pepper);
  const digests = new Map<string, (text: string) => string>();
  return (tenant) => {
    const known = digests.get(tenant);
    if (known !== undefined) return known;
    // No secret of a key holds a line break, so no stored hash is one of these keys.
    const digest = keyedDigest(derive(`values of a tenant\n${tenant}`));
    digests.set(tenant, digest);
    return digest;
  };
}
