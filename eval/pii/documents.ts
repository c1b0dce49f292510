import { z } from "zod";
import { readRows } from "../data-sets.ts";
import { meaningOf } from "./entities.ts";
import { checkLabels } from "./label-noise.ts";
import { type PiiSet, spanSchema, spansFit, tallyNames, toSpans } from "./measure.ts";

const row = z
  .object({ text: z.string(), expected: z.array(spanSchema.extend({ type: z.string() })) })
  .refine(spansFit, "expected: beyond the text");

/**
 * What patterns can reach in prose. Left out:
 * - PERSON, GPE, ORGANIZATION, STREET_ADDRESS, TITLE, NRP, AGE: words that only a model of language tells from others;
 * - ZIP_CODE: bare five digits, mostly the end of an address;
 * - US_DRIVER_LICENSE: fifty formats without a check, down to bare digits.
 */
const SCORED = [
  "CREDIT_CARD",
  "DATE_TIME",
  "DOMAIN_NAME",
  "EMAIL_ADDRESS",
  "IBAN_CODE",
  "IP_ADDRESS",
  "PHONE_NUMBER",
  "US_SSN",
] as const;

/** Synthetic documents of Presidio's research: one case per document and scored entity. */
export const documents: PiiSet = {
  name: "presidio_research_synth_v2",
  measures(folder) {
    const rows = readRows(folder, this.name, row);
    const labelled = SCORED.flatMap((type) =>
      rows.map(({ text, expected }) => ({
        type,
        text,
        wanted: toSpans(
          text,
          expected.filter((span) => span.type === type),
        ),
      })),
    );
    const { rows: checked, setAside } = checkLabels(labelled);
    const others = rows.flatMap(({ expected }) => expected.map(({ type }) => type));
    const leftOut = others.filter((type) => !SCORED.some((scored) => scored === type));
    const notes = (): string[] => [
      `labels set aside, by rule (rows): ${tallyNames(setAside)}`,
      `not scored (spans): ${tallyNames(leftOut)}`,
    ];
    const strict = labelled.map((one) => ({ ...one, ...meaningOf(one.type), group: one.type }));
    const cases = checked.map((one) => ({ ...one, ...meaningOf(one.type), group: one.type }));
    return [
      { name: `${this.name}, all on`, mode: "all on", cases: strict, brief: true },
      { name: `${this.name}, all on, labels checked`, mode: "all on", cases, notes },
    ];
  },
};
