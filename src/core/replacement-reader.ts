import { MAX_WRITTEN, readBare, readBracketed } from "./placeholder.ts";
import { OPENING, type ReplacementIndex, TOKEN } from "./replacement-index.ts";
import { isJoint, isWord, joins } from "./token-boundary.ts";

/** Most of a text's end that is ever undecided, in UTF-16 code units: the longest placeholder without its last one. */
export const MAX_UNDECIDED = MAX_WRITTEN - 1;

/** Where a replacement may stand. */
export interface Place {
  readonly text: string;
  /** Where it starts, after backslashes. */
  readonly start: number;
  /** Where it starts together with the backslashes that may be its own; an even number may stand before those. */
  readonly first: number;
  /** The two characters before `start`, the nearer one first. */
  readonly before: readonly [number, number];
  /** Whether the text ends here. */
  readonly isFinal: boolean;
  /** Whether the text is JSON. */
  readonly isJson: boolean;
}

/** A replacement's value and the stretch that it takes; or that the text ends too early to tell. */
export type Found = { readonly from: number; readonly end: number; readonly value: string } | "undecided" | undefined;

/** Reads what stands at a place of a text. */
export function findReplacement(index: ReplacementIndex, place: Place): Found {
  const { text, start, first, before, isFinal, isJson } = place;
  if (start === text.length) return isFinal ? undefined : "undecided";
  const isEscape = start - first === 1;
  // One backslash before a bracket or a word is no JSON; it goes, so that what is restored is.
  const from = isJson && isEscape ? first : start;
  const code = text.charCodeAt(start);
  const kind = index.kindOf(code);
  if (kind === OPENING || (code === LETTER_U && first < start)) {
    const bracketed = findBracketed(index, place, from);
    if (bracketed !== undefined) return bracketed;
  }
  if (isEscape && !isFinal && CUT_ESCAPE.test(text.slice(start, start + 5))) return "undecided";
  if (isEscape && escapeAt(text, start) !== undefined) return undefined;
  if (kind !== TOKEN || isWord(before[0]) || !index.mayStart(text, start)) return undefined;
  return findBare(index, place, from) ?? (joins(...before) ? undefined : findSurrogate(index, place, from));
}

/** The character that an escape stands for, `n` or `u00e9` after its backslash, and where the escape ends. */
export function escapeAt(text: string, at: number): { readonly code: number; readonly end: number } | undefined {
  const escape = ESCAPE.exec(text.slice(at, at + 5))?.[0];
  if (escape === undefined) return undefined;
  return { code: escape.length === 1 ? CONTROL : Number.parseInt(escape.slice(1), 16), end: at + escape.length };
}

function findBracketed(index: ReplacementIndex, { text, first, isFinal }: Place, from: number): Found {
  const reading = readBracketed(text, first);
  if (reading?.kind === "beginning") return !isFinal && index.hasCoreFrom(reading.core) ? "undecided" : undefined;
  const value = reading && index.valueOfCore(reading.core);
  if (reading === undefined || value === undefined) return undefined;
  return { from: reading.isEscaped ? first : from, end: reading.end, value };
}

function findBare(index: ReplacementIndex, { text, start, isFinal }: Place, from: number): Found {
  const reading = readBare(text, start, isFinal);
  if (reading?.kind === "beginning") return index.hasCoreFrom(reading.core) ? "undecided" : undefined;
  const value = reading && index.valueOfCore(reading.core);
  return reading === undefined || value === undefined ? undefined : { from, end: reading.end, value };
}

function findSurrogate(index: ReplacementIndex, { text, start, isFinal }: Place, from: number): Found {
  const rest = text.slice(start, start + MAX_WRITTEN);
  if (!isFinal && start + rest.length === text.length && index.hasSurrogateFrom(rest)) return "undecided";
  for (const length of index.surrogateLengths(text, start)) {
    const value = index.valueOfSurrogate(rest.slice(0, length));
    if (value === undefined) continue;
    const end = start + length;
    const near = text.charCodeAt(end);
    const far = text.charCodeAt(end + 1);
    if (!isFinal && (end === text.length || (isJoint(near) && end + 1 === text.length))) return "undecided";
    if (!joins(near, far)) return { from, end, value };
  }
  return undefined;
}

const ESCAPE = /^(?:[bfnrt]|u[0-9A-Fa-f]{4})/;
const CUT_ESCAPE = /^u[0-9A-Fa-f]{0,3}$/;
const CONTROL = 0x0a;
const LETTER_U = 0x75;
