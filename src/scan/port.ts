import type { Finding, Rule } from "../core/finding.ts";

export type { Finding, Rule };

/** What the engine says of a rule beside its names. */
export interface EngineRule extends Rule {
  /** Whether it is looked for unless a policy says otherwise. */
  readonly on: boolean;
  /** How a candidate is verified, in a few words. */
  readonly validation: string;
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

/** The detection engine. Synchronous; holds no text between calls. */
export interface Scanner {
  /** Every rule that the engine knows. */
  readonly rules: readonly EngineRule[];
  /**
   * Finds values in a text. Findings are sorted by start and never overlap.
   * @param thresholds the lowest confidence that is reported, for each rule in the order of
   * {@link rules}, in percent, 255 for off; without it, the rules' defaults.
   * @throws ScanCapacityError when the text or its findings exceed the engine's caps.
   */
  scan(text: string, thresholds?: Uint8Array): readonly ScoredFinding[];
  /** Checks raw bytes as strict JSON (RFC 8259) before anything is parsed from them. */
  checkJson(bytes: Uint8Array, limits: JsonLimits): JsonCheck;
}

/** The text, or the number of findings in it, is beyond the engine's caps. Carries no text. */
export class ScanCapacityError extends Error {
  override readonly name = "ScanCapacityError";
}
