import { z } from "zod";
import { readRows } from "../data-sets.ts";
import type { Span } from "../spans.ts";
import { contentParts, type FindInPieces, streamChunks } from "./pieces.ts";
import { meaningOrSecret } from "./entities.ts";
import { type PiiCase, type PiiSet, spanSchema, spansFit, toSpans } from "./measure.ts";

const row = z
  .object({
    text: z.string().optional(),
    chunks: z.array(z.string()).optional(),
    parts: z.array(z.object({ text: z.string() })).optional(),
    expected: z.array(spanSchema).optional(),
    type: z.string(),
    variant: z.string(),
    value: z.string(),
  })
  .refine(({ text, chunks, parts }) => text !== undefined || chunks !== undefined || parts !== undefined, "no text")
  .refine(spansFit, "expected: beyond the text");

type Row = z.infer<typeof row>;

/** What sees the text of each variant that comes in pieces. */
const HOOKS: Readonly<Record<string, FindInPieces>> = {
  split_stream_chunks: streamChunks,
  split_content_parts: contentParts,
};

/** Values in disguise: found when the disguised span is covered by their entity, or for SECRET any credential. */
export const adversarial: PiiSet = {
  name: "adversarial",
  measures(folder) {
    const rows = readRows(folder, this.name, row);
    const cases = rows.map((one) => toCase(one, one.variant));
    const byEntity = rows.map((one) => toCase(one, one.type));
    const anyEntity = cases.map((asked) => ({ ...asked, accepts: () => true }));
    return [
      { name: this.name, mode: "all on", cases },
      { name: `${this.name}, by entity`, mode: "all on", cases: byEntity, faultless: true },
      { name: `${this.name}, any entity`, mode: "all on", cases: anyEntity, recallOnly: true, brief: true },
    ];
  },
};

function toCase({ text, chunks, parts, expected, type, variant, value }: Row, group: string): PiiCase {
  const pieces = text === undefined ? (chunks ?? parts?.map((part) => part.text) ?? []) : [text];
  const joined = pieces.join("");
  const hook = HOOKS[variant];
  return {
    ...meaningOrSecret(type),
    // Findings elsewhere are false whatever their entity.
    forbids: () => true,
    group,
    text: joined,
    wanted: expected === undefined ? wholeValue(joined, value) : toSpans(joined, expected),
    ...(hook === undefined ? {} : { see: () => hook(pieces) }),
  };
}

function wholeValue(text: string, value: string): Span[] {
  const start = text.indexOf(value);
  return start === -1 ? [] : [{ start, end: start + value.length }];
}
