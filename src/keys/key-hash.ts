import { createHmac, timingSafeEqual } from "node:crypto";

/** Hashes the secret half of a key: HMAC-SHA-256 (RFC 2104) under the deployment's pepper; 32 bytes. */
export type KeyHash = (secret: string) => Uint8Array;

// Synchronous on purpose: a turn of the event loop costs more than the hash.
export function keyedHash(pepper: string | Uint8Array): KeyHash {
  return (secret) => createHmac("sha256", pepper).update(secret).digest();
}

/** In constant time, for bytes of one length. */
export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
