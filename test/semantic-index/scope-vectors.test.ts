import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantized, ScopeVectors } from "../../src/semantic-index/scope-vectors.ts";
import { VectorScanner } from "../../src/semantic-index/vector-scanner.ts";
import { cosine } from "./asking.ts";
import { scanner } from "./module.ts";

const NOW = 1_000;
const numbers = (length: number) =>
  fc.array(fc.integer({ min: -127, max: 127 }), { minLength: length, maxLength: length });

/** The plain way: every product of every vector. */
function plain(query: Int8Array, vectors: Int8Array): number[] {
  return Array.from({ length: vectors.length / query.length }, (_, at) =>
    query.reduce((sum, number, place) => sum + number * (vectors[at * query.length + place] ?? 0), 0),
  );
}

function scanned(query: Int8Array, vectors: Int8Array): number[] {
  const products: number[] = [];
  scanner.scan(query, vectors, vectors.length / query.length, (some, first) => {
    expect(first).toBe(products.length);
    products.push(...some);
  });
  return products;
}

describe("the scanner", () => {
  test("gives what the plain way gives, for every dimension", () => {
    const asked = fc.integer({ min: 1, max: 80 }).chain((length) =>
      fc.tuple(
        numbers(length),
        fc.integer({ min: 0, max: 9 }).chain((count) => numbers(length * count)),
      ),
    );
    fc.assert(
      fc.property(asked, ([query, vectors]) => {
        const [one, others] = [Int8Array.from(query), Int8Array.from(vectors)];
        expect(scanned(one, others)).toEqual(plain(one, others));
      }),
    );
  });

  test("goes on over pieces, with extremes, and with the largest dimension", () => {
    const many = Int8Array.from({ length: 10_000 * 32 }, (_, at) => ((at * 37) % 255) - 127);
    const query = Int8Array.from({ length: 32 }, (_, at) => (at % 2 === 0 ? -128 : 127));
    expect(scanned(query, many)).toEqual(plain(query, many));
    const large = new Int8Array(4_096 * 70).fill(-128);
    expect(scanned(large.slice(0, 4_096), large)).toEqual(Array.from({ length: 70 }, () => 4_096 * 16_384));
    expect(() => scanned(new Int8Array(4_097), new Int8Array(4_097))).toThrow(RangeError);
  });

  test("a module of another kind is refused when it is first used", () => {
    const { Module } = WebAssembly as unknown as { Module: new (bytes: Uint8Array) => WebAssembly.Module };
    const empty = new VectorScanner(new Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
    expect(() => empty.scan(new Int8Array(1), new Int8Array(1), 1, () => undefined)).toThrow(/ABI/);
  });

  test("the committed module is that of its sources", () => {
    const folder = "rust-wasm-vectors";
    const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    const sources = readdirSync(`${folder}/src`, { recursive: true }).map((file) => `src/${String(file)}`);
    const lines = [...sources, "Cargo.toml", "Cargo.lock", "build.sh"]
      .toSorted()
      .map((file) => `${sha256(readFileSync(`${folder}/${file}`))}  ${file}\n`);
    const module = sha256(readFileSync("src/semantic-index/vectors.wasm"));
    const expected = `${sha256(lines.join(""))}  sources\n${module}  vectors.wasm\n`;
    expect(readFileSync(`${folder}/vectors.sha256`, "utf8")).toBe(expected);
  });
});

describe("vectors of a scope", () => {
  const vectors = fc.array(fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 24, maxLength: 24 }), {
    minLength: 1,
    maxLength: 40,
  });

  test("as whole numbers of 8 bits their cosines are right to 0.02", () => {
    fc.assert(
      fc.property(vectors, (given) => {
        const all = given.map((one) => Float32Array.from(one)).filter((one) => one.some((number) => number !== 0));
        const [query] = all;
        if (query === undefined) return;
        const scope = new ScopeVectors(24);
        for (const [entry, one] of all.entries()) scope.add(entry, quantized(one), NOW + 1);
        const near = scope.nearest(scanner, quantized(query), 5, NOW);
        expect(near).toHaveLength(Math.min(5, all.length));
        for (const { entry, cosine: found } of near)
          expect(Math.abs(found - cosine(query, all[entry] ?? query))).toBeLessThan(0.02);
        const best = Math.max(...all.map((one) => cosine(query, one)));
        expect(near[0]?.cosine ?? 0).toBeGreaterThan(best - 0.02);
      }),
    );
  });

  test("what is added and deleted in any order is what is found", () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 30 }), numbers(8)), { maxLength: 120 });
    fc.assert(
      fc.property(steps, numbers(8), (given, asked) => {
        const scope = new ScopeVectors(8);
        const model = new Map<number, Int8Array>();
        for (const [adds, entry, numbers] of given) {
          const vector = Int8Array.from(numbers, (number) => number || 1);
          if (adds && !model.has(entry)) {
            scope.add(entry, vector, NOW + 1 + (entry % 2));
            model.set(entry, vector);
          } else {
            scope.delete(entry);
            model.delete(entry);
          }
        }
        const query = Int8Array.from(asked, (number) => number || 1);
        const found = scope.nearest(scanner, query, 50, NOW).map(({ entry }) => entry);
        expect(scope.count).toBe(model.size);
        expect(found.toSorted((a, b) => a - b)).toEqual([...model.keys()].toSorted((a, b) => a - b));
        // Those whose time is over are left out.
        const later = scope.nearest(scanner, query, 50, NOW + 1).map(({ entry }) => entry);
        expect(later.every((entry) => entry % 2 === 1)).toBe(true);
      }),
    );
  });
});
