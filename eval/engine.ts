import { scanner } from "../test/scan/engine.ts";
import type { Found } from "./spans.ts";

/** One byte per rule: the lowest confidence that is reported, 0 to 100, or {@link OFF}. */
type Thresholds = Uint8Array;
const OFF = 255;

/** The scanner with or without thresholds: an engine that knows none ignores the second argument. */
export interface AnyScanner {
  readonly rules: readonly { readonly entity: string }[];
  scan(
    text: string,
    thresholds?: Thresholds,
  ): readonly { readonly start: number; readonly end: number; readonly rule: { readonly entity: string } }[];
}

/** Every entity that the engine has a rule for. */
export const ENTITIES: ReadonlySet<string> = new Set(scanner.rules.map(({ entity }) => entity));

export interface Asked {
  /** Only these entities' rules are on. */
  readonly only?: readonly string[];
  /** Lowest confidence that is reported, 0 to 100. Missing: the rules' own, or 0 beside `only`. */
  readonly threshold?: number;
}

export type Detect = (text: string, asked?: Asked) => readonly Found[];

/**
 * What an engine finds in a text. One without thresholds runs with every rule on, and what was not
 * asked for is left out afterwards: a value may then be missing that another rule took.
 * @throws ScanCapacityError when the text is beyond the engine's caps.
 */
export function detector(engine: AnyScanner): Detect {
  const takesThresholds = engine.scan.length > 1;
  return (text, { only, threshold } = {}) => {
    const isAsked = (entity: string): boolean => only === undefined || only.includes(entity);
    const isUsual = only === undefined && threshold === undefined;
    const thresholds = Uint8Array.from(engine.rules, ({ entity }) => (isAsked(entity) ? (threshold ?? 0) : OFF));
    const findings = takesThresholds && !isUsual ? engine.scan(text, thresholds) : engine.scan(text);
    return findings
      .map(({ start, end, rule }) => ({ start, end, entity: rule.entity }))
      .filter(({ entity }) => isAsked(entity));
  };
}

/** The engine under test. */
export const detect: Detect = detector(scanner);
