import { dataFolder, setNames } from "../data-sets.ts";
import type { Score } from "../score.ts";
import type { Figures, Suite } from "../suite.ts";
import { decimals, faultLines, groupTable } from "../table.ts";
import { adversarial } from "./adversarial.ts";
import { documents } from "./documents.ts";
import { goals } from "./goals.ts";
import { prompts, traps } from "./harmless.ts";
import { figuresOf, type Measure, type PiiSet, runMeasure } from "./measure.ts";
import { bitcoin, phoneExamples, phoneMatcher } from "./numbers.ts";
import { presidioSpans, presidioValid } from "./presidio.ts";
import { detectSecrets, gitleaks, guardrails } from "./secrets.ts";
import { stdnum } from "./stdnum.ts";
import { ownVectors } from "./vectors.ts";

const SETS: readonly PiiSet[] = [
  presidioSpans,
  presidioValid,
  documents,
  stdnum,
  gitleaks,
  detectSecrets,
  guardrails,
  phoneExamples,
  phoneMatcher,
  bitcoin,
  adversarial,
  traps,
  prompts,
];

/** Personal data and secrets: the engine on the project's vectors and on the sets in EVAL_DATA. */
export const pii: Suite = ({ misses }) => {
  const folder = dataFolder("pii");
  const there = folder === undefined ? [] : setNames(folder);
  const measures = [
    ownVectors(),
    ...SETS.flatMap((set) => (folder !== undefined && there.includes(set.name) ? set.measures(folder) : [])),
  ];
  const scored = measures.map((measure) => ({ measure, score: runMeasure(measure) }));
  const figures: Record<string, Figures> = Object.fromEntries(
    scored.map(({ measure, score }) => [measure.name, figuresOf(score, measure)]),
  );
  const absent = SETS.filter(({ name }) => !there.includes(name)).map(({ name }) => name);
  const unknown = there.filter((name) => !SETS.some((set) => set.name === name));
  return {
    sections: [
      ...scored.map(({ measure, score }) => section(measure, score, misses)),
      absent.map((name) => `Skipped, not in EVAL_DATA: ${name}`),
      unknown.map((name) => `Not scored, nothing in it for this suite: ${name}`),
    ].filter(({ length }) => length > 0),
    figures,
    goals: goals(figures),
  };
};

function section(measure: Measure, score: Score, misses: number): string[] {
  const { name, brief = false, faultless = false, notes } = measure;
  const { recall, precision, clean } = figuresOf(score, measure);
  const { wanted, found, exact, falses, negatives } = score.total;
  return [
    `== ${name}`,
    `recall ${decimals(recall)}, precision ${decimals(precision)}, clean ${decimals(clean)}`,
    `wanted ${wanted}, found ${found} (${exact} exactly), false ${falses}; negative cases ${negatives}`,
    ...(notes?.(score) ?? []),
    ...(brief ? [] : groupTable(score, misses === Infinity)),
    ...(brief || faultless ? [] : faultLines(score.faults, misses)),
  ];
}
