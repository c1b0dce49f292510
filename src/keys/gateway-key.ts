import type { ApiKey } from "../core/api-key.ts";
import { isEqual, keyedHash } from "./key-hash.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const PUBLIC_ID_CHARACTERS = 12;
/** 238 bits. */
const RANDOM_CHARACTERS = 40;
/** 48 bits: nobody guesses it, and it is no help with the 238. */
const CHECK_CHARACTERS = 8;

export type RandomBytes = (length: number) => Uint8Array;

/** Text of letters and digits, all equally likely. */
export function randomText(length: number, random: RandomBytes): string {
  // Bytes from 248 on are thrown away: 248 is a multiple of 62.
  let text = "";
  while (text.length < length)
    for (const byte of random(length)) if (byte < 248) text += LETTERS[byte % LETTERS.length];
  return text.slice(0, length);
}

export interface GatewayKeys {
  /** A new public id. */
  newId(): string;
  /** A new secret for a public id; its end is a check. */
  newSecret(publicId: string): string;
  /** Whether this gateway has made the key, as far as can be told without knowing it. In constant time. */
  isOwn(key: ApiKey): boolean;
}

/**
 * Makes keys, and tells them from forged and mistyped ones: the last eight characters of a secret
 * are an HMAC-SHA-256 over the public id and the rest, so no store has to be asked about the others.
 */
export function gatewayKeys(pepper: string, random: RandomBytes): GatewayKeys {
  // No secret of a key holds a line break, so no stored hash is this key.
  const mac = keyedHash(keyedHash(pepper)("check of a key\n"));
  const checkOf = (publicId: string, rest: string) =>
    String.fromCharCode(
      ...mac(`${publicId}-${rest}`)
        .subarray(0, CHECK_CHARACTERS)
        .map((byte) => CHECK_LETTERS.charCodeAt(byte % CHECK_LETTERS.length)),
    );
  return {
    newId: () => randomText(PUBLIC_ID_CHARACTERS, random),
    newSecret: (publicId) => {
      const rest = randomText(RANDOM_CHARACTERS, random);
      return rest + checkOf(publicId, rest);
    },
    isOwn: ({ publicId, secret }) => {
      const [rest, check] = [secret.slice(0, -CHECK_CHARACTERS), secret.slice(-CHECK_CHARACTERS)];
      return isEqual(encoder.encode(check), encoder.encode(checkOf(publicId, rest)));
    },
  };
}

/** Of base64url, so that each byte gives six bits. */
const CHECK_LETTERS = `${LETTERS}-_`;
const encoder = new TextEncoder();
