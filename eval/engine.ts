import { OFF, policyWith, scanPolicy } from "../src/scan/policy.ts";
import type { Finding, Scanner } from "../src/scan/port.ts";
import { scanner } from "../test/scan/engine.ts";
import type { Found } from "./spans.ts";

/** Every entity that the engine has a rule for. */
export const ENTITIES: ReadonlySet<string> = new Set(scanner.rules.map(({ entity }) => entity));

export interface Asked {
  /** Only these entities' rules are on. */
  readonly only?: readonly string[];
  /** Lowest confidence that is reported, 0 to 100. Missing: the rules' own, or 0 beside `only`. */
  readonly threshold?: number;
  /** Entities that are on beside those that are by default. */
  readonly also?: readonly string[];
}

export type Detect = (text: string, asked?: Asked) => readonly Found[];

/**
 * What an engine finds in a text.
 * @throws ScanCapacityError when the text is beyond the engine's caps.
 */
export function detector(engine: Pick<Scanner, "rules" | "scan">): Detect {
  const policies = new Map<string, Uint8Array>();
  const policyFor = (only: readonly string[] | undefined, threshold: number): Uint8Array => {
    const name = JSON.stringify([only, threshold]);
    let policy = policies.get(name);
    if (policy === undefined) {
      const thresholdFor = ({ entity }: { readonly entity: string }) =>
        only === undefined || only.includes(entity) ? threshold : OFF;
      policies.set(name, (policy = scanPolicy(engine.rules, { thresholdFor })));
    }
    return policy;
  };
  return (text, { only, threshold, also } = {}) => {
    if (also !== undefined) return foundBy(engine.scan(text, policyWith(engine.rules, also)));
    const isUsual = only === undefined && threshold === undefined;
    const findings = isUsual ? engine.scan(text) : engine.scan(text, policyFor(only, threshold ?? 0));
    return foundBy(findings);
  };
}

function foundBy(findings: readonly Finding[]): Found[] {
  return findings.map(({ start, end, rule }) => ({ start, end, entity: rule.entity }));
}

/** The engine under test. */
export const detect: Detect = detector(scanner);
