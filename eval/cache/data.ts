import { z } from "zod";
import { readRows, setNames } from "../data-sets.ts";
import type { Pair } from "./pairs.ts";

const pairSchema = z.object({
  a: z.string(),
  b: z.string(),
  label: z.union([z.literal(0), z.literal(1)]),
  category: z.string().optional(),
  score: z.number().optional(),
});
const textSchema = z.object({ text: z.string(), intent: z.string() });

export interface LabelledText {
  readonly text: string;
  readonly intent: string;
}

/** The pairs of every set whose name begins so; nothing where there is none. */
export function pairsOf(folder: string | undefined, beginning: string): Pair[] {
  if (folder === undefined) return [];
  const names = setNames(folder).filter((name) => name.startsWith(beginning));
  const rows = names.flatMap((name) => readRows(folder, name, pairSchema));
  return rows.map(({ a, b, label, category = "" }) => ({ a, b, label, category }));
}

/** Texts with what is asked for. */
export function textsOf(folder: string | undefined, beginning: string): LabelledText[] {
  if (folder === undefined) return [];
  const names = setNames(folder).filter((name) => name.startsWith(beginning));
  return names.flatMap((name) => readRows(folder, name, textSchema));
}
