import type { Span } from "./span.ts";

/**
 * A JSON document as it was written, apart from the values that were replaced in it: the caller's
 * own bytes when there were none, else text.
 */
export class WrittenJson {
  readonly #whole: Uint8Array | string;
  readonly #name: Span | undefined;
  #text: string | undefined;

  /** @param name where the model's name stands, without its quotation marks, in bytes or in UTF-16 code units. */
  constructor(whole: Uint8Array | string, name: Span | undefined) {
    this.#whole = whole;
    this.#name = name;
  }

  /** The document as text. */
  get text(): string {
    return (this.#text ??= typeof this.#whole === "string" ? this.#whole : utf8.decode(this.#whole));
  }

  /**
   * The document with another name of the model, and otherwise as it was written.
   * @param insert properties to be put first, `"a":1,`.
   */
  withModel(model: string, insert = ""): Uint8Array | string | undefined {
    const [whole, name] = [this.#whole, this.#name];
    if (name === undefined) return undefined;
    const quoted = JSON.stringify(model).slice(1, -1);
    if (typeof whole === "string") {
      const open = whole.indexOf("{") + 1;
      return whole.slice(0, open) + insert + whole.slice(open, name.start) + quoted + whole.slice(name.end);
    }
    const open = whole.indexOf(OPEN_BRACE) + 1;
    return joined([
      whole.subarray(0, open),
      encoder.encode(insert),
      whole.subarray(open, name.start),
      encoder.encode(quoted),
      whole.subarray(name.end),
    ]);
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const OPEN_BRACE = 0x7b;
const encoder = new TextEncoder();
// Checked before; a byte order mark would have been refused.
export const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
