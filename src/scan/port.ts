import type { Finding, Rule } from "../core/finding.ts";

export type { Finding, Rule };

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
  readonly rules: readonly Rule[];
  /**
   * Finds values in a text. Findings are sorted by start and never overlap.
   * @throws ScanCapacityError when the text or its findings exceed the engine's caps.
   */
  scan(text: string): readonly Finding[];
  /** Checks raw bytes as strict JSON (RFC 8259) before anything is parsed from them. */
  checkJson(bytes: Uint8Array, limits: JsonLimits): JsonCheck;
}

/** The text, or the number of findings in it, is beyond the engine's caps. Carries no text. */
export class ScanCapacityError extends Error {
  override readonly name = "ScanCapacityError";
}
