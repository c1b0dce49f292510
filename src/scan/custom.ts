import { type CustomProblem, type CustomRule, CustomRuleError, type EngineRule } from "./port.ts";

const PATTERN = 1;
const WORDS = 2;
const ANY_CASE = 1;
const WHOLE_WORDS = 2;

/** As in rust-wasm/src/custom/mod.rs. */
const PROBLEMS: readonly (CustomProblem | undefined)[] = [
  undefined,
  "format",
  "syntax",
  "look_around",
  "anchor",
  "empty",
  "too_large",
  "unicode_class",
];

const encoder = new TextEncoder();

/** Writes custom rules as the engine reads them (rust-wasm/src/custom/entry.rs). */
export function encodeCustom(rules: readonly CustomRule[]): Uint8Array {
  const pieces = rules.flatMap(({ confidence, ignoreCase, looksFor }) => {
    const isPattern = looksFor.kind === "pattern";
    const texts = isPattern ? [looksFor.pattern, ...looksFor.context] : looksFor.words;
    const flags = (ignoreCase ? ANY_CASE : 0) | (!isPattern && looksFor.wholeWords ? WHOLE_WORDS : 0);
    const head = Uint8Array.of(isPattern ? PATTERN : WORDS, confidence, flags);
    return [head, number(texts.length), ...texts.map((text) => encoder.encode(text)).flatMap(withLength)];
  });
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The rules as the scanner shows them: looked for only where a policy says so. */
export function shownRules(rules: readonly CustomRule[]): readonly EngineRule[] {
  return rules.map(({ entity, label, looksFor }) => {
    const validation = looksFor.kind === "pattern" ? "own pattern" : "own words";
    return Object.freeze({ entity, label, on: false, validation });
  });
}

/** The error for what `set_custom` has returned. */
export function customError(result: number, index: number): Error {
  const problem = PROBLEMS[result];
  return problem === undefined ? new Error(`engine: unknown result ${result}`) : new CustomRuleError(index, problem);
}

function withLength(text: Uint8Array): [Uint8Array, Uint8Array] {
  return [number(text.length), text];
}

function number(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
