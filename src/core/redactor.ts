import type { Finding, Rule } from "./finding.ts";
import { isJsonNumber, withinJson } from "./json-span.ts";
import type { Scan } from "./masking.ts";
import type { UndecidedFrom } from "./own-undecided.ts";
import { findPrivateKeyHead, LONGEST_TAIL, privateKeyEnd } from "./private-key.ts";
import { tokenEnd } from "./token.ts";
import { undecidedFrom } from "./undecided.ts";
import { WrittenText } from "./written-text.ts";

/** Text already given that the scan sees: a value held back up to 48 characters, and its context words. */
export const CONTEXT = 96;
/** A token that is longer is not held back whole. */
export const LONGEST_TOKEN = 4096;
/** What is held back of a longer token: no key but a JSON Web Token is as long. */
export const TOKEN_TAIL = 512;
/** Most text that is scanned at once, so that a large piece costs no more than many small ones. */
export const LONGEST_PIECE = 32_768;

const PRIVATE_KEY: Rule = { entity: "PRIVATE_KEY", label: "PRIVATE_KEY" };

/**
 * Replaces what a scan finds in a text that arrives in pieces; wherever it is cut, the result is
 * the same. Holds back only the end that more text could make part of a value: {@link undecidedFrom}.
 */
export class Redactor {
  readonly #scan: Scan;
  readonly #keeps: (value: string) => boolean;
  readonly #write: (rule: Rule) => string;
  readonly #isJson: boolean;
  readonly #undecidedFrom: UndecidedFrom;
  readonly #pending: WrittenText;
  readonly #found = new Map<string, number>();
  #context = "";
  #received = 0;
  #hidden = 0;
  /** What is left out: the rest of a token, or of a private key. */
  #leavingOut: "nothing" | "token" | "key" = "nothing";

  /**
   * @param keeps whether a value that was found may be given all the same.
   * @param write what stands in the place of a value.
   * @param form in JSON, escapes are read, and a number that is replaced becomes a string.
   * @param undecided what is held back, for a scan that finds more than the engine's own rules.
   */
  constructor(
    scan: Scan,
    keeps: (value: string) => boolean,
    write: (rule: Rule) => string,
    form: "text" | "json" = "text",
    undecided: UndecidedFrom = undecidedFrom,
  ) {
    this.#scan = scan;
    this.#keeps = keeps;
    this.#write = write;
    this.#isJson = form === "json";
    this.#undecidedFrom = undecided;
    this.#pending = new WrittenText(this.#isJson);
  }

  get isHolding(): boolean {
    return !this.#pending.isEmpty;
  }

  /** How often something was replaced, by entity id. */
  get found(): ReadonlyMap<string, number> {
    return this.#found;
  }

  /** Characters received so far, and how many of them are no longer held back. */
  get received(): number {
    return this.#received;
  }

  get given(): number {
    return this.#received - this.#pending.writtenLength;
  }

  /** Rises whenever some of what was received was not given as it was. */
  get hidden(): number {
    return this.#hidden;
  }

  /** The next piece; gives what is certain by now. */
  push(piece: string): string {
    let given = "";
    this.#received += piece.length;
    for (let at = 0; at < piece.length; at += LONGEST_PIECE) {
      this.#pending.append(piece.slice(at, at + LONGEST_PIECE));
      given += this.#take(false);
    }
    return given;
  }

  /** The end of the text, for now: nothing is held back any more. */
  end(): string {
    this.#pending.end();
    return this.isHolding ? this.#take(true) : "";
  }

  #take(isWhole: boolean): string {
    let given = "";
    for (;;) {
      if (!this.#leaveOut(isWhole)) return given;
      const { text } = this.#pending;
      const head = findPrivateKeyHead(text, isWhole);
      if (head === undefined) return given + this.#takeText(isWhole);
      // The engine never sees the first line together with what follows: it would read on to a far end.
      const isMention = head.kind === "mention";
      given += this.#give(isMention ? head.end : head.start, this.#findings(head.end));
      if (head.kind === "undecided") return given;
      this.#context = "";
      if (isMention) continue;
      given += this.#note(PRIVATE_KEY);
      this.#pending.drop(head.end - head.start);
      this.#leavingOut = "key";
    }
  }

