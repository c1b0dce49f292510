import type { EngineRule } from "./port.ts";

/** A threshold that no confidence reaches: the rule is off. */
export const OFF = 255;
/** As in rust-wasm/src/rules/mod.rs, in percent. */
export const DEFAULT_THRESHOLD = 50;

export interface PolicyOptions {
  /** The lowest confidence that is reported, in percent, or {@link OFF}; without it, the rule's default. */
  readonly thresholdFor?: (rule: EngineRule) => number;
  /** Whether words behind a value speak for it. In a text that still comes they cannot. */
  readonly wordsBehind?: boolean;
}

/** What the engine takes as a policy: a threshold for each rule in its order, then whether words behind count. */
export function scanPolicy(rules: readonly EngineRule[], options: PolicyOptions = {}): Uint8Array {
  const { thresholdFor = defaultThreshold, wordsBehind = true } = options;
  return Uint8Array.from([...rules.map(thresholdFor), wordsBehind ? 1 : 0]);
}

/** The defaults, with the rules of further entities on. */
export function policyWith(rules: readonly EngineRule[], entities: readonly string[]): Uint8Array {
  return scanPolicy(rules, {
    thresholdFor: (rule) => (entities.includes(rule.entity) ? DEFAULT_THRESHOLD : defaultThreshold(rule)),
  });
}

export function defaultThreshold({ on }: EngineRule): number {
  return on ? DEFAULT_THRESHOLD : OFF;
}
