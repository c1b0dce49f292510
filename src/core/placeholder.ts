/**
 * How a placeholder may be written. Its core is a label and a number, `EMAIL_1`, or a label and a
 * hash, `EMAIL_HASH_0123456789ABCDEF`; the gateway writes it in brackets, `[EMAIL_1]`. Models change
 * case and separators, escape for Markdown, HTML, JSON or an address, and drop the brackets.
 */

/** What a label looks like: up to eight words of capitals and digits, 32 characters in all. */
export const LABEL = /^(?=.{1,32}$)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){0,7}$/;

/** Longest way to write one placeholder that is recognised, in UTF-16 code units, brackets and escapes included. */
export const MAX_WRITTEN = 128;

const CORE = /^(?=.{1,54}$)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){0,7}_(?:[0-9]{1,9}|HASH_[0-9A-F]{16})$/;

const OPEN = ["[", "\\[", "\\\\[", "\\u005b", "\\\\u005b", "&#91;", "&#x5b;", "&lbrack;", "&lsqb;", "%5b", "［", "【"];
const CLOSE = ["]", "\\]", "\\\\]", "\\u005d", "\\\\u005d", "&#93;", "&#x5d;", "&rbrack;", "&rsqb;", "%5d", "］", "】"];
const UNDERSCORE = ["_", "\\_", "\\\\_", "\\u005f", "\\\\u005f", "&#95;", "&#x5f;", "&lowbar;", "%5f"];
const MARK = [...UNDERSCORE, "-", "\\-", "\\\\-", "‐", "‑", "–", "＿"];

const WORD = "[a-z0-9]{1,48}";
const SPACE = "[ \u00a0]";
/** Spaces and emphasis between a bracket and the core. */
const PADDING = "[ \u00a0*_`~]{0,4}";
const SEPARATOR = `(?:${SPACE}?${oneOf(MARK)}${SPACE}?|${SPACE})`;
const BRACKETED_CORE = `(${WORD}(?:${SEPARATOR}${WORD})*)`;
const LAST_SEPARATOR = `${SPACE}?(?:${oneOf(beginnings(MARK))}|${oneOf(MARK)}${SPACE}?)?`;

const BRACKETED = new RegExp(`^${oneOf(OPEN)}${PADDING}${BRACKETED_CORE}${PADDING}${oneOf(CLOSE)}`, "i");
const BRACKETED_BEGINNING = new RegExp(
  `^(?:${oneOf(beginnings(OPEN))}|${oneOf(OPEN)}${PADDING}` +
    `(?:${BRACKETED_CORE}(?:${LAST_SEPARATOR}|${PADDING}${oneOf(beginnings(CLOSE))}?))?)$`,
  "i",
);
const BARE = new RegExp(`^${WORD}(?:${oneOf(UNDERSCORE)}${WORD})*`, "i");
const BARE_GOES_ON = new RegExp(`^(?:${oneOf(UNDERSCORE)}|[a-z0-9])`, "i");
const BARE_MAY_GO_ON = new RegExp(`^${oneOf([...UNDERSCORE, ...beginnings(UNDERSCORE)])}?$`, "i");
const SEPARATORS = new RegExp(SEPARATOR, "gi");

// A core has two to ten words. It starts where readBare is used: not within a word, or after an escape.
const START = String.raw`(?:(?<![a-z0-9_])|(?<=\\(?:[bfnrt]|u[0-9a-f]{4})))`;
const BRACKETED_IN_TEXT = new RegExp(`${oneOf(OPEN)}${PADDING}(${WORD}(?:${SEPARATOR}${WORD}){1,9})`, "gi");
const BARE_IN_TEXT = new RegExp(`${START}(?=(${WORD}(?:${oneOf(UNDERSCORE)}${WORD}){1,9}))`, "gi");

/** A core as the gateway writes it and where it ends; or a text that ends too early to tell, and the core so far. */
export type Reading =
  | { readonly kind: "whole"; readonly core: string; readonly end: number; readonly isEscaped: boolean }
  | { readonly kind: "beginning"; readonly core: string }
  | undefined;

/** Reads a placeholder in brackets that starts at `at`; `isEscaped` when backslashes before its bracket are its own. */
export function readBracketed(text: string, at: number): Reading {
  const written = text.slice(at, at + MAX_WRITTEN);
  const whole = BRACKETED.exec(written);
  if (whole !== null) {
    const isEscaped = whole[0].replace(/^\\+(?=\[)/, "").includes("\\");
    return { kind: "whole", core: coreOf(whole[1]), end: at + whole[0].length, isEscaped };
  }
  if (written.length === MAX_WRITTEN || at + written.length < text.length) return undefined;
  const beginning = BRACKETED_BEGINNING.exec(written);
  return beginning === null ? undefined : { kind: "beginning", core: coreOf(beginning[1]) };
}

/** Reads a placeholder without brackets that starts at `at`, where a word starts. */
export function readBare(text: string, at: number, isFinal: boolean): Reading {
  const written = text.slice(at, at + MAX_WRITTEN);
  const run = BARE.exec(written)?.[0];
  if (run === undefined) return undefined;
  const rest = written.slice(run.length);
  const core = coreOf(run);
  if (written.length < MAX_WRITTEN && !isFinal && BARE_MAY_GO_ON.test(rest)) return { kind: "beginning", core };
  if (run.length === MAX_WRITTEN || BARE_GOES_ON.test(rest)) return undefined;
  return { kind: "whole", core, end: at + run.length, isEscaped: false };
}

/**
 * Adds the core of everything in a text that could be read as a placeholder of one of these labels to
 * a set, upper-case and with underscores. More than is read as one is added; nothing is missed.
 */
export function collectPlaceholders(text: string, into: Set<string>, labels: ReadonlySet<string>): void {
  if (!mayHold(text.toUpperCase(), labels)) return;
  if (/[_&%\\]/.test(text)) for (const [, core] of text.matchAll(BARE_IN_TEXT)) addCore(core, into);
  if (/[[［【&%\\]/.test(text)) for (const [, core] of text.matchAll(BRACKETED_IN_TEXT)) addCore(core, into);
}

/** Whether a label's first word stands in an upper-case text with a digit, or HASH, as near as in a placeholder. */
function mayHold(text: string, labels: ReadonlySet<string>): boolean {
  for (const label of labels) {
    const words = label.split("_");
    const [first = label] = words;
    const reach = label.length + words.length * LONGEST_SEPARATOR + 1;
    for (let at = text.indexOf(first); at !== -1; at = text.indexOf(first, at + 1))
      if (/\d|HASH/.test(text.slice(at + first.length, at + reach))) return true;
  }
  return false;
}

/** `&lowbar;` and a space on each side. */
const LONGEST_SEPARATOR = 10;

function addCore(written: string | undefined, into: Set<string>): void {
  const core = coreOf(written);
  if (CORE.test(core)) into.add(core);
}

function coreOf(written = ""): string {
  return written.replace(SEPARATORS, "_").toUpperCase();
}

function oneOf(literals: readonly string[]): string {
  return `(?:${literals.map((literal) => literal.replace(/[\\[\]^$.|?*+(){}]/g, String.raw`\$&`)).join("|")})`;
}

/** Everything that one of these texts may begin with, longest first. */
function beginnings(literals: readonly string[]): string[] {
  const all = literals.flatMap((literal) => Array.from(literal, (_, length) => literal.slice(0, length)));
  return [...new Set(all)].filter((text) => text !== "").toSorted((a, b) => b.length - a.length);
}
