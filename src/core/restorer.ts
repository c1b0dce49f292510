import type { Vault } from "./vault.ts";

/** How a restored value is written: as it is, or escaped to stand inside a JSON string. */
export type Encode = (value: string) => string;

export const asText: Encode = (value) => value;
export const insideJsonString: Encode = (value) => JSON.stringify(value).slice(1, -1);

/**
 * Puts the caller's values back into a text that arrives in pieces. Reads each character once and
 * never looks at what it has put back, so a value that looks like a placeholder stays what it is.
 * Holds back only a suffix that may still become a known placeholder: less than one placeholder.
 */
export class Restorer {
  readonly #vault: Vault;
  readonly #encode: Encode;
  #held = "";

  constructor(vault: Vault, encode: Encode = asText) {
    this.#vault = vault;
    this.#encode = encode;
  }

  get isHolding(): boolean {
    return this.#held !== "";
  }

  /** The next piece; gives what is certain by now. */
  push(piece: string): string {
    const text = this.#held + piece;
    this.#held = "";
    let restored = "";
    let from = 0;
    for (;;) {
      const open = text.indexOf("[", from);
      if (open === -1) return restored + text.slice(from);
      restored += text.slice(from, open);
      const end = this.#placeholderEnd(text, open);
      if (end === "undecided") {
        this.#held = text.slice(open);
        return restored;
      }
      const value = end === "none" ? undefined : this.#vault.valueOf(text.slice(open, end));
      restored += value === undefined ? "[" : this.#encode(value);
      from = value === undefined || end === "none" ? open + 1 : end;
    }
  }

  /** The end of the text: what was held back did not become a placeholder. */
  end(): string {
    const rest = this.#held;
    this.#held = "";
    return rest;
  }

  #placeholderEnd(text: string, open: number): number | "undecided" | "none" {
    for (let end = open + 1; end < text.length; end += 1) {
      const code = text.charCodeAt(end);
      if (code === CLOSE) return end + 1;
      if (!isPlaceholderCharacter(code)) return "none";
    }
    return this.#vault.hasLonger(text.slice(open)) ? "undecided" : "none";
  }
}

/** Restores a complete text. */
export function restore(text: string, vault: Vault, encode: Encode = asText): string {
  if (!text.includes("[")) return text;
  const restorer = new Restorer(vault, encode);
  return restorer.push(text) + restorer.end();
}

const CLOSE = 0x5d;

function isPlaceholderCharacter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
}
