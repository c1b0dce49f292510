import { coverage, type Found, overlap, same, type Span, touches } from "./spans.ts";
import { add, empty, type Tally } from "./tally.ts";

/** Share of an expected span that findings of the right entity must cover for it to count as found. */
export const ENOUGH = 0.8;

/**
 * When an expected span counts as found, by findings of an accepted entity:
 * - `covered`, the headline: they cover at least 80 % of its UTF-16 code units;
 * - `exact`: one has the same start and the same end;
 * - `touched`: one shares at least one code unit with it.
 */
export type Match = "covered" | "exact" | "touched";

/** One question put to the engine. A row of a data set is one case, or one per entity. */
export interface Case {
  /** The row of the table that it counts in: an entity, a variant, a file. */
  readonly group: string;
  readonly text: string;
  /** Spans that must be found; a number where only their count is known. */
  readonly wanted: readonly Span[] | number;
  /** Findings that touch these are neither right nor wrong. */
  readonly ignored?: readonly Span[];
  /** Entities whose findings count as right. */
  readonly accepts: (entity: string) => boolean;
  /** Entities whose findings are false where nothing is wanted. Missing: those that are accepted. */
  readonly forbids?: (entity: string) => boolean;
}

/** Something that the engine should have done otherwise. */
export interface Fault {
  readonly kind: "missed" | "false";
  readonly group: string;
  readonly text: string;
  /** The piece that was missed, or found falsely. */
  readonly value: string;
  /** What the engine took it for; for a miss, what else it found there. */
  readonly entities: readonly string[];
}

export interface Score {
  readonly total: Tally;
  readonly groups: ReadonlyMap<string, Tally>;
  readonly faults: readonly Fault[];
}

/** Puts every case to the engine and counts. Pure but for what `detect` does. */
export function score<Asked extends Case>(
  cases: readonly Asked[],
  detect: (asked: Asked) => readonly Found[],
  match: Match = "covered",
): Score {
  const total = empty();
  const groups = new Map<string, Tally>();
  const faults: Fault[] = [];
  for (const asked of cases) {
    const group = groups.get(asked.group) ?? empty();
    groups.set(asked.group, group);
    const { tally, faults: more } = scoreCase(asked, detect(asked), match);
    add(group, tally);
    add(total, tally);
    faults.push(...more);
  }
  return { total, groups, faults };
}

/** What one case adds, given what was found in its text. */
export function scoreCase(
  asked: Case,
  findings: readonly Found[],
  match: Match = "covered",
): { readonly tally: Tally; readonly faults: readonly Fault[] } {
  const { group, text, wanted, ignored = [], accepts, forbids = accepts } = asked;
  const counted = findings.filter((finding) => !ignored.some((span) => touches(span, finding)));
  const right = counted.filter(({ entity }) => accepts(entity));
  const { missed, exact, falses } =
    typeof wanted === "number"
      ? countOnly(wanted, right, counted, accepts, forbids)
      : bySpans(wanted, right, counted, forbids, match);
  const number = typeof wanted === "number" ? wanted : wanted.length;
  const isNegative = number === 0 && ignored.length === 0;
  const value = ({ start, end }: Span): string => text.slice(start, end);
  return {
    tally: {
      wanted: number,
      found: number - missed.length,
      exact,
      falses: falses.length,
      negatives: isNegative ? 1 : 0,
      clean: isNegative && falses.length === 0 ? 1 : 0,
    },
    faults: [
      ...missed.map((span) => ({
        kind: "missed" as const,
        group,
        text,
        value: value(span),
        entities: at(span, counted),
      })),
      ...falses.map((found) => ({
        kind: "false" as const,
        group,
        text,
        value: value(found),
        entities: [found.entity],
      })),
    ],
  };
}

interface Judged {
  readonly missed: readonly Span[];
  readonly exact: number;
  readonly falses: readonly Found[];
}

function bySpans(
  wanted: readonly Span[],
  right: readonly Found[],
  counted: readonly Found[],
  forbids: (entity: string) => boolean,
  match: Match,
): Judged {
  const isExact = (span: Span): boolean => right.some((finding) => same(finding, span));
  const isFound = (span: Span): boolean =>
    match === "exact"
      ? isExact(span)
      : match === "touched"
        ? right.some((finding) => touches(finding, span))
        : coverage(span, right) >= ENOUGH;
  const lies = match === "exact" ? same : touches;
  return {
    missed: wanted.filter((span) => !isFound(span)),
    exact: wanted.filter(isExact).length,
    falses: counted.filter((finding) => forbids(finding.entity) && !wanted.some((span) => lies(finding, span))),
  };
}

/** Without positions, findings beyond the wanted number are false; none of them can be called exact. */
function countOnly(
  wanted: number,
  right: readonly Found[],
  counted: readonly Found[],
  accepts: (entity: string) => boolean,
  forbids: (entity: string) => boolean,
): Judged {
  const extra = right.slice(wanted).filter(({ entity }) => forbids(entity));
  const others = wanted > 0 ? [] : counted.filter(({ entity }) => forbids(entity) && !accepts(entity));
  const missing = Math.max(0, wanted - right.length);
  return {
    missed: Array.from({ length: missing }, () => ({ start: 0, end: 0 })),
    exact: 0,
    falses: [...extra, ...others],
  };
}

const at = (span: Span, findings: readonly Found[]): string[] =>
  findings.filter((finding) => span.end === 0 || overlap(span, finding) > 0).map(({ entity }) => entity);