  /** Gives text without a private key, as far as it is certain. */
  #takeText(isWhole: boolean): string {
    const { text } = this.#pending;
    if (isWhole) return this.#give(text.length, this.#findings(text.length));
    let until = this.#undecidedFrom(this.#context + text, this.#context.length) - this.#context.length;
    const isLong = text.length - until > LONGEST_TOKEN;
    if (until === 0 && !isLong) return "";
    const findings = this.#findings(text.length);
    const cut = findings.find(({ start, end }) => start < until && end > until);
    if (cut !== undefined) until = cut.start;
    if (until < 0 || text.length - until <= LONGEST_TOKEN) return this.#give(Math.max(until, 0), findings);
    return this.#takeLongToken(findings);
  }

  /** A value that reaches the end of a long token is replaced, and the rest of the token left out. */
  #takeLongToken(findings: readonly Finding[]): string {
    const { length } = this.#pending.text;
    const open = findings.at(-1)?.end === length;
    if (open) this.#leavingOut = "token";
    const tail = length - TOKEN_TAIL;
    const across = findings.find(({ start, end }) => start < tail && end > tail);
    return this.#give(open ? length : (across?.end ?? tail), findings);
  }

  /** Leaves out what is to be left out. Gives whether its end has come. */
  #leaveOut(isWhole: boolean): boolean {
    if (this.#leavingOut === "nothing") return true;
    this.#hidden += 1;
    const { text } = this.#pending;
    const end = this.#leavingOut === "token" ? tokenEnd(text, 0) : this.#keyEnd();
    if (end !== undefined && end < text.length) {
      this.#pending.drop(end);
      this.#leavingOut = "nothing";
      return true;
    }
    if (end === text.length && this.#leavingOut === "key") this.#leavingOut = "nothing";
    const isOpenKey = this.#leavingOut === "key" && !isWhole;
    this.#pending.drop(isOpenKey ? Math.max(0, text.length - LONGEST_TAIL) : text.length);
    return false;
  }

  /** End of the private key that is left out: its last line, and in JSON at the latest the end of the string. */
  #keyEnd(): number | undefined {
    const { text } = this.#pending;
    const end = privateKeyEnd(text);
    if (!this.#isJson || !this.#pending.isInString(0)) return end;
    const quote = this.#pending.quoteFrom(0);
    return quote === text.length ? end : Math.min(quote, end ?? quote);
  }

  /** What is found up to `end`, by offsets into the pending text; negative ones lie in what was given. */
  #findings(end: number): readonly Finding[] {
    const before = this.#context.length;
    const window = this.#context + this.#pending.text.slice(0, end);
    return this.#scan(window)
      .filter((finding) => finding.end > before && !this.#keeps(window.slice(finding.start, finding.end)))
      .map(({ start, end, rule }) => ({ start: start - before, end: end - before, rule }));
  }

  /** Gives the text up to `until` with the findings in it replaced. */
  #give(until: number, findings: readonly Finding[]): string {
    let given = "";
    let copied = 0;
    for (const finding of findings) {
      const { start, end } = this.#isJson ? withinJson(this.#pending, finding) : finding;
      const from = Math.max(start, copied);
      if (from >= Math.min(end, until)) continue;
      const isNumber = this.#isJson && isJsonNumber(this.#pending, { start: from, end });
      const mark = this.#note(finding.rule);
      given += this.#pending.written(copied, from) + (isNumber ? JSON.stringify(mark) : mark);
      copied = Math.min(end, until);
    }
    if (copied < until) given += this.#pending.written(copied, until);
    this.#context = (this.#context + this.#pending.text.slice(0, until)).slice(-CONTEXT);
    this.#pending.drop(until);
    return given;
  }

  #note(rule: Rule): string {
    this.#hidden += 1;
    this.#found.set(rule.entity, (this.#found.get(rule.entity) ?? 0) + 1);
    return this.#write(rule);
  }
}
