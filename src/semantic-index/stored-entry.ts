import { parseJson } from "../core/json.ts";
import type { Candidate } from "./port.ts";

export type StoredEntry = Omit<Candidate, "cosine">;

/** What the disk has of an entry: any of it may have been damaged. */
export type StoredRow = {
  number: number;
  id: SqlStorageValue;
  text: SqlStorageValue;
  facets: SqlStorageValue;
  answer: SqlStorageValue;
  stored: SqlStorageValue;
  negatives: SqlStorageValue;
};

/** The entry, or undefined when it is none any more. */
export function entryOf({ id, text, facets, answer, stored, negatives }: StoredRow): StoredEntry | undefined {
  const readFacets = typeof facets === "string" ? parseJson(facets) : undefined;
  const readNegatives = typeof negatives === "string" ? parseJson(negatives) : undefined;
  if (typeof id !== "string" || typeof text !== "string" || typeof answer !== "string") return undefined;
  if (typeof stored !== "number" || !isFacets(readFacets) || !isTexts(readNegatives)) return undefined;
  return { id, text, facets: readFacets, answerKey: answer, negatives: readNegatives, storedAt: stored };
}

export function isFacets(value: unknown): value is Record<string, string> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && isTexts(Object.values(value));
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
