import type { ActionFor } from "./action.ts";
import type { Finding } from "./finding.ts";
import type { JsonObject } from "./json.ts";
import { mapJsonText } from "./json-text.ts";
import { collectPlaceholders } from "./placeholder.ts";
import { collectSurrogates } from "./surrogates.ts";
import { type Classify, mapText, type Visit } from "./text-lens.ts";
import { BACKSLASH, isJoint, joins } from "./token-boundary.ts";
import { type Digest, Vault } from "./vault.ts";

export interface Masked {
  readonly body: JsonObject;
  readonly vault: Vault;
}

export type Scan = (text: string) => readonly Finding[];

export interface Masking {
  /** What happens to a value; without it every value is masked. What may refuse a request looks before. */
  readonly actionFor?: ActionFor | undefined;
  /** For the action `hash`. */
  readonly digest?: Digest | undefined;
}

/**
 * Replaces every value that the scan finds in a body by a placeholder or a surrogate. The body is
 * read twice: what the caller wrote that looks like one must be known before the first one is handed
 * out. The second reading, which writes, is skipped when nothing was found.
 * @throws VaultFullError
 */
export function maskBody(body: JsonObject, classify: Classify, scan: Scan, masking: Masking = {}): Masked {
  const { actionFor, digest } = masking;
  const taken = new Set<string>();
  const findings: (readonly Finding[])[] = [];
  let found = false;
  mapText(
    body,
    classify,
    eachValue((text, before) => {
      const here = scanAfter(before, text, scan);
      found ||= here.length > 0;
      findings.push(here);
      collectTaken(text, here, taken, actionFor);
      return text;
    }),
  );
  const vault = new Vault(taken, digest);
  if (!found) return { body, vault };
  let next = 0;
  const masked = mapText(
    body,
    classify,
    eachValue((text) => {
      const here = findings[next];
      next += 1;
      if (here === undefined) throw new RangeError("the two readings of a body differ");
      return maskText(text, here, vault, actionFor);
    }),
  );
  return { body: masked, vault };
}

/**
 * Adds what must not be handed out, since it could be read in a text once its findings are replaced,
 * to a set: cores of placeholders, and surrogates if some action may want one.
 */
export function collectTaken(
  text: string,
  findings: readonly Finding[],
  into: Set<string>,
  actionFor?: ActionFor,
): void {
  // Where a value goes, the words beside it end.
  let left = "";
  let copied = 0;
  for (const { start, end, rule } of findings) {
    if (actionFor?.(rule, text.slice(start, end)) === "allow") continue;
    left += `${text.slice(copied, start)}[]`;
    copied = end;
  }
  left += text.slice(copied);
  collectPlaceholders(left, into);
  if (actionFor === undefined) return;
  collectSurrogates(left, into);
  if (copied > 0) collectSurrogates(text, into);
}

/** Replaces the findings of one text. Findings are sorted and do not overlap. @throws VaultFullError */
export function maskText(text: string, findings: readonly Finding[], vault: Vault, actionFor?: ActionFor): string {
  if (findings.length === 0) return text;
  let masked = "";
  let copied = 0;
  for (const [index, { start, end, rule }] of findings.entries()) {
    const value = text.slice(start, end);
    const action = actionFor?.(rule, value) ?? "mask";
    if (action === "allow") continue;
    const standsAlone = isApart(text, start, end, copied, findings[index + 1]?.start ?? text.length);
    const replacing = action === "block" || (action === "surrogate" && !standsAlone) ? "mask" : action;
    masked += text.slice(copied, start) + vault.replacementFor(rule, value, replacing);
    copied = end;
  }
  return masked + text.slice(copied);
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

/** What a text just before a value helps to recognise is found; what lies in that text is not the value's. */
function scanAfter(before: string, text: string, scan: Scan): readonly Finding[] {
  if (before === "") return scan(text);
  return scan(before + text)
    .filter(({ start }) => start >= before.length)
    .map(({ start, end, rule }) => ({ start: start - before.length, end: end - before.length, rule }));
}

/** Plain text that is a JSON document, such as a tool's result, is read as one. */
function eachValue(visit: (text: string, before: string) => string): Visit {
  return (text, kind) => (kind === "json" || /^\s*[[{]/.test(text) ? mapJsonText(text, visit) : visit(text, ""));
}
