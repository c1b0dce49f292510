import { createHmac } from "node:crypto";

/**
 * The secret with which the holder of a key signs its requests (docs/zero-trust.md): 64 hexadecimal digits, used as
 * text. It is derived and nowhere stored, and neither it nor the key's own secret tells the other.
 */
export function requestSecrets(pepper: string): (publicId: string) => string {
  // No secret of a key holds a line break, so no stored hash is one of these.
  return (publicId) => createHmac("sha256", pepper).update(`request proofs of a key\n${publicId}`).digest("hex");
}
