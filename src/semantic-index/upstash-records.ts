import { z } from "zod";
import { parseJson } from "../core/json.ts";

const time = z.int().min(0);
const record = z.strictObject({
  space: z.string(),
  text: z.string(),
  answerKey: z.string(),
  facets: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  writer: z.string(),
  /** Of an alias: the entry that it belongs to. */
  origin: z.string().optional(),
  storedAt: time,
  expiresAt: time,
});
const space = z.strictObject({
  space: z.string(),
  reaches: z.tuple([z.string(), z.string(), z.string()]),
  epoch: z.string(),
});

/** An entry as Redis has it. */
export type EntryRecord = z.output<typeof record>;
/** A member of `spaces`: when its reaches were emptied since that epoch, the space is nobody's. */
export type SpaceRecord = z.output<typeof space>;

/** Undefined for what is none. */
export function readEntry(text: string): EntryRecord | undefined {
  return record.safeParse(parseJson(text)).data;
}

/** Undefined for what is none. */
export function readSpace(text: string): SpaceRecord | undefined {
  return space.safeParse(parseJson(text)).data;
}
