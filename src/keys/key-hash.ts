import { createHmac } from "node:crypto";

/** Hashes the secret half of a key: HMAC-SHA-256 (RFC 2104) under the deployment's pepper; 32 bytes. */
export type KeyHash = (secret: string) => Uint8Array;

// Synchronous on purpose: a turn of the event loop costs more than the hash.
export function keyedHash(pepper: string | Uint8Array): KeyHash {
  return (secret) => createHmac("sha256", pepper).update(secret).digest();
}
