import { semantic } from "../../test/semantic/module.ts";
import { plainTable } from "../table.ts";
import type { LabelledText } from "./data.ts";
import { cosine } from "./measure.ts";
import { Random } from "./random.ts";

const SEED = 20_260_101;
const REQUESTS = 3000;
/** Entries that the verifier sees of each request. */
const NEAREST = 5;
/** Zipf's exponent of how often an intent is asked for. */
const EXPONENT = 1;

/** What a cache that answers at a threshold has done with the stream. */
export interface Point {
  readonly rule: string;
  readonly hits: number;
  readonly right: number;
}

interface Rule {
  readonly name: string;
  /** From what on an entry is given. */
  readonly threshold: number;
  readonly verified: boolean;
}

const RULES: readonly Rule[] = [
  { name: "verifier, δ = 0.01", threshold: 2, verified: true },
  { name: "verifier, probability ≥ 0.9", threshold: 0.9, verified: true },
  { name: "verifier, probability ≥ 0.7", threshold: 0.7, verified: true },
  { name: "verifier, probability ≥ 0.5", threshold: 0.5, verified: true },
  { name: "verifier, probability ≥ 0.3", threshold: 0.3, verified: true },
  { name: "cosine ≥ 0.60 (GPTCache's default)", threshold: 0.6, verified: false },
  { name: "cosine ≥ 0.70 (0.85 of (1 + cosine) / 2)", threshold: 0.7, verified: false },
  { name: "cosine ≥ 0.80 (Upstash's default, 0.90)", threshold: 0.8, verified: false },
  { name: "cosine ≥ 0.85", threshold: 0.85, verified: false },
  { name: "cosine ≥ 0.90", threshold: 0.9, verified: false },
  { name: "cosine ≥ 0.95", threshold: 0.95, verified: false },
];

/** Requests for intents that are asked for after Zipf's law; every text at most once. */
export function zipfStream(texts: readonly LabelledText[], requests = REQUESTS): LabelledText[] {
  const random = new Random(SEED);
  const byIntent = Map.groupBy(texts, ({ intent }) => intent);
  const intents = [...byIntent.values()]
    .map((own) => ({ own, order: random.next() }))
    .toSorted((one, other) => one.order - other.order);
  const weights = intents.map((_, rank) => 1 / (rank + 1) ** EXPONENT);
  const stream: LabelledText[] = [];
  for (let tries = 0; stream.length < requests && tries < 20 * requests; tries += 1) {
    const own = intents[weighted(weights, random)]?.own ?? [];
    const [text] = own.splice(random.below(own.length), 1);
    if (text !== undefined) stream.push(text);
  }
  return stream;
}

function weighted(weights: readonly number[], random: Random): number {
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => (left -= weight) < 0);
  return found === -1 ? weights.length - 1 : found;
}

/** Plays the stream to a cache for each rule. A hit is right when the entry was asked with the same intent. */
export function play(stream: readonly LabelledText[]): Point[] {
  const vectors = stream.map(({ text }) => semantic.embed(text));
  return RULES.map((rule) => playRule(rule, stream, vectors));
}

function playRule(rule: Rule, stream: readonly LabelledText[], vectors: readonly (Float32Array | undefined)[]): Point {
  const kept: number[] = [];
  let [hits, right] = [0, 0];
  for (const [at, { text, intent }] of stream.entries()) {
    const near = nearest(at, kept, vectors);
    const entry = near.find((each) => {
      if (!rule.verified) return each.cosine >= rule.threshold;
      const decision = semantic.verify(text, stream[each.at]?.text ?? "");
      return decision.kind === "serve" || (decision.kind === "grey" && decision.probability >= rule.threshold);
    });
    if (entry === undefined) {
      kept.push(at);
      continue;
    }
    hits += 1;
    if (stream[entry.at]?.intent === intent) right += 1;
  }
  return { rule: rule.name, hits: hits / stream.length, right: hits === 0 ? 1 : right / hits };
}

function nearest(at: number, kept: readonly number[], vectors: readonly (Float32Array | undefined)[]) {
  const found: { at: number; cosine: number }[] = [];
  for (const other of kept) {
    const value = cosine(vectors[at], vectors[other]);
    if (found.length === NEAREST && value <= (found.at(-1)?.cosine ?? 0)) continue;
    found.push({ at: other, cosine: value });
    found.sort((one, next) => next.cosine - one.cosine);
    found.length = Math.min(found.length, NEAREST);
  }
  return found;
}

export function curveTable(points: readonly Point[]): string[] {
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  return plainTable(
    ["rule", "hit rate", "right"],
    points.map(({ rule, hits, right }) => [rule, percent(hits), percent(right)]),
  );
}
