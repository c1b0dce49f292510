import { privateKeyHeadStart } from "./private-key.ts";
import { isTokenCode, tokenStart } from "./token.ts";

/** How far before the last token a value in groups (`4111 1111 …`) may start. */
const REACH = 48;
/** Longest group of letters only within a value in groups: `NWBK` of an IBAN. */
const LETTERS = 4;

// Full-width forms and zero-width characters too: they may stand for the plain ones.
const ALPHANUMERIC = "[0-9A-Za-z\\uff10-\\uff19\\uff21-\\uff3a\\uff41-\\uff5a\\u00ad\\u200b-\\u200f\\u2060\\ufeff]";
const SIGN = "[+.\\-\\u2010-\\u2012\\u2212\\uff0b-\\uff0e]";
const SPACE = "[ \\u00a0\\u2007\\u2009\\u202f\\u3000]";
/** What may stand between two groups beside the signs that belong to a token. */
const JOINT = new RegExp(`(?:\\)${SPACE}?\\(?|${SPACE}\\(?|\\()$`);
const GROUP = new RegExp(`${SIGN}?${ALPHANUMERIC}+(?:${SIGN}${ALPHANUMERIC}+)*${SIGN}?$`);
/** The numbers at the end of a group. */
const NUMBERS = new RegExp(`(?:${SIGN}?[0-9\\uff10-\\uff19]+)+$`);
const NUMBER_START = new RegExp(`^${SIGN}?(?:[0-9\\uff10-\\uff19]|$)`);
const WORD_START = new RegExp(`^${ALPHANUMERIC}{1,34}$`);
const DIGIT = /[0-9\uff10-\uff19]/;
/** Country and check digits of an IBAN: words of letters may follow in it. */
const LETTERED = /(?:^|[^A-Za-z0-9])[A-Za-z]{2}[0-9]{2}[A-Za-z0-9]*$/;

/**
 * Where the end of a text begins that more text could change: its last token, and before it the
 * groups that could be one value with it, or the first line of a private key.
 * @param from nothing before it is looked at.
 */
export function undecidedFrom(text: string, from: number): number {
  const token = tokenStart(text, text.length, from);
  let start = groupsStart(text, token, from);
  if (NUMBER_START.test(text.slice(start, start + 2))) start = bracketStart(text, start, from);
  return Math.min(start, privateKeyHeadStart(text, from));
}

/** A phone number's bracket is part of it. */
function bracketStart(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && text.charAt(start - 1) === "(") start -= 1;
  return start;
}

/** Start of the groups of a number or an IBAN that the token at `token` may go on, or `token`. */
function groupsStart(text: string, token: number, from: number): number {
  const last = text.slice(token, token + REACH);
  const isNumber = NUMBER_START.test(last);
  if (!isNumber && !WORD_START.test(last)) return token;
  const low = Math.max(from, token - REACH);
  // One letter may be a number's check letter; a word can only go on an IBAN.
  let words = !isNumber && last.length > 1;
  let start = token;
  let at = token;
  for (;;) {
    const joint = JOINT.exec(text.slice(Math.max(low, at - 3), at));
    if (joint === null) return start;
    const end = at - joint[0].length;
    const group = GROUP.exec(text.slice(low, end))?.[0] ?? "";
    at = end - group.length;
    // `tel:+44 20 …`: the first group may be the end of a token.
    const isEnd = at > from && isTokenCode(text.charCodeAt(at - 1));
    if (group === "") return start;
    // Too long for a group, but its end may be the first one.
    if (isEnd && at === low) return words ? start : end - (NUMBERS.exec(group)?.[0].length ?? end - start);
    if (!DIGIT.test(group)) {
      if (group.length > LETTERS) return start;
      words = true;
    } else if (!words || LETTERED.test(group)) start = at;
    if (isEnd) return start;
  }
}
