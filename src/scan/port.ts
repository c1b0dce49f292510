import type { Finding, Rule } from "../core/finding.ts";

export type { Finding, Rule };

/** What the engine says of a rule beside its names. */
export interface EngineRule extends Rule {
  /** Whether it is looked for unless a policy says otherwise. */
  readonly on: boolean;
  /** How a candidate is verified, in a few words. */
  readonly validation: string;
}

/** What an operator looks for beside the engine's own rules (rust-wasm/src/custom). */
export interface CustomRule {
  readonly entity: string;
  readonly label: string;
  /** In percent, before the words around a value are read. */
  readonly confidence: number;
  readonly ignoreCase: boolean;
  readonly looksFor:
    | { readonly kind: "pattern"; readonly pattern: string; readonly context: readonly string[] }
    | { readonly kind: "words"; readonly words: readonly string[]; readonly wholeWords: boolean };
}

/** Why the engine cannot use a custom rule. */
export type CustomProblem = "format" | "syntax" | "look_around" | "anchor" | "empty" | "too_large" | "unicode_class";

export class CustomRuleError extends Error {
  override readonly name = "CustomRuleError";
  /** Index of the rule. */
  readonly index: number;
  readonly problem: CustomProblem;
  constructor(index: number, problem: CustomProblem) {
    super(`custom rule ${index}: ${problem}`);
    this.index = index;
    this.problem = problem;
  }
}

export interface ScoredFinding extends Finding {
  readonly rule: EngineRule;
  /** In percent. */
  readonly confidence: number;
}

/** Limits for {@link Scanner.checkJson}. */
export interface JsonLimits {
  /** Deepest allowed nesting of arrays and objects. */
  readonly depth: number;
  /** Most allowed values (every scalar, array and object counts as one). */
  readonly values: number;
}

export type JsonFaultKind = "not_utf8" | "syntax" | "too_deep" | "too_many_values" | "duplicate_key" | "lone_surrogate";

export type JsonCheck =
  | {
      readonly ok: true;
      /** Some number would change value if it were read into a double and written back. */
      readonly inexactNumbers: boolean;
    }
  | {
      readonly ok: false;
      readonly fault: JsonFaultKind;
      /** Byte offset at which the fault was noticed. */
      readonly offset: number;
    };

/** What a value in a document is written in. */
export type Within = "string" | "number" | "inner string" | "inner number";

/** A value in the bytes of a JSON document; offsets in bytes, end exclusive. */
export interface LocatedFinding {
  readonly start: number;
  readonly end: number;
  readonly rule: EngineRule;
  readonly confidence: number;
  readonly within: Within;
}

export type ScreenedJson =
  | {
      readonly ok: true;
      readonly inexactNumbers: boolean;
      readonly findings: readonly LocatedFinding[];
      /** Where the string stands that the lens notes, in bytes, without its quotation marks. */
      readonly noted: { readonly start: number; readonly end: number } | undefined;
    }
  | (JsonCheck & { readonly ok: false });

/** The detection engine. Synchronous; holds no text between calls. */
export interface Scanner {
  /** Every rule that the engine knows, then the custom ones. */
  readonly rules: readonly EngineRule[];
  /**
   * Finds values in a text. Findings are sorted by start and never overlap.
   * @param policy made by `scanPolicy`, and the same object as long as it is the same policy;
   * without it, the rules' defaults.
   * @throws ScanCapacityError when the text or its findings exceed the engine's caps.
   */
  scan(text: string, policy?: Uint8Array): readonly ScoredFinding[];
  /**
   * Checks raw bytes as {@link checkJson} does, and finds the values in its strings, names and numbers.
   * They are sorted, never overlap, and cut no escape.
   * @param lens what the dialect knows of its bodies (rust-wasm/src/document/lens.rs).
   * @throws ScanCapacityError as {@link scan}.
   */
  screenJson(bytes: Uint8Array, limits: JsonLimits, lens: string, policy?: Uint8Array): ScreenedJson;
  /** Checks raw bytes as strict JSON (RFC 8259) before anything is parsed from them. */
  checkJson(bytes: Uint8Array, limits: JsonLimits): JsonCheck;
}

/** The text, or the number of findings in it, is beyond the engine's caps. Carries no text. */
export class ScanCapacityError extends Error {
  override readonly name = "ScanCapacityError";
}
