import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { policyWith } from "../../src/scan/policy.ts";
import { scanner, utf8 } from "./engine.ts";

const VECTORS = join(import.meta.dirname, "../../rust-wasm/vectors");

interface DetectorVector {
  readonly text: string;
  readonly finds: readonly (readonly [entity: string, value: string])[];
  /** Entities whose rules are on here beside those that are found and those that are on by default. */
  readonly on?: readonly string[];
}

interface JsonVector {
  readonly text?: string;
  readonly hex?: string;
  readonly depth?: number;
  readonly values?: number;
  readonly result: string;
  readonly offset?: number;
}

/** The vector files of a folder, by name. */
function vectorFiles<Vector>(folder: string): [name: string, vectors: readonly Vector[]][] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => [name, JSON.parse(readFileSync(join(folder, name), "utf8")) as Vector[]]);
}

describe("detectors", () => {
  it("have vectors", () => {
    expect(vectorFiles(VECTORS).length).toBeGreaterThan(0);
  });

  it.each(vectorFiles<DetectorVector>(VECTORS))("%s", (_, vectors) => {
    for (const { text, finds, on = [] } of vectors) {
      const policy = policyWith(scanner.rules, [...on, ...finds.map(([entity]) => entity)]);
      const found = scanner.scan(text, policy).map(({ start, end, rule }) => [rule.entity, text.slice(start, end)]);
      expect(found, text).toEqual(finds);
    }
  });
});

describe("strict JSON", () => {
  it.each(vectorFiles<JsonVector>(join(VECTORS, "json")))("%s", (_, vectors) => {
    for (const vector of vectors) {
      const bytes = vector.hex === undefined ? utf8(vector.text ?? "") : Buffer.from(vector.hex, "hex");
      const { depth = 64, values = 1000 } = vector;
      const check = scanner.checkJson(bytes, { depth, values });
      const result = check.ok ? (check.inexactNumbers ? "inexact" : "exact") : check.fault;
      expect(result, JSON.stringify(vector)).toBe(vector.result);
      expect(check.ok ? undefined : check.offset, JSON.stringify(vector)).toBe(vector.offset);
    }
  });
});
