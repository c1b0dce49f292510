import { z } from "zod";
import { readRows } from "../data-sets.ts";
import { trimmed } from "../spans.ts";
import { ENTITIES } from "../engine.ts";
import { meaningOf, WITHOUT_STRUCTURE } from "./entities.ts";
import { checkLabels, type LabelledRow } from "./label-noise.ts";
import { type Measure, type PiiCase, type PiiSet, spanSchema, spansFit, tallyNames, toSpans } from "./measure.ts";

const spansRow = z
  .object({
    text: z.string(),
    type: z.string(),
    label: z.boolean().nullable(),
    expected: z.array(spanSchema),
    expected_count: z.number().int().nonnegative(),
    positions_known: z.boolean(),
  })
  .refine(spansFit, "expected: beyond the text");

const validRow = z.object({ text: z.string(), type: z.string(), label: z.boolean().nullable() });

/** Presidio's recogniser tests: text with spans. */
export const presidioSpans: PiiSet = {
  name: "presidio_analyzer_spans",
  measures(folder) {
    const rows = readRows(folder, this.name, spansRow);
    return measures(
      this.name,
      rows.length,
      rows.flatMap(({ text, type, label, expected, expected_count, positions_known }) => {
        if (label === null) return [];
        return [{ text, type, wanted: positions_known ? toSpans(text, expected) : expected_count }];
      }),
    );
  },
};

/** Presidio's recogniser tests: a value, and whether it is valid. */
export const presidioValid: PiiSet = {
  name: "presidio_analyzer_valid",
  measures(folder) {
    const rows = readRows(folder, this.name, validRow);
    return measures(
      this.name,
      rows.length,
      rows.flatMap(({ text, type, label }) =>
        label === null ? [] : [{ text, type, wanted: label ? [trimmed(text)] : [] }],
      ),
    );
  },
};

/** The labels as they are, then those that public rules leave standing, then the part with a goal. */
function measures(name: string, count: number, rows: readonly LabelledRow[]): Measure[] {
  const { rows: checked, setAside } = checkLabels(rows);
  const cases = checked.flatMap(toCases);
  const structured = checked.filter(({ type }) => !WITHOUT_STRUCTURE.has(type)).flatMap(toCases);
  const missing = [...new Set(rows.map(({ type }) => type))].filter(
    (type) => !meaningOf(type).only.some((entity) => ENTITIES.has(entity)),
  );
  const notes = (): string[] => [
    `${count} rows; without a label, left out: ${count - rows.length}`,
    `labels set aside, by rule (rows): ${tallyNames(setAside)}`,
    `types without a rule (${missing.length}): ${missing.join(" ")}`,
  ];
  return [
    { name: `${name}, alone`, mode: "alone", cases: rows.flatMap(toCases), brief: true },
    { name: `${name}, alone, labels checked`, mode: "alone", cases, notes },
    { name: `${name}, alone, labels checked, structured types`, mode: "alone", cases: structured, brief: true },
    { name: `${name}, all on, labels checked`, mode: "all on", cases },
    {
      name: `${name}, all on, labels checked, any entity`,
      mode: "all on",
      cases: cases.map((asked) => ({ ...asked, accepts: () => true, forbids: () => false })),
      recallOnly: true,
      brief: true,
    },
  ];
}

/** None for a near miss of a type that only a wider entity stands for. */
function toCases({ type, text, wanted, ignored = [] }: LabelledRow & Pick<PiiCase, "ignored">): PiiCase[] {
  const meaning = meaningOf(type);
  const isNegative = typeof wanted === "number" ? wanted === 0 : wanted.length === 0;
  return meaning.wider === true && isNegative ? [] : [{ group: type, text, wanted, ignored, ...meaning }];
}
