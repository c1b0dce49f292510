import type { Bound, Figures, Goal } from "../suite.ts";

const STRUCTURED = ", alone, labels checked, structured types";
const AT_LEAST: Bound = { sign: "≥", bound: 0.99 };

/** The summary: what the engine is held to, then figures that are only told. Of measures that were run. */
export function goals(figures: Readonly<Record<string, Figures>>): Goal[] {
  const line = (label: string, measure: string, figure: string, goal?: Bound): Goal[] => {
    const known = figures[measure];
    if (known === undefined) return [];
    return [{ label: `${label}: ${figure}`, value: known[figure], ...(goal === undefined ? {} : { goal }) }];
  };
  const both = (label: string, measure: string, goal?: Bound): Goal[] =>
    ["recall", "precision"].flatMap((figure) => line(label, measure, figure, goal));
  /** Share of harmless rows with a finding. */
  const alarms = (label: string, measure: string, bound?: number): Goal[] => {
    const clean = figures[measure]?.["clean"];
    if (clean === undefined) return [];
    const goal = bound === undefined ? {} : { goal: { sign: "≤" as const, bound } };
    return [{ label: `${label} with a finding`, value: 1 - clean, percent: true, ...goal }];
  };
  return [
    ...both("own vectors", "own vectors", { sign: "≥", bound: 1 }),
    ...both("Presidio's recognisers with structure, spans", `presidio_analyzer_spans${STRUCTURED}`, AT_LEAST),
    ...both("Presidio's recognisers with structure, validity", `presidio_analyzer_valid${STRUCTURED}`, AT_LEAST),
    ...line("gitleaks, literal secrets", "gitleaks_secrets_literal", "recall", AT_LEAST),
    ...alarms("gitleaks, near misses", "gitleaks_secrets_literal", 0.01),
    ...alarms(
      "gitleaks, near misses that it nowhere has as secrets,",
      "gitleaks_secrets_literal, labels checked",
      0.01,
    ),
    ...alarms("look-alikes", "fp_traps", 0.005),
    ...line("values in disguise", "adversarial", "recall", { sign: "≥", bound: 0.95 }),
    ...line("phone numbers in E.164", "phone_examples_e164", "recall", AT_LEAST),
    ...both("Presidio's documents", "presidio_research_synth_v2, all on, labels checked"),
    ...both("national numbers, types with a rule", "stdnum_valid, alone"),
    ...both("detect-secrets", "detect_secrets"),
    ...alarms("prompts", "injection_notinject"),
  ];
}
