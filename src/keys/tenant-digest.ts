import { keyedHash } from "./key-hash.ts";
import { keyedDigest } from "./keyed-digest.ts";

/** What digests are of; those of one kind say nothing about those of another. */
type Digested = "values" | "subjects" | "callers";

/**
 * Hashes values for the action `hash`, or whom proofs speak of for the record, or users and
 * addresses for the names of counters. Each tenant has a key
 * of its own, so that nobody can tell whether two tenants hold the same value.
 */
export function tenantDigests(
  pepper: string,
  digested: Digested = "values",
): (tenant: string) => (text: string) => string {
  const derive = keyedHash(pepper);
  const digests = new Map<string, (text: string) => string>();
  return (tenant) => {
    const known = digests.get(tenant);
    if (known !== undefined) return known;
    // No secret of a key holds a line break, so no stored hash is one of these keys.
    const digest = keyedDigest(derive(`${digested} of a tenant\n${tenant}`));
    digests.set(tenant, digest);
    return digest;
  };
}
