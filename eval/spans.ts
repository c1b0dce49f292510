/** A piece of a text, in UTF-16 code units, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What the engine found, with the id of the rule's entity. */
export interface Found extends Span {
  readonly entity: string;
}

/**
 * The same span of `text`, given in Unicode code points, in UTF-16 code units.
 * @throws RangeError when it is empty, turned around or beyond the text.
 */
export function fromCodePoints(text: string, { start, end }: Span): Span {
  const units = [0];
  for (const character of text) units.push((units.at(-1) ?? 0) + character.length);
  const [from, to] = [units[start], units[end]];
  if (from === undefined || to === undefined || from >= to) {
    throw new RangeError(`${start} to ${end} is no span of a text of ${units.length - 1} code points`);
  }
  return { start: from, end: to };
}

/** The code points of a text, a string each. */
export const characters = (text: string): string[] => Array.from(text);

/** The whole text without the white space around it. */
export function trimmed(text: string): Span {
  const start = text.length - text.trimStart().length;
  return { start, end: Math.max(start, text.trimEnd().length) };
}

export const overlap = (one: Span, other: Span): number =>
  Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start));

export const touches = (one: Span, other: Span): boolean => overlap(one, other) > 0;

export const same = (one: Span, other: Span): boolean => one.start === other.start && one.end === other.end;

/** Share of the span that lies in any of the others, which may overlap each other. */
export function coverage(span: Span, others: readonly Span[]): number {
  let covered = 0;
  let reached = span.start;
  for (const other of others.toSorted((one, next) => one.start - next.start)) {
    const from = Math.max(other.start, reached);
    const to = Math.min(other.end, span.end);
    if (to <= from) continue;
    covered += to - from;
    reached = to;
  }
  return span.end > span.start ? covered / (span.end - span.start) : 0;
}
