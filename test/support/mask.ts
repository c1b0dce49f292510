import type { JsonObject } from "../../src/core/json.ts";
import { maskJson, type Masking } from "../../src/core/masking.ts";
import type { Vault } from "../../src/core/vault.ts";
import { CHAT_LENS } from "../../src/dialects/openai-chat/text.ts";
import { scanner, utf8, WIDE } from "../scan/engine.ts";

/** What leaves for a provider when a caller writes this text. */
export function maskWritten(json: string, masking?: Masking): { written: string; vault: Vault } {
  const bytes = utf8(json);
  const screened = scanner.screenJson(bytes, WIDE, CHAT_LENS);
  if (!screened.ok) throw new Error(`${screened.fault} at ${screened.offset}`);
  const { written, vault } = maskJson(bytes, screened.findings, screened.noted, masking);
  return { written: written.text, vault };
}

/** The same for a body. */
export function maskBody(body: JsonObject, masking?: Masking): { body: JsonObject; vault: Vault } {
  const { written, vault } = maskWritten(JSON.stringify(body), masking);
  return { body: JSON.parse(written) as JsonObject, vault };
}
