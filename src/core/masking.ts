import type { Finding } from "./finding.ts";
import type { JsonObject } from "./json.ts";
import { mapJsonText } from "./json-text.ts";
import { type Classify, mapText, type Visit } from "./text-lens.ts";
import { collectPlaceholders, Vault } from "./vault.ts";

export interface Masked {
  readonly body: JsonObject;
  readonly vault: Vault;
}

export type Scan = (text: string) => readonly Finding[];

/**
 * Replaces every value that the scan finds in a body by a placeholder. The body is read twice: the
 * placeholders that the caller wrote must be known before the first one is handed out. The second
 * reading, which writes, is skipped when nothing was found.
 * @throws VaultFullError
 */
export function maskBody(body: JsonObject, classify: Classify, scan: Scan): Masked {
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
      collectPlaceholders(text, taken);
      return text;
    }),
  );
  const vault = new Vault(taken);
  if (!found) return { body, vault };
  let next = 0;
  const masked = mapText(
    body,
    classify,
    eachValue((text) => {
      const here = findings[next];
      next += 1;
      if (here === undefined) throw new RangeError("the two readings of a body differ");
      return maskText(text, here, vault);
    }),
  );
  return { body: masked, vault };
}

/** Replaces the findings of one text. Findings are sorted and do not overlap. */
export function maskText(text: string, findings: readonly Finding[], vault: Vault): string {
  if (findings.length === 0) return text;
  let masked = "";
  let copied = 0;
  for (const { start, end, rule } of findings) {
    masked += text.slice(copied, start) + vault.placeholderFor(rule, text.slice(start, end));
    copied = end;
  }
  return masked + text.slice(copied);
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
