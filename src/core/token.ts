/** ASCII characters that e-mail addresses, keys, numbers, IP addresses and URLs are made of. */
const ASCII = Uint8Array.from({ length: 0x80 }, (_, code) =>
  Number(/[0-9A-Za-z_.+\-%'&!#$*^~@/:=]/.test(String.fromCharCode(code))),
);
const OTHER_LETTER = /[\p{Alphabetic}\p{N}\p{M}]/u;

/**
 * Whether a UTF-16 code unit may belong to the same value as its neighbours. Scripts that set no
 * space between words end a token as the engine's rules do, so a Chinese paragraph is no token.
 */
export function isTokenCode(code: number): boolean {
  if (code < 0x80) return ASCII[code] === 1;
  // Half of a pair, without which nothing can be said of it; soft hyphen; byte order mark.
  if ((code >= 0xd800 && code <= 0xdfff) || code === 0xad || code === 0xfeff) return true;
  if (code >= 0x2000 && code <= 0x206f) return isHiddenOrHyphen(code);
  if (code >= 0xff01 && code <= 0xff5e) return isTokenCode(code - 0xfee0);
  return !isSpaceless(code) && (code === 0x2212 || OTHER_LETTER.test(String.fromCharCode(code)));
}

/** Start of the run of token characters that ends at `end`, not before `from`. */
export function tokenStart(text: string, end: number, from: number): number {
  let start = end;
  while (start > from && isTokenCode(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

/** End of the run of token characters that starts at `start`. */
export function tokenEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isTokenCode(text.charCodeAt(end))) end += 1;
  return end;
}

/** Zero-width characters and the hyphens that are not dashes. */
function isHiddenOrHyphen(code: number): boolean {
  return (code >= 0x200b && code <= 0x200f) || (code >= 0x2010 && code <= 0x2012) || code >= 0x2060;
}

/** As `is_word` in rust-wasm/src/text.rs: Thai to Hangul, Han, kana. */
function isSpaceless(code: number): boolean {
  return SPACELESS.some(([first, last]) => code >= first && code <= last);
}

const SPACELESS: readonly (readonly [number, number])[] = [
  [0x0e00, 0x0eff],
  [0x1000, 0x109f],
  [0x1100, 0x11ff],
  [0x1780, 0x17ff],
  [0x3000, 0x9fff],
  [0xa960, 0xa97f],
  [0xac00, 0xd7ff],
  [0xf900, 0xfaff],
  [0xff5f, 0xffdc],
];
