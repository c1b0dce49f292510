import { describe, expect, it } from "vitest";
import { areaUnderCurve, type Judged, recallAt } from "../../eval/cache/measure.ts";
import { ownPairs } from "../../eval/cache/pairs.ts";
import { zipfStream } from "../../eval/cache/stream.ts";

const pair = (label: 0 | 1, probability: number): Judged => ({
  a: "",
  b: "",
  label,
  category: "",
  served: false,
  probability,
  cosine: 0,
  why: "",
});
const byProbability = ({ probability }: Judged) => probability;

describe("the measures of the semantic cache", () => {
  const judged = [pair(1, 0.9), pair(1, 0.8), pair(0, 0.7), pair(1, 0.6), pair(0, 0.1)];

  it.each([
    [1, 2 / 3],
    [0.75, 1],
    [0.5, 1],
  ])("finds the most at precision %d: %d", (precision, recall) => {
    expect(recallAt(precision, judged, byProbability)).toBeCloseTo(recall);
  });

  it("does not cut between equal scores", () => {
    expect(recallAt(0.9, [pair(1, 0.5), pair(0, 0.5)], byProbability)).toBe(0);
  });

  it("counts how often a pair to serve is above one to part", () => {
    expect(areaUnderCurve(judged, byProbability)).toBeCloseTo(5 / 6);
  });

  it("makes the same pairs in every run, of both labels, and other ones in both halves", () => {
    const [one, other] = [ownPairs(0), ownPairs(1)];
    expect(ownPairs(0)).toEqual(one);
    expect(new Set(one.map(({ label }) => label))).toEqual(new Set([0, 1]));
    const texts = new Set(one.map(({ a, b }) => `${a}|${b}`));
    expect(other.filter(({ a, b }) => texts.has(`${a}|${b}`))).toEqual([]);
  });

  it("asks for some intents more often than for others, and no text twice", () => {
    const texts = Array.from({ length: 600 }, (_, at) => ({ text: `text ${at}`, intent: `intent ${at % 6}` }));
    const stream = zipfStream(texts, 200);
    expect(new Set(stream).size).toBe(200);
    const counts = [...Map.groupBy(stream, ({ intent }) => intent).values()].map(({ length }) => length);
    expect(Math.max(...counts)).toBeGreaterThan(2 * Math.min(...counts));
  });
});
