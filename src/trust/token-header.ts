import { base64url } from "jose";
import { isObject, type JsonObject } from "../core/json.ts";
import type { TokenFault } from "../core/proof-fault.ts";
import { hasUniqueNames } from "./unique-names.ts";

const MAX_TOKEN_CHARACTERS = 8_192;

/** Parameters (RFC 7515, section 4.1; RFC 7797) that bring a key along or change how a token is read. */
const REFUSED_PARAMETERS = ["jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc"];

/** What tokens that say what they are (RFC 8725, section 3.11) may be: no logout token, no event. */
const TYPES = new Set(["jwt", "application/jwt", "at+jwt", "application/at+jwt"]);

/** Compared with the ids of the configured keys, and never used as anything else. */
const KEY_ID = /^[A-Za-z0-9._~:/+=@-]{1,128}$/;

/**
 * Reads a token (JWS compact serialisation) as far as it can be refused without a key.
 * @param written the header's value; where the header is there twice, both values, joined by a comma.
 */
export function checkTokenHeader(written: string | null, algorithms: readonly string[]): TokenFault | undefined {
  if (written === null) return "absent";
  if (written.length > MAX_TOKEN_CHARACTERS) return "oversized";
  if (written.includes(",")) return "repeated";
  const [, encoded] = /^([\w-]+)\.[\w-]+\.[\w-]*$/.exec(written) ?? [];
  const header = encoded === undefined ? undefined : readPart(encoded);
  if (header === undefined) return "malformed";
  const { alg, kid, typ } = header;
  if (typeof alg !== "string" || !algorithms.includes(alg)) return "algorithm";
  if (REFUSED_PARAMETERS.some((name) => Object.hasOwn(header, name))) return "parameter";
  if (typ !== undefined && !(typeof typ === "string" && TYPES.has(typ.toLowerCase()))) return "parameter";
  if (kid !== undefined && !(typeof kid === "string" && KEY_ID.test(kid))) return "key_id";
  return undefined;
}

/** Reads a part of a token, which must be an object without names that are there twice: base64url of UTF-8 JSON. */
export function readPart(encoded: string): JsonObject | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(base64url.decode(encoded));
    const value: unknown = JSON.parse(text);
    return isObject(value) && hasUniqueNames(text) ? value : undefined;
  } catch {
    return undefined;
  }
}
