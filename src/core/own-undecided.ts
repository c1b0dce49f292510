import { isTokenCode, tokenStart } from "./token.ts";
import { undecidedFrom } from "./undecided.ts";

/** Where the end of a text begins that more text could change; nothing before `from` is looked at. */
export type UndecidedFrom = (text: string, from: number) => number;

/** How much of a text that still comes may be the beginning of what a pattern finds in several words. */
const PATTERN_REACH = 64;

/**
 * As {@link undecidedFrom}, for a scan that also finds an operator's own words and patterns: the
 * beginning of a phrase waits for its end, and where a pattern may find several words, so do the
 * last 64 characters.
 */
export function undecidedWith(words: readonly string[], patterns: readonly string[]): UndecidedFrom {
  const heads = new Set(words.flatMap(headsOf));
  const reach = patterns.some(mayHoldSpace) ? PATTERN_REACH : 0;
  if (heads.size === 0 && reach === 0) return undecidedFrom;
  const longest = [...heads].reduce((most, head) => Math.max(most, head.length), 0);
  return (text, from) => {
    const token = tokenStart(text, text.length, from);
    const start = Math.max(from, Math.min(undecidedFrom(text, from), token - reach));
    for (let at = Math.max(from, token - longest); at < start; at += 1) {
      if (heads.has(text.slice(at, token).toLowerCase())) return at;
    }
    return start;
  };
}

/** The beginnings of a phrase after which it goes on with another token. */
function headsOf(phrase: string): string[] {
  const heads: string[] = [];
  for (let end = 1; end < phrase.length; end += 1) {
    if (!isTokenCode(phrase.charCodeAt(end - 1))) heads.push(phrase.slice(0, end).toLowerCase());
  }
  return heads;
}

/** Whether a pattern may find white space or other characters that end a token. A yes may be wrong. */
function mayHoldSpace(pattern: string): boolean {
  const hasOddRange = /\[[^\]]*[^0-9A-Za-z[]-[^\]]/.test(pattern);
  const meant = pattern.replaceAll(/\\[bB<>dw+*^$.\-/]|\{\d+(?:,\d*)?\}/g, "");
  return hasOddRange || meant.includes("[^") || /[^0-9A-Za-z_()[\]|?*+:@=%'&!#~/-]/.test(meant);
}
