import { createHash, createHmac, randomBytes } from "node:crypto";

/** What is signed, as docs/zero-trust.md shows it. */
export interface ToSign {
  readonly secret: string;
  readonly method: string;
  readonly path: string;
  readonly body?: string | Uint8Array;
  /** Unix seconds. */
  readonly timestamp?: number;
  readonly nonce?: string;
}

/** The headers of a signed request. */
export function signatureHeaders({ secret, method, path, body = "", ...rest }: ToSign): Record<string, string> {
  const { timestamp = Math.floor(Date.now() / 1000), nonce = randomBytes(16).toString("hex") } = rest;
  const hash = createHash("sha256").update(body).digest("hex");
  const text = `v1\n${timestamp}\n${nonce}\n${method}\n${path}\n${hash}`;
  return {
    "x-agentshield-timestamp": String(timestamp),
    "x-agentshield-nonce": nonce,
    "x-agentshield-signature": `v1=${createHmac("sha256", secret).update(text).digest("hex")}`,
  };
}
