import { CARDS, cardsLike, IBANS, ibansLike } from "./published-numbers.ts";

/** Whether a surrogate cannot be had: somebody wrote it, or it stands for another value. */
export type IsTaken = (surrogate: string) => boolean;

/**
 * Hands out values that look like real ones and belong to nobody: reserved by a standard for
 * documentation, never issued, or published for tests. One for each request.
 */
export class Surrogates {
  readonly #counters = new Map<string, number>();

  /** The next free surrogate for a value; undefined when its entity has none, or none left. */
  next(entity: string, value: string, isTaken: IsTaken): string | undefined {
    const published = PUBLISHED.get(entity)?.(value);
    if (published !== undefined) return published.find((surrogate) => !isTaken(surrogate));
    const numbered = numberedOf(entity, value);
    if (numbered === undefined) return undefined;
    for (let number = this.#counters.get(numbered.pattern) ?? 0; ;) {
      const surrogate = numbered.at(number);
      if (surrogate === undefined) return undefined;
      number += 1;
      this.#counters.set(numbered.pattern, number);
      if (!isTaken(surrogate)) return surrogate;
    }
  }
}

/** Adds every surrogate that a text already holds to a set. */
export function collectSurrogates(text: string, into: Set<string>): void {
  for (const [, surrogate = ""] of text.matchAll(IN_TEXT)) into.add(surrogate);
}

/** A row of surrogates, counted from 0, and how they look in a text. */
interface Numbered {
  readonly pattern: string;
  readonly at: (number: number) => string | undefined;
}

/** RFC 2606: example.com is reserved. */
const EMAIL: Numbered = {
  pattern: String.raw`user[1-9]\d*@example\.com`,
  at: (number) => `user${number + 1}@example.com`,
};

const URL: Numbered = {
  pattern: String.raw`https://example\.com/[1-9]\d*`,
  at: (number) => `https://example.com/${number + 1}`,
};

/** North American numbers 555-0100 to 555-0199 are reserved for fiction, in every area. */
const AREAS = [202, 303, 404, 505, 606, 707, 808, 909];
const PHONE: Numbered = {
  pattern: String.raw`\+1 [2-9]0\d-555-01\d\d`,
  at: (number) => {
    const area = AREAS[Math.floor(number / 100)];
    return area === undefined ? undefined : `+1 ${area}-555-01${padded(number % 100, 2)}`;
  },
};

/** Areas from 900 on are never issued, nor is group 00, which keeps taxpayer numbers (ITIN) out too. */
const SSN: Numbered = {
  pattern: String.raw`9\d\d-00-\d{4}`,
  at: (number) => {
    const area = 900 + Math.floor(number / 9_999);
    return area > 999 ? undefined : `${area}-00-${padded((number % 9_999) + 1, 4)}`;
  },
};

/** RFC 5737. */
const NETWORKS = ["192.0.2", "198.51.100", "203.0.113"];
const IPV4: Numbered = {
  pattern: String.raw`(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}`,
  at: (number) => {
    const network = NETWORKS[Math.floor(number / 254)];
    return network === undefined ? undefined : `${network}.${(number % 254) + 1}`;
  },
};

/** RFC 3849. */
const IPV6: Numbered = {
  pattern: "2001:db8::[0-9a-f]{1,4}",
  at: (number) => (number >= 0xffff ? undefined : `2001:db8::${(number + 1).toString(16)}`),
};

/** RFC 7042. */
const MAC: Numbered = {
  pattern: "00-00-5E-00-53-[0-9A-F]{2}",
  at: (number) => (number > 0xff ? undefined : `00-00-5E-00-53-${number.toString(16).toUpperCase().padStart(2, "0")}`),
};

const NUMBERED: ReadonlyMap<string, Numbered> = new Map([
  ["EMAIL_ADDRESS", EMAIL],
  ["URL", URL],
  ["PHONE_NUMBER", PHONE],
  ["US_SSN", SSN],
  ["MAC_ADDRESS", MAC],
]);

function numberedOf(entity: string, value: string): Numbered | undefined {
  if (entity === "IP_ADDRESS") return value.includes(":") ? IPV6 : IPV4;
  return NUMBERED.get(entity);
}

function padded(number: number, length: number): string {
  return String(number).padStart(length, "0");
}

const PUBLISHED: ReadonlyMap<string, (value: string) => readonly string[]> = new Map([
  ["CREDIT_CARD", cardsLike],
  ["IBAN_CODE", ibansLike],
]);

const PATTERNS = [EMAIL, URL, PHONE, SSN, IPV4, IPV6, MAC].map(({ pattern }) => pattern);
// A lookahead, since one surrogate may start within what looks like another.
const IN_TEXT = new RegExp(`(?=(${[...PATTERNS, ...CARDS, ...IBANS].join("|")}))`, "g");
