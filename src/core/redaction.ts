import type { Finding, Rule } from "./finding.ts";
import type { Scan } from "./masking.ts";
import type { UndecidedFrom } from "./own-undecided.ts";
import { Redactor } from "./redactor.ts";
import { asText, type Encode, insideJsonString, Restorer } from "./restorer.ts";
import type { Span } from "./span.ts";
import type { Vault } from "./vault.ts";

/** How values that the caller never sent are looked for in an answer, and who is told of them. */
export interface Redaction {
  readonly scan: Scan;
  /** What of a text that still comes is held back; without it, what the engine's own rules need. */
  readonly undecidedFrom?: UndecidedFrom;
  /** Called once for each value that is replaced. */
  readonly note: (rule: Rule) => void;
}

export type TextForm = "text" | "json";

/** What stands for a value that the caller never sent. Without a number, so it is no placeholder. */
export function redactionMark({ label }: Rule): string {
  return `[REDACTED_${label}]`;
}

/** A redactor for one text of an answer to the request that the vault belongs to. */
export function answerRedactor({ scan, note, undecidedFrom }: Redaction, vault: Vault, form: TextForm): Redactor {
  return new Redactor(
    besidePlaceholders(scan, vault),
    (value) => vault.holdsValue(value),
    (rule) => {
      note(rule);
      return redactionMark(rule);
    },
    form,
    undecidedFrom,
  );
}

/** One text of an answer: its own values are replaced first, then the caller's are put back. */
export class AnswerText {
  readonly redactor: Redactor | undefined;
  readonly #restorer: Restorer;

  constructor(vault: Vault, redaction: Redaction | undefined, form: TextForm) {
    this.redactor = redaction && answerRedactor(redaction, vault, form);
    this.#restorer = new Restorer(vault, encodeFor(form));
  }

  get isHolding(): boolean {
    return this.redactor?.isHolding === true || this.#restorer.isHolding;
  }

  push(piece: string): string {
    return this.#restorer.push(this.redactor === undefined ? piece : this.redactor.push(piece));
  }

  /** Gives what only waits to be looked at, and holds back no more than the beginning of a placeholder. */
  settle(): string {
    return this.redactor === undefined ? "" : this.#restorer.push(this.redactor.end());
  }

  end(): string {
    return this.settle() + this.#restorer.end();
  }
}

export function encodeFor(form: TextForm): Encode {
  return form === "json" ? insideJsonString : asText;
}

/** The same scan, but what it finds ends where a placeholder begins, and begins where one ends. */
export function besidePlaceholders(scan: Scan, vault: Vault): Scan {
  return (text) => {
    const findings = scan(text);
    if (findings.length === 0 || vault.size === 0) return findings;
    const placeholders = new Restorer(vault).spans(text);
    return findings.flatMap((finding) => outside(finding, placeholders));
  };
}

function outside(finding: Finding, holes: readonly Span[]): Finding[] {
  const parts: Finding[] = [];
  let { start } = finding;
  for (const hole of holes) {
    if (hole.end <= start || hole.start >= finding.end) continue;
    if (hole.start > start) parts.push({ ...finding, start, end: hole.start });
    start = hole.end;
  }
  return start < finding.end ? [...parts, { ...finding, start }] : parts;
}
