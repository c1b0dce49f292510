import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanner, utf8, WIDE } from "./engine.ts";

const RUNS = { seed: 20_240_607, numRuns: 3000 };

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A change at a place given as a fraction of the text's length. */
const mutation = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.integer({ min: 0, max: 3 }),
  inserted: fc.oneof(
    fc.constantFrom(...Array.from("{}[],:\"\\ \n\t0123456789-+.eEutrfnl'/\u0000\u001f\u007f\ufeff\u2028")),
    fc.constantFrom("\\u", "\\u00", "\\ud83d", "\\ude00", "null", "true", "1e", "-0", "\\n", "[]"),
    fc.string({ unit: "binary", maxLength: 2 }),
    fc.constant(""),
  ),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutated(text: string, { place, removed, inserted }: Mutation): string {
  const at = Math.floor(place * text.length);
  return text.slice(0, at) + inserted + text.slice(at + removed);
}

const mutatedJson = fc
  .tuple(fc.json({ maxDepth: 4 }), fc.array(mutation, { maxLength: 3 }))
  .map(([text, mutations]) => mutations.reduce(mutated, text));

/** Some way to write a number, among them many near the edges of what a double holds. */
const numeral = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc
    .tuple(fc.stringMatching(/^-?[1-9]\d{0,20}(\.\d{1,20})?$/), fc.integer({ min: -345, max: 320 }))
    .map(([mantissa, exponent]) => `${mantissa}e${exponent}`),
  // Doubles in the middle between two decimals of seventeen digits.
  fc
    .tuple(fc.bigInt({ min: 2n ** 49n, max: 2n ** 54n }), fc.constantFrom("", ".1", ".2", ".3", ".7", ".8"))
    .map(([whole, fraction]) => `${whole}${fraction}`),
  fc.stringMatching(/^-?(0|[1-9]\d{0,18})(\.\d{1,18})?([eE][+-]?0{0,2}\d{1,2})?$/),
);

/** A number as digits without zeros at either end and a power of ten; "" for zero. */
function decimal(text: string): string {
  const [, whole = "", fraction = "", exponent = "0"] = /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const short = digits.replace(/0+$/, "");
  const power = Number(exponent) - fraction.length + digits.length - short.length;
  return short === "" ? "" : `${text.startsWith("-") ? "-" : ""}${short}e${power}`;
}

describe("checkJson", () => {
  it("agrees with JSON.parse", () => {
    fc.assert(
      fc.property(mutatedJson, (text) => {
        const bytes = utf8(text);
        const check = scanner.checkJson(bytes, WIDE);
        const accepted = parses(decoder.decode(bytes));
        if (check.ok) expect(accepted).toBe(true);
        else if (check.fault === "syntax") expect(accepted).toBe(false);
        else expect(["duplicate_key", "lone_surrogate"]).toContain(check.fault);
      }),
      RUNS,
    );
  });

  it("accepts what JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(scanner.checkJson(utf8(text), WIDE)).toEqual({ ok: true, inexactNumbers: false });
      }),
      RUNS,
    );
  });

  it("calls bytes not UTF-8 exactly when a strict decoder does", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.array(fc.constantFrom(0x22, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xa0, 0xf0, 0x90, 0xf4, 0x8f)),
    );
    fc.assert(
      fc.property(bytes, (list) => {
        const raw = Uint8Array.from(list);
        const check = scanner.checkJson(raw, WIDE);
        let valid = true;
        try {
          decoder.decode(raw);
        } catch {
          valid = false;
        }
        expect(!check.ok && check.fault === "not_utf8").toBe(!valid);
      }),
      RUNS,
    );
  });

  it("finds a repeated key exactly when JSON.parse loses one", () => {
    const keys = fc.array(fc.string({ unit: "binary", maxLength: 2 }), { maxLength: 40 });
    fc.assert(
      fc.property(keys, (list) => {
        const members = list.map((key) => `${JSON.stringify(key.toWellFormed())}:0`);
        const text = `{${members.join(",")}}`;
        const kept = Object.keys(JSON.parse(text) as object).length;
        expect(scanner.checkJson(utf8(text), WIDE).ok).toBe(kept === list.length);
      }),
      RUNS,
    );
  });
});

describe("inexact numbers", () => {
  it("are never what a double is written as", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
        const text = JSON.stringify(double);
        expect(scanner.checkJson(utf8(text), WIDE)).toEqual({ ok: true, inexactNumbers: false });
        expect(JSON.parse(text)).toBe(Object.is(double, -0) ? 0 : double);
      }),
      { ...RUNS, numRuns: 10_000 },
    );
  });

  it("are those that JSON.parse and JSON.stringify change", () => {
    fc.assert(
      fc.property(numeral, (text) => {
        const written = JSON.stringify(JSON.parse(text));
        const survives = written !== "null" && decimal(written) === decimal(text);
        const check = scanner.checkJson(utf8(text), WIDE);
        expect(check, text).toEqual({ ok: true, inexactNumbers: !survives });
      }),
      { ...RUNS, numRuns: 20_000 },
    );
  });
});
