import { ConfigError } from "../config/parse-config.ts";
import type { Secret } from "../config/vault.ts";

/** Standard Webhooks asks for 24 to 64 bytes. */
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;
const FORM = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

const encoder = new TextEncoder();

/**
 * The key of a webhook's signatures.
 * @throws ConfigError naming the variable, never its value
 */
export function signingKey(secret: Secret, variable: string): Uint8Array<ArrayBuffer> {
  const bytes = bytesOf(FORM.exec(secret.reveal())?.[1] ?? "");
  if (bytes.length < MIN_KEY_BYTES || bytes.length > MAX_KEY_BYTES)
    throw new ConfigError(`environment: ${variable}: must be whsec_ and 24 to 64 bytes in base64`);
  return bytes;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

/**
 * The headers of a signed message, of Standard Webhooks 1.0.0 (standardwebhooks.com).
 * @param id stays the same when the message is sent again
 */
export async function signedHeaders(
  key: Uint8Array<ArrayBuffer>,
  id: string,
  nowMs: number,
  body: string,
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const hmac = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", hmac, encoder.encode(`${id}.${timestamp}.${body}`));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`,
  };
}
