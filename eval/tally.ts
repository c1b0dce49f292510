/** What is counted, for a case, a group or a whole set. */
export interface Tally {
  wanted: number;
  found: number;
  /** Of the found ones, those with the very start and end. */
  exact: number;
  /** Findings where nothing is wanted. */
  falses: number;
  /** Cases in which nothing is wanted, and those of them without any false finding. */
  negatives: number;
  clean: number;
}

export const empty = (): Tally => ({ wanted: 0, found: 0, exact: 0, falses: 0, negatives: 0, clean: 0 });

/** Adds to the first what the second counts. */
export function add(sum: Tally, more: Tally): void {
  sum.wanted += more.wanted;
  sum.found += more.found;
  sum.exact += more.exact;
  sum.falses += more.falses;
  sum.negatives += more.negatives;
  sum.clean += more.clean;
}

/** Share of what was wanted that was found; nothing when nothing was wanted. */
export const recall = ({ wanted, found }: Tally): number | undefined => share(found, wanted);

/** Share of right findings among the right and the false ones; nothing when nothing was wanted. */
export const precision = ({ wanted, found, falses }: Tally): number | undefined =>
  wanted === 0 ? undefined : share(found, found + falses);

/** Share of the cases without anything to find in which nothing was found. */
export const cleanness = ({ negatives, clean }: Tally): number | undefined => share(clean, negatives);

const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);
