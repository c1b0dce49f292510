import { luhn, mod97 } from "./texts/values.ts";

/**
 * The engine's rules as a gateway in plain JavaScript would have them: a RegExp for each rule, run with
 * `matchAll`, and a check of the digits where chance would find too much. Words nearby, disguises and
 * encodings are left out, and so are the checks of identity numbers, all in the RegExps' favour.
 */
export interface RegExpRule {
  readonly entity: string;
  readonly pattern: RegExp;
  readonly check: ((value: string) => boolean) | undefined;
}

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
/** By hand, for rules that are code in the engine. No quantifier before a literal is without a bound. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  EMAIL_ADDRESS: /\b[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b/g,
  CREDIT_CARD: /\b\d(?:[ -]?\d){11,18}\b/g,
  IBAN_CODE: /\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\b/g,
  IP_ADDRESS: new RegExp(String.raw`\b(?:${OCTET}\.){3}${OCTET}\b|\b[0-9A-Fa-f]{1,4}::?[0-9A-Fa-f:]{1,37}\b`, "g"),
  PHONE_NUMBER:
    /(?<![\w.])(?:\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4})(?!\w)/g,
  JSON_WEB_TOKEN: /\bey[\w-]{4,4096}\.ey[\w-]{4,}(?:\.[\w-]{4,})?/g,
  PRIVATE_KEY:
    /-----BEGIN [A-Z0-9 ]{0,64}PRIVATE KEY(?: BLOCK)?-----[\s\S]{40,16384}?-----END [A-Z0-9 ]{0,64}PRIVATE KEY(?: BLOCK)?-----/g,
  MAC_ADDRESS: /\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b/g,
  CRYPTO: /\b(?:bc1[a-z0-9]{25,59}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|0x[0-9A-Fa-f]{40})\b/g,
  URL: /\bhttps?:\/\/[^\s"'<>]{1,2048}/g,
  DATE_TIME: /\b(?:\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b/g,
};

const CHECKS: Readonly<Record<string, (value: string) => boolean>> = {
  CREDIT_CARD: luhn,
  IP_ADDRESS: (value) => value.includes(".") || value.includes("::") || value.split(":").length === 8,
  IBAN_CODE: (value) => {
    const compact = value.replaceAll(/[ -]/g, "");
    return mod97(compact.slice(4) + compact.slice(0, 4)) === 1;
  },
};

/** The set of the seed's size, for comparison with figures that others give. */
const TEN = new Set([
  "EMAIL_ADDRESS",
  "CREDIT_CARD",
  "IBAN_CODE",
  "IP_ADDRESS",
  "PHONE_NUMBER",
  "US_SSN",
  "JSON_WEB_TOKEN",
  "PRIVATE_KEY",
  "AWS_ACCESS_KEY_ID",
  "OPENAI_API_KEY",
]);

/** @param tables the rules that are rows of a table in the engine, as alternatives. */
export function regExpRules(entities: readonly string[], tables: ReadonlyMap<string, readonly string[]>): RegExpRule[] {
  return [...new Set(entities)].flatMap((entity) => {
    const forms = tables.get(entity);
    const pattern = PATTERNS[entity] ?? (forms && new RegExp(String.raw`(?<!\w)(?:${forms.join("|")})(?!\w)`, "g"));
    return pattern === undefined ? [] : [{ entity, pattern, check: CHECKS[entity] }];
  });
}

export function tenOf(rules: readonly RegExpRule[]): RegExpRule[] {
  return rules.filter(({ entity }) => TEN.has(entity));
}

/** The number of values. */
export function findAll(rules: readonly RegExpRule[], text: string): number {
  let count = 0;
  for (const { pattern, check } of rules)
    for (const [value] of text.matchAll(pattern)) if (check === undefined || check(value)) count += 1;
  return count;
}
