const PLAIN: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
const SPECIAL = /["\\]/g;

interface Escape {
  readonly at: number;
  readonly written: string;
}

/**
 * Text that arrives in pieces, as it is to be read, from which its beginning is taken as it was
 * written. In JSON the two differ by escapes, and it is known what lies inside a string.
 */
export class WrittenText {
  readonly #isJson: boolean;
  #text = "";
  /** Characters that were written as escapes. */
  #escapes: Escape[] = [];
  /** Quotes at which a JSON string begins or ends. */
  #quotes: number[] = [];
  #startsInString = false;
  /** An escape that is not complete. */
  #cut = "";

  constructor(isJson: boolean) {
    this.#isJson = isJson;
  }

  /** As it is to be read. */
  get text(): string {
    return this.#text;
  }

  get isEmpty(): boolean {
    return this.#text === "" && this.#cut === "";
  }

  /** How long it was as written. */
  get writtenLength(): number {
    const longer = this.#escapes.reduce((sum, { written }) => sum + written.length - 1, 0);
    return this.#text.length + longer + this.#cut.length;
  }

  append(piece: string): void {
    const written = this.#cut + piece;
    this.#cut = "";
    if (this.#isJson) this.#read(written);
    else this.#text += written;
  }

  /** Nothing follows: an escape that is not complete is text. */
  end(): void {
    this.#text += this.#cut;
    this.#cut = "";
  }

  isInString(at: number): boolean {
    return this.#startsInString !== (firstFrom(this.#quotes.length, (i) => this.#quotes[i] ?? 0, at) % 2 === 1);
  }

  /** The next quote that begins or ends a JSON string, from `at` on, or the length of the text. */
  quoteFrom(at: number): number {
    return this.#quotes[firstFrom(this.#quotes.length, (i) => this.#quotes[i] ?? 0, at)] ?? this.#text.length;
  }

  /** A part of the text as it was written. */
  written(start: number, end: number): string {
    let written = "";
    let copied = start;
    const escapes = this.#escapes;
    for (let i = firstFrom(escapes.length, (j) => escapes[j]?.at ?? 0, start); i < escapes.length; i += 1) {
      const escape = escapes[i];
      if (escape === undefined || escape.at >= end) break;
      written += this.#text.slice(copied, escape.at) + escape.written;
      copied = escape.at + 1;
    }
    return written + this.#text.slice(copied, end);
  }

  /** Takes the beginning away. */
  drop(length: number): void {
    if (length === 0) return;
    this.#startsInString = this.isInString(length);
    this.#text = this.#text.slice(length);
    this.#escapes = this.#escapes.flatMap(({ at, written }) => (at < length ? [] : [{ at: at - length, written }]));
    this.#quotes = this.#quotes.flatMap((at) => (at < length ? [] : [at - length]));
  }

  #read(written: string): void {
    let from = 0;
    for (;;) {
      SPECIAL.lastIndex = from;
      const at = SPECIAL.exec(written)?.index;
      if (at === undefined) break;
      this.#text += written.slice(from, at);
      from = at + 1;
      if (written.charAt(at) === '"') {
        this.#quotes.push(this.#text.length);
        this.#text += '"';
        continue;
      }
      const escape = escapeAt(written, at);
      if (escape === undefined) {
        this.#cut = written.slice(at);
        return;
      }
      this.#escapes.push({ at: this.#text.length, written: escape });
      this.#text += charOf(escape);
      from = at + escape.length;
    }
    this.#text += written.slice(from);
  }
}

/** Index of the first of a list's rising places that is not before `at`, or the list's length. */
function firstFrom(length: number, place: (index: number) => number, at: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (place(middle) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The escape at a backslash, or nothing while it is not complete. What is none is read as the backslash. */
function escapeAt(text: string, at: number): string | undefined {
  const kind = text.charAt(at + 1);
  if (kind === "") return undefined;
  if (kind !== "u") return text.slice(at, at + 2);
  const digits = text.slice(at + 2, at + 6);
  if (!/^[0-9A-Fa-f]*$/.test(digits)) return "\\";
  return digits.length < 4 ? undefined : `\\u${digits}`;
}

function charOf(escape: string): string {
  if (escape.length === 6) return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  const char = escape.at(-1) ?? "";
  return escape.length === 2 ? (PLAIN[char] ?? char) : char;
}
