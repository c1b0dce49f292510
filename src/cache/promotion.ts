/** What is known of an entry that was near, but not sure enough. */
export interface GreyCandidate {
  readonly id: string;
  /** What the probability is at least, of the verifier. */
  readonly lowerBound: number;
  /** The verifier takes the asked wording for one of the entry's negative ones. */
  readonly isKnownNegative: boolean;
}

/** Whether two answers say the same, by a comparison or a judge. */
export type Agreement = "same" | "different" | "unsure";

/** What follows from a comparison: another wording of the entry, or one that wants another answer. */
export type Promotion = { readonly kind: "alias" | "negative"; readonly id: string } | { readonly kind: "none" };

/**
 * The entry that is compared behind the answer: the surest one, if there is one that is not known to
 * be wrong, and chance wants it.
 * @param random from 0 to less than 1. @param rate the share that is compared, from 0 to 1.
 */
export function toCompare(
  candidates: readonly GreyCandidate[],
  rate: number,
  random: number,
): GreyCandidate | undefined {
  if (random >= rate) return undefined;
  const open = candidates.filter(({ isKnownNegative }) => !isKnownNegative);
  return open.toSorted((one, other) => other.lowerBound - one.lowerBound)[0];
}

/**
 * What becomes of a comparison. An entry whose wording is promoted is served from then on, so only
 * an answer that may be kept itself can agree.
 */
export function promotion({ id }: GreyCandidate, agreement: Agreement, mayBeKept: boolean): Promotion {
  if (agreement === "same" && mayBeKept) return { kind: "alias", id };
  return agreement === "different" ? { kind: "negative", id } : { kind: "none" };
}

/** From this share of common words on two answers are the same; up to the other one they are different. */
const SAME = 0.8;
const DIFFERENT = 0.3;
/** Longer answers are not compared. */
const MAX_CHARACTERS = 65_536;

/**
 * Compares two answers without a model, and so is often unsure. Numbers, negations and placeholders
 * must be the same ones; then the share of common words decides.
 */
export function compareAnswers(one: string, other: string): Agreement {
  if (one === other) return "same";
  if (one.length > MAX_CHARACTERS || other.length > MAX_CHARACTERS) return "unsure";
  const [left, right] = [wordsOf(one), wordsOf(other)];
  if (left.size === 0 || right.size === 0) return "unsure";
  const common = [...left].filter((word) => right.has(word)).length;
  const share = common / (left.size + right.size - common);
  if (share <= DIFFERENT) return "different";
  return share >= SAME && decisive(one) === decisive(other) ? "same" : "unsure";
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}

/** What two answers that say the same share in any wording. */
function decisive(text: string): string {
  const words =
    text.match(/\[[A-Z_]+_\d+\]|\d+(?:[.,]\d+)*|\b(?:not?|never|none|without|cannot|\p{L}+n['’]t)\b/giu) ?? [];
  return words
    .map((word) => word.toLowerCase())
    .toSorted()
    .join(" ");
}
