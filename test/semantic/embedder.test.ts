import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SemanticCapacityError } from "../../src/semantic/port.ts";
import { semantic } from "./module.ts";

interface Case {
  readonly text: string;
  readonly vector: readonly number[] | null;
}

const CASES = JSON.parse(readFileSync("rust-wasm-semantic/vectors/tokens.json", "utf8")) as readonly Case[];

const cosine = (one: string, other: string): number => {
  const [left, right] = [semantic.embed(one), semantic.embed(other)];
  return left?.reduce((sum, number, index) => sum + number * (right?.[index] ?? Number.NaN), 0) ?? Number.NaN;
};

describe("the embedder", () => {
  it("gives the vectors of the script that distilled it", () => {
    expect(CASES.length).toBeGreaterThan(150);
    for (const { text, vector } of CASES) {
      const given = semantic.embed(text);
      expect(given === undefined, text).toBe(vector === null);
      for (const [index, number] of (vector ?? []).entries()) expect(given?.[index], text).toBeCloseTo(number, 4);
    }
  });

  it.each(["", " ", "?!", "🎉🎉", "如何重置我的密码", "\uD800", "\0"])("has no vector for %j", (text) => {
    expect(semantic.embed(text)).toBeUndefined();
  });

  it("puts a question nearer to its paraphrase than to another one", () => {
    const question = "How do I reset my password?";
    expect(cosine(question, "I forgot my password, how can I change it?")).toBeGreaterThan(
      cosine(question, "How do I bake sourdough bread?") + 0.3,
    );
  });

  it("gives a vector of length one or none, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const vector = semantic.embed(text);
        if (vector === undefined) return;
        expect(vector).toHaveLength(semantic.dimensions);
        expect(vector.reduce((sum, number) => sum + number * number, 0)).toBeCloseTo(1, 4);
      }),
    );
  });

  it("does not care for words behind the cap, and refuses texts above that of bytes", () => {
    const long = "balance ".repeat(1024);
    expect(semantic.embed(`${long}weather`)).toEqual(semantic.embed(long));
    expect(() => semantic.embed("x ".repeat(200_000))).toThrow(SemanticCapacityError);
    expect(() => semantic.embed("界".repeat(100_000))).toThrow(SemanticCapacityError);
    expect(semantic.embed("still works")).toBeDefined();
  });
});
