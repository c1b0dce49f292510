import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { SignatureFault } from "../core/proof-fault.ts";
import type { Nonce } from "./identity.ts";

/** How far a timestamp may lie from now, before or behind. */
const WINDOW_MS = 300_000;
/** A nonce is remembered for longer than its timestamp is accepted, by what two machines' clocks may differ. */
const CLOCK_DIFFERENCE_MS = 60_000;

/** What a signature covers. */
export interface SignedRequest {
  /** Unix seconds. */
  readonly timestamp: string;
  readonly nonce: string;
  readonly method: string;
  /** Path and query, as they arrive. */
  readonly path: string;
}

/** The headers of a signed request, seen to have the right form and to be of this time. */
export interface SignatureHeaders {
  readonly timestamp: string;
  readonly nonce: string;
  /** HMAC-SHA-256, 64 hexadecimal digits. */
  readonly signature: string;
}

/**
 * Reads the three headers, before anything costs more than that.
 * @param now Unix ms.
 */
export function readSignature(headers: Headers, now: number): SignatureHeaders | { readonly fault: SignatureFault } {
  const written = headers.get("x-agentshield-signature");
  if (written === null) return { fault: "absent" };
  const timestamp = headers.get("x-agentshield-timestamp") ?? "";
  if (!/^[1-9]\d{0,10}$/.test(timestamp)) return { fault: "timestamp" };
  if (!isInWindow(timestamp, now)) return { fault: "outside_window" };
  const nonce = headers.get("x-agentshield-nonce") ?? "";
  if (!/^[A-Za-z0-9_-]{16,64}$/.test(nonce)) return { fault: "nonce" };
  const signature = /^v1=([0-9a-f]{64})$/.exec(written)?.[1];
  return signature === undefined ? { fault: "malformed" } : { timestamp, nonce, signature };
}

/** Whether a timestamp, in Unix seconds, lies within five minutes of now, in Unix ms. */
export function isInWindow(timestamp: string, now: number): boolean {
  return Math.abs(now - Number(timestamp) * 1000) <= WINDOW_MS;
}

/** The text that is signed. No part can hold a line break, so no two requests have the same text. */
export function textToSign({ timestamp, nonce, method, path }: SignedRequest, body: Uint8Array): string {
  const bodyHash = createHash("sha256").update(body).digest("hex");
  return ["v1", timestamp, nonce, method, path, bodyHash].join("\n");
}

/** Whether a signature was made with a key's secret; compared in constant time. HMAC-SHA-256, RFC 2104. */
export function isSignedWith(secret: string, text: string, signature: string): boolean {
  const expected = encoder.encode(createHmac("sha256", secret).update(text).digest("hex"));
  const given = encoder.encode(signature);
  return given.byteLength === expected.byteLength && timingSafeEqual(expected, given);
}

const encoder = new TextEncoder();

/** What the state has to remember, so that no request is accepted twice. Nonces of two keys are different ones. */
export function nonceOf(keyId: string, { timestamp, nonce }: SignatureHeaders): Nonce {
  return { value: `${keyId}:${nonce}`, expiresAt: Number(timestamp) * 1000 + WINDOW_MS + CLOCK_DIFFERENCE_MS };
}
