import { semantic } from "../../test/semantic/module.ts";
import type { Figures } from "../suite.ts";
import type { Pair } from "./pairs.ts";

export interface Judged extends Pair {
  readonly served: boolean;
  /** For ranking: the probability, 0 behind a veto. */
  readonly probability: number;
  readonly cosine: number;
  readonly why: string;
}

/** What the verifier says of each pair. */
export function judge(pairs: readonly Pair[]): Judged[] {
  return pairs.map((pair) => {
    const decision = semantic.verify(pair.a, pair.b);
    const isVeto = decision.kind === "veto";
    return {
      ...pair,
      served: decision.kind === "serve",
      probability: isVeto ? 0 : decision.probability,
      cosine: cosine(semantic.embed(pair.a), semantic.embed(pair.b)),
      why: isVeto ? decision.veto : decision.kind,
    };
  });
}

/** Of unit vectors; 0 where there is none. */
export function cosine(one: Float32Array | undefined, other: Float32Array | undefined): number {
  if (one === undefined || other === undefined) return 0;
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);
/** Cut, not rounded, so that a figure never looks better than it is. */
export const cut = (value: number): number => Math.floor(value * 10_000 + 1e-9) / 10_000;

/** Recall, precision, the share of pairs to part that were parted, and how many were not. */
export function figuresOf(judged: readonly Judged[]): Figures {
  const good = judged.filter(({ label }) => label === 1);
  const bad = judged.filter(({ label }) => label === 0);
  const right = good.filter(({ served }) => served).length;
  const wrong = bad.filter(({ served }) => served).length;
  const figures = {
    recall: share(right, good.length),
    precision: share(right, right + wrong),
    clean: share(bad.length - wrong, bad.length),
  };
  const known = Object.entries(figures).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, cut(value)] as const],
  );
  return { ...Object.fromEntries(known), misses: wrong };
}

/** The most pairs that any threshold finds while so many of those it finds are right. */
export function recallAt(precision: number, judged: readonly Judged[], score: (pair: Judged) => number): number {
  const ranked = judged.toSorted((one, other) => score(other) - score(one));
  const all = judged.filter(({ label }) => label === 1).length;
  let [right, best] = [0, 0];
  for (const [index, pair] of ranked.entries()) {
    right += pair.label;
    const next = ranked[index + 1];
    const isCut = next === undefined || score(next) < score(pair);
    if (isCut && right / (index + 1) >= precision) best = right;
  }
  return all === 0 ? 0 : best / all;
}

/** How often a pair to serve scores above one to part. */
export function areaUnderCurve(judged: readonly Judged[], score: (pair: Judged) => number): number {
  const good = judged.filter(({ label }) => label === 1).map(score);
  const bad = judged.filter(({ label }) => label === 0).map(score);
  let sum = 0;
  for (const one of good) for (const other of bad) sum += one > other ? 1 : one === other ? 0.5 : 0;
  return sum / (good.length * bad.length);
}

/** Why pairs were not served, the most frequent reason first. */
export function reasons(judged: readonly Judged[]): string {
  const counts = new Map<string, number>();
  for (const { why } of judged) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([why, count]) => `${why} ${count}`)
    .join(", ");
}
