import type { ActionFor } from "./action.ts";
import type { Finding, Rule } from "./finding.ts";
import { collectPlaceholders } from "./placeholder.ts";
import type { Span } from "./span.ts";
import { collectSurrogates } from "./surrogates.ts";
import { BACKSLASH, isJoint, joins } from "./token-boundary.ts";
import { type Digest, Vault } from "./vault.ts";
import { utf8, WrittenJson } from "./written-json.ts";

export type Scan = (text: string) => readonly Finding[];

export interface Masking {
  /** What happens to a value; without it every value is masked. What may refuse a request looks before. */
  readonly actionFor?: ActionFor | undefined;
  /** For the action `hash`. */
  readonly digest?: Digest | undefined;
  /** Leaves out of the document's text what is not the caller's: no placeholder in it is a text of the caller's own. */
  readonly callersText?: ((text: string) => string) | undefined;
}

/** A value in a document's bytes, and what it is written in. */
export interface LocatedValue extends Span {
  readonly rule: Rule;
  readonly within: "string" | "number" | "inner string" | "inner number";
}

export interface MaskedJson {
  readonly written: WrittenJson;
  readonly vault: Vault;
}

/**
 * Replaces the values that were found in a JSON document; every other byte stays. A number that is
 * replaced becomes a string.
 * @param values sorted, not overlapping, in bytes.
 * @param name where the model's name stands, in bytes.
 * @throws VaultFullError
 */
export function maskJson(
  bytes: Uint8Array,
  values: readonly LocatedValue[],
  name: Span | undefined,
  { actionFor, digest, callersText }: Masking = {},
): MaskedJson {
  if (values.length === 0) return { written: new WrittenJson(bytes, name), vault: new Vault(new Set(), digest) };
  const places = name === undefined ? values : [...values, name];
  const { text, cuts } = decodedWith(
    bytes,
    places.flatMap(({ start, end }) => [start, end]),
  );
  const findings = values.map(({ rule, within, start, end }) => {
    const [from = 0, to = 0] = [cuts.get(start), cuts.get(end)];
    return { rule, within, start: from, end: to, value: valueIn(text.slice(from, to), within) };
  });
  const taken = new Set<string>();
  collectTaken(text, findings, taken, actionFor, callersText);
  const vault = new Vault(taken, digest);
  const replaced = replaceAll(text, findings, vault, actionFor);
  const moved = (byte: number) => replaced.positionOf(cuts.get(byte) ?? 0);
  return {
    written: new WrittenJson(replaced.text, name && { start: moved(name.start), end: moved(name.end) }),
    vault,
  };
}

/**
 * Adds what must not be handed out, since it could be read in a text once its findings are replaced,
 * to a set: cores of placeholders, and surrogates if some action may want one.
 */
export function collectTaken(
  text: string,
  findings: readonly Replaceable[],
  into: Set<string>,
  actionFor?: ActionFor,
  callersText: (text: string) => string = (text) => text,
): void {
  // Where a value goes, the words beside it end.
  let left = "";
  let copied = 0;
  for (const { start, end, rule, value = text.slice(start, end) } of findings) {
    if (actionFor?.(rule, value) === "allow") continue;
    left += `${text.slice(copied, start)}[]`;
    copied = end;
  }
  left = callersText(left + text.slice(copied));
  collectPlaceholders(left, into, new Set(findings.map(({ rule }) => rule.label)));
  if (actionFor === undefined) return;
  collectSurrogates(left, into);
  if (copied > 0) collectSurrogates(callersText(text), into);
}

/** Replaces the findings of one text. Findings are sorted and do not overlap. @throws VaultFullError */
export function maskText(text: string, findings: readonly Finding[], vault: Vault, actionFor?: ActionFor): string {
  return findings.length === 0 ? text : replaceAll(text, findings, vault, actionFor).text;
}

/** A finding, and where it is written otherwise than it reads, its value and how it is written. */
type Replaceable = Finding & { readonly value?: string; readonly within?: LocatedValue["within"] };

interface Replaced {
  readonly text: string;
  /** Where a place of the former text, outside its values, is now. */
  positionOf(place: number): number;
}

function replaceAll(text: string, findings: readonly Replaceable[], vault: Vault, actionFor?: ActionFor): Replaced {
  const shifts: { readonly end: number; readonly by: number }[] = [];
  let masked = "";
  let copied = 0;
  for (const [index, finding] of findings.entries()) {
    const { start, end, rule, within = "string", value = text.slice(start, end) } = finding;
    const action = actionFor?.(rule, value) ?? "mask";
    if (action === "allow") continue;
    const standsAlone = isApart(text, start, end, copied, findings[index + 1]?.start ?? text.length);
    const replacing = action === "block" || (action === "surrogate" && !standsAlone) ? "mask" : action;
    masked += text.slice(copied, start) + QUOTES[within](vault.replacementFor(rule, value, replacing));
    copied = end;
    shifts.push({ end, by: masked.length - end });
  }
  return {
    text: masked + text.slice(copied),
    positionOf: (place) => place + (shifts.findLast(({ end }) => end <= place)?.by ?? 0),
  };
}

const QUOTES: Record<LocatedValue["within"], (replacement: string) => string> = {
  string: (replacement) => replacement,
  number: (replacement) => `"${replacement}"`,
  "inner string": (replacement) => replacement,
  "inner number": (replacement) => String.raw`\"${replacement}\"`,
};

/** What a value reads as: without the escapes of the string, or strings, that it is written in. */
function valueIn(written: string, within: LocatedValue["within"]): string {
  if (!written.includes("\\") || within === "number" || within === "inner number") return written;
  const value = unescaped(written) ?? written;
  return within === "inner string" && value.includes("\\") ? (unescaped(value) ?? value) : value;
}

function unescaped(written: string): string | undefined {
  try {
    return String(JSON.parse(`"${written}"`));
  } catch {
    return undefined;
  }
}

/** The bytes as text, and byte offsets, given in any order, as offsets in UTF-16 code units. */
function decodedWith(bytes: Uint8Array, offsets: readonly number[]): { text: string; cuts: Map<number, number> } {
  const cuts = new Map<number, number>();
  let text = "";
  let at = 0;
  for (const offset of offsets.toSorted((a, b) => a - b)) {
    text += utf8.decode(bytes.subarray(at, offset));
    cuts.set(offset, text.length);
    at = offset;
  }
  return { text: text + utf8.decode(bytes.subarray(at)), cuts };
}

/** Whether a surrogate in this place would be recognised later: it has no brackets that tell where it ends. */
function isApart(text: string, start: number, end: number, previousEnd: number, nextStart: number): boolean {
  const codeAt = (at: number) => text.charCodeAt(at);
  if ((start > 0 && start === previousEnd) || (end < text.length && end === nextStart)) return false;
  if (codeAt(start - 1) === BACKSLASH || joins(codeAt(start - 1), codeAt(start - 2))) return false;
  if (start > 1 && start - 1 === previousEnd && isJoint(codeAt(start - 1))) return false;
  if (end + 1 < text.length && end + 1 === nextStart && isJoint(codeAt(end))) return false;
  return !joins(codeAt(end), codeAt(end + 1));
}
