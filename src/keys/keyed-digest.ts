import { keyedHash } from "./key-hash.ts";

/** Hashes a text to the first 64 bits of its HMAC-SHA-256 under a key: 16 upper-case hexadecimal digits. */
export function keyedDigest(key: Uint8Array | string): (text: string) => string {
  const hash = keyedHash(key);
  return (text) =>
    Array.from(hash(text).subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"))
      .join("")
      .toUpperCase();
}
