import { z } from "zod";
import { detect } from "../engine.ts";
import { type Case, type Match, type Score, score } from "../score.ts";
import { characters, type Found, fromCodePoints, type Span } from "../spans.ts";
import type { Figures } from "../suite.ts";
import { cleanness, precision, recall } from "../tally.ts";

export interface PiiCase extends Case {
  /** Entities whose rules are on when the case is run alone. */
  readonly only: readonly string[];
  /** What is seen of it, where that is not the engine's findings in the text as a whole. */
  readonly see?: () => readonly Found[];
}

/**
 * A way to run cases. `alone`: only the case's rules, at threshold 0, as Presidio's tests run one
 * recogniser by itself. `all on`: every rule, with its own threshold.
 */
export type Mode = "alone" | "all on";

export interface Measure {
  readonly name: string;
  readonly cases: readonly PiiCase[];
  readonly mode: Mode;
  readonly match?: Match;
  /** What is wanted is all that counts: of findings elsewhere nothing can be said. */
  readonly recallOnly?: boolean;
  /** Printed without groups and faults. */
  readonly brief?: boolean;
  /** Printed without faults, which another measure has shown. */
  readonly faultless?: boolean;
  /** What was left out, and why. Printed below the figures. */
  readonly notes?: (score: Score) => readonly string[];
}

/** A data set of which this program knows how to read it. */
export interface PiiSet {
  readonly name: string;
  /** @throws DataError for a row that is not as expected. */
  readonly measures: (folder: string) => readonly Measure[];
}

export function runMeasure({ cases, mode, match }: Measure): Score {
  const run = ({ text, only, see }: PiiCase): readonly Found[] => {
    if (see !== undefined) return see();
    return mode === "alone" ? detect(text, { only, threshold: 0 }) : detect(text);
  };
  return score(cases, run, match);
}

/** What the ratchet keeps of a score, to four decimals. */
export function figuresOf({ total, faults }: Score, { recallOnly = false }: Pick<Measure, "recallOnly"> = {}): Figures {
  const named = {
    recall: recall(total),
    ...(recallOnly ? {} : { precision: precision(total), clean: cleanness(total) }),
  };
  const known = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, round(value)] as const],
  );
  return { ...Object.fromEntries(known), misses: faults.length };
}

/** Downwards: only a flawless score is 1. */
const round = (value: number): number => Math.floor(value * 10_000 + 1e-9) / 10_000;

/** An expected span, in code points as the data sets have it. */
export const spanSchema = z.object({
  type: z.string().optional(),
  start: z.number().int().nonnegative(),
  end: z.number().int().positive(),
});

type RawSpan = z.infer<typeof spanSchema>;

/** For a row's schema: its spans lie in its text. */
export function spansFit({
  text,
  expected = [],
}: {
  readonly text?: string | undefined;
  readonly expected?: readonly RawSpan[] | undefined;
}): boolean {
  const length = text === undefined ? 0 : characters(text).length;
  return expected.every(({ start, end }) => start < end && end <= length);
}

export const toSpans = (text: string, expected: readonly RawSpan[]): Span[] =>
  expected.map((span) => fromCodePoints(text, span));

/** How often each name occurs, as `name 3, other 1`, or `none`. */
export function tallyNames(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} ${count}`).join(", ") || "none";
}
