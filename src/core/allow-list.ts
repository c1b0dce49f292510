import type { Rule } from "./finding.ts";
import { IpRanges } from "./ip-range.ts";

const EMAIL = "EMAIL_ADDRESS";
const URLS = "URL";
const IP = "IP_ADDRESS";

/** One row: exactly one of the three is set. */
export interface Allowed {
  /** Only for values found as this entity. */
  readonly entity?: string | undefined;
  /** The value itself. */
  readonly value?: string | undefined;
  /** Of an e-mail address or a URL, with or without `@` before it. */
  readonly domain?: string | undefined;
  /** CIDR. */
  readonly range?: string | undefined;
}

/** Values that are let through although they are found. Each look-up is in a set, whatever the size of the list. */
export class AllowList {
  readonly #values = new Set<string>();
  readonly #domains = new Set<string>();
  readonly #ranges = new IpRanges();

  /** Adds a row. Gives the field that is wrong and what is wrong with it, if anything is. */
  add({ entity, value, domain, range }: Allowed): readonly [field: keyof Allowed, problem: string] | undefined {
    if (value !== undefined) {
      const entities = entity === undefined ? ["", EMAIL] : [entity];
      for (const one of entities) this.#values.add(key(one, value));
      return undefined;
    }
    if (domain !== undefined) {
      if (entity !== undefined && entity !== EMAIL && entity !== URLS)
        return ["domain", `is for ${EMAIL} and ${URLS} only`];
      const entities = entity === undefined ? [EMAIL, URLS] : [entity];
      for (const one of entities) this.#domains.add(`${one}\n${lower(domain).replace(/^@/, "")}`);
      return undefined;
    }
    if (entity !== undefined && entity !== IP) return ["range", `is for ${IP} only`];
    const problem = this.#ranges.add(range ?? "");
    return problem === undefined ? undefined : ["range", problem];
  }

  /**
   * Whether a value is let through: undefined when it is not, else the part of it that nobody has
   * named, which is "" but for the path of a URL.
   */
  permits({ entity }: Rule, value: string): string | undefined {
    if (this.#values.has(key(entity, value)) || this.#values.has(key("", value))) return "";
    if (entity === IP) return this.#ranges.holds(value) ? "" : undefined;
    if (this.#domains.size === 0) return undefined;
    const place = entity === EMAIL ? placeOfAddress(value) : entity === URLS ? placeOfUrl(value) : undefined;
    return place !== undefined && this.#domains.has(`${entity}\n${lower(place.domain)}`) ? place.rest : undefined;
  }
}

function key(entity: string, value: string): string {
  return `${entity}\n${entity === EMAIL ? lower(value.trim()) : value.trim()}`;
}

/** Of ASCII only: other letters may have an ASCII one as their lower case. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

interface Place {
  readonly domain: string;
  readonly rest: string;
}

function placeOfAddress(value: string): Place | undefined {
  const [local, domain, ...more] = value.trim().split("@");
  return local === "" || more.length > 0 || domain === undefined ? undefined : { domain, rest: "" };
}

/** Of an http address, or one without a scheme; not of one with a password in it. */
function placeOfUrl(value: string): Place | undefined {
  const text = value.trim();
  // A browser would drop or turn these, and so go elsewhere than it seems.
  if (/[\s\\@]/.test(text)) return undefined;
  const parts = /^(?:https?:\/\/)?([^/?#:]+)(?::\d{1,5})?(|[/?#].*)$/is.exec(text);
  return parts === null ? undefined : { domain: parts[1] ?? "", rest: parts[2] ?? "" };
}
