import { escapeAt, findReplacement, MAX_UNDECIDED, type Place } from "./replacement-reader.ts";
import { NOTHING, TOKEN } from "./replacement-index.ts";
import { BACKSLASH, isWord } from "./token-boundary.ts";
import type { Span } from "./span.ts";
import type { Vault } from "./vault.ts";

/** How a restored value is written: as it is, or escaped to stand inside a JSON string. */
export type Encode = (value: string) => string;

export const asText: Encode = (value) => value;
export const insideJsonString: Encode = (value) => JSON.stringify(value).slice(1, -1);

/** Most that is ever held back, in UTF-16 code units. */
export const MAX_HELD = MAX_UNDECIDED;

/**
 * Puts the caller's values back into a text that arrives in pieces, and is lenient about how a
 * placeholder is written (placeholder.ts). Never looks at what it has put back, so a value that
 * looks like a placeholder stays what it is. However the text is cut, the result is the same.
 */
export class Restorer {
  readonly #vault: Vault;
  readonly #encode: Encode;
  readonly #isJson: boolean;
  #held = "";
  // The two characters before what is held back, or before the place that is read. An escape counts as the one that it stands for.
  #last = SPACE;
  #secondLast = SPACE;

  constructor(vault: Vault, encode: Encode = asText) {
    this.#vault = vault;
    this.#encode = encode;
    this.#isJson = encode === insideJsonString;
  }

  get isHolding(): boolean {
    return this.#held !== "";
  }

  /** The next piece; gives what is certain by now. */
  push(piece: string): string {
    return this.#vault.size === 0 ? piece : this.#advance(this.#held + piece, false);
  }

  /** The end of the text; gives what was held back, restored if that is a placeholder as it stands. */
  end(): string {
    return this.#held === "" ? "" : this.#advance(this.#held, true);
  }

  /** Where a complete text holds what was handed out, in its order. */
  spans(text: string): readonly Span[] {
    const spans: Span[] = [];
    if (this.#vault.size > 0) this.#advance(text, true, spans);
    return spans;
  }

  #advance(text: string, isFinal: boolean, spans?: Span[]): string {
    const { index } = this.#vault;
    this.#held = "";
    let restored = "";
    let copied = 0;
    let passed = 0;
    let at = 0;
    while (at < text.length) {
      const kind = index.kindOf(text.charCodeAt(at));
      const isInWord = kind === TOKEN && isWord(at > passed ? text.charCodeAt(at - 1) : this.#last);
      if (kind === NOTHING || isInWord || (kind === TOKEN && !index.mayStart(text, at))) {
        at += 1;
        continue;
      }
      this.#pass(text, passed, at);
      const place = this.#placeAt(text, at, isFinal);
      const found = findReplacement(index, place);
      if (found === "undecided") {
        this.#pass(text, at, place.first);
        this.#held = text.slice(place.first);
        return restored + text.slice(copied, place.first);
      }
      if (found === undefined) {
        at = passed = this.#passPlace(place, at);
        continue;
      }
      spans?.push({ start: found.from, end: found.end });
      restored += text.slice(copied, found.from) + this.#encode(found.value);
      at = copied = passed = found.end;
      this.#last = SPACE;
    }
    this.#pass(text, passed, text.length);
    return copied === 0 ? text : restored + text.slice(copied);
  }

  #placeAt(text: string, at: number, isFinal: boolean): Place {
    let start = at;
    while (text.charCodeAt(start) === BACKSLASH) start += 1;
    const run = start - at;
    // Of an even number two may be the placeholder's own, of an odd number one: pairs stay pairs.
    const first = run === 0 ? start : start - 2 + (run % 2);
    const secondLast = run === 0 ? this.#secondLast : run === 1 ? this.#last : BACKSLASH;
    const before = [run === 0 ? this.#last : BACKSLASH, secondLast] as const;
    return { text, start, first, before, isFinal, isJson: this.#isJson };
  }

  /** Goes past a place where nothing was found: the escape that stands there, other backslashes, or one character. */
  #passPlace({ text, start, first }: Place, at: number): number {
    this.#pass(text, at, start);
    const escape = start - first === 1 ? escapeAt(text, start) : undefined;
    if (escape === undefined && start > first) return start;
    this.#secondLast = this.#last;
    this.#last = escape?.code ?? text.charCodeAt(start);
    return escape?.end ?? start + 1;
  }

  #pass(text: string, from: number, to: number): void {
    for (let at = Math.max(from, to - 2); at < to; at += 1) {
      this.#secondLast = this.#last;
      this.#last = text.charCodeAt(at);
    }
  }
}

/** Restores a complete text. */
export function restore(text: string, vault: Vault, encode: Encode = asText): string {
  if (vault.size === 0) return text;
  const restorer = new Restorer(vault, encode);
  return restorer.push(text) + restorer.end();
}

const SPACE = 0x20;
