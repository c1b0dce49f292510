import { z } from "zod";
import { readRows } from "../data-sets.ts";
import type { PiiCase, PiiSet } from "./measure.ts";

const trapRow = z.object({ text: z.string(), kind: z.string(), label: z.literal(false) });
const promptRow = z.object({ text: z.string(), category: z.string(), label: z.literal(false) });

/** Nothing may be found in it, whatever its entity. */
const harmless = (group: string, text: string): PiiCase => ({
  group,
  text,
  wanted: [],
  only: [],
  accepts: () => false,
  forbids: () => true,
});

/** Look-alikes: versions, hashes, order numbers, cards that fail the Luhn check. */
export const traps: PiiSet = {
  name: "fp_traps",
  measures(folder) {
    const cases = readRows(folder, this.name, trapRow).map(({ text, kind }) => harmless(kind, text));
    return [{ name: this.name, mode: "all on", cases }];
  },
};

/** Ordinary prompts with words that attacks have too. */
export const prompts: PiiSet = {
  name: "injection_notinject",
  measures(folder) {
    const cases = readRows(folder, this.name, promptRow).map(({ text, category }) => harmless(category, text));
    return [{ name: this.name, mode: "all on", cases }];
  },
};
