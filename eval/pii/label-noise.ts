import { same, type Span, trimmed, touches } from "../spans.ts";
import * as check from "./check-digits.ts";

/** A row of a recogniser's test: what its author expects in the text. */
export interface LabelledRow {
  readonly type: string;
  readonly text: string;
  /** Where the values are, or only how many there are. */
  readonly wanted: readonly Span[] | number;
}

export interface CheckedRow extends LabelledRow {
  readonly ignored: readonly Span[];
}

export interface Checked {
  readonly rows: readonly CheckedRow[];
  /** What was set aside: the reason, a row of it each. */
  readonly setAside: readonly string[];
}

interface LabelCheck {
  readonly why: string;
  readonly isValid: (value: string) => boolean;
  /** Also a value that is valid makes a label "not valid" wrong. */
  readonly bothWays?: boolean;
}

/** Where a public rule says that a label is wrong. Nothing here looks at what our engine finds. */
const CHECKS: Readonly<Record<string, LabelCheck>> = {
  CREDIT_CARD: { why: "Luhn", isValid: check.luhn },
  DE_TAX_ID: { why: "check digit or repeated digits", isValid: check.germanTaxId, bothWays: true },
  ES_NIF: { why: "letter", isValid: check.spanishNif, bothWays: true },
  FI_PERSONAL_IDENTITY_CODE: { why: "temporary range", isValid: check.finnishForLife },
  IBAN_CODE: { why: "MOD 97", isValid: check.iban, bothWays: true },
  IN_GSTIN: { why: "MOD 36", isValid: check.indianGstin, bothWays: true },
  IN_PAN: { why: "kind of holder", isValid: check.indianPan },
  IT_FISCAL_CODE: { why: "check letter", isValid: check.italianFiscalCode, bothWays: true },
  IT_VAT_CODE: { why: "Luhn and office", isValid: check.italianVat, bothWays: true },
  KR_RRN: { why: "check digit (until 2020)", isValid: check.koreanRrn },
  SG_NRIC_FIN: { why: "check letter", isValid: check.singaporeNric, bothWays: true },
  US_ITIN: { why: "group", isValid: check.usItin },
  ZA_ID_NUMBER: { why: "date and Luhn", isValid: check.southAfricanId, bothWays: true },
};

const bare = (value: string): string => value.replaceAll(/[\s.\-/]/g, "").toUpperCase();

/** Sets aside labels that a public check contradicts, and labels that the data set itself contradicts. */
export function checkLabels(rows: readonly LabelledRow[]): Checked {
  const setAside: string[] = [];
  const checked = rows.map((row) => {
    const rule = CHECKS[row.type];
    const wrong = rule === undefined ? [] : wrongSpans(row, rule);
    if (rule !== undefined && wrong.length > 0) setAside.push(`${row.type} (${rule.why})`);
    return without(row, wrong);
  });
  const byText = Map.groupBy(checked, ({ type, text }) => `${type}\n${text}`);
  const agreed = checked.map((row) => {
    const contested = contestedSpans(byText.get(`${row.type}\n${row.text}`) ?? []);
    if (contested.length > 0) setAside.push(`${row.type} (same text, other label)`);
    return { ...without(row, contested), ignored: [...row.ignored, ...contested] };
  });
  return { rows: agreed, setAside };
}

function wrongSpans({ text, wanted }: LabelledRow, { isValid, bothWays = false }: LabelCheck): Span[] {
  const fails = (span: Span): boolean => !isValid(bare(text.slice(span.start, span.end)));
  const isNegative = wanted === 0 || (typeof wanted !== "number" && wanted.length === 0);
  if (isNegative) return bothWays && text !== "" && isValid(bare(text)) ? [trimmed(text)] : [];
  return (typeof wanted === "number" ? codes(text) : wanted).filter(fails);
}

/** Pieces of a text that may be the values of which only the number is known: those with digits. */
const codes = (text: string): Span[] =>
  [...text.matchAll(/[0-9A-Za-z]*\d[0-9A-Za-z]*/g)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));

function without<Row extends LabelledRow>(row: Row, spans: readonly Span[]): Row & CheckedRow {
  const isOut = (span: Span): boolean => spans.some((other) => touches(span, other));
  const { wanted } = row;
  return {
    ...row,
    wanted: typeof wanted === "number" ? Math.max(0, wanted - spans.length) : wanted.filter((span) => !isOut(span)),
    ignored: spans,
  };
}

/** Of rows with the same text: spans that one of them wants and another does not. */
function contestedSpans(rows: readonly CheckedRow[]): Span[] {
  const known = rows.flatMap(({ wanted }) => (typeof wanted === "number" ? [] : [wanted]));
  const [first] = rows;
  if (first !== undefined && known.length < rows.length && known.some(({ length }) => length === 0)) {
    const isSure = rows.every(({ ignored }) => ignored.length > 0);
    return isSure ? [] : [trimmed(first.text)];
  }
  return known.flat().filter((span) => known.some((spans) => !spans.some((other) => same(span, other))));
}
