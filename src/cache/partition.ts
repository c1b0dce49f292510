import { createHash } from "node:crypto";
import type { JsonObject } from "../core/json.ts";
import type { Scope } from "./fingerprint.ts";

/** Raised when what a partition covers changes, so that no older entry is found under a new meaning. */
const VERSION = 1;

/** Who may share answers, and by which vectors they are found. */
export interface Sharing extends Scope {
  /** Who the answers are for; undefined when the whole tenant shares them. */
  readonly principal: string | undefined;
  readonly embedder: { readonly id: string; readonly dimensions: number };
}

/**
 * The part of a semantic index that a question is looked for in: SHA-256, hex, over all that must be
 * the same but the question's own text (`question.ts`). Two requests share it only when every part is
 * equal: JSON writes no two lists of them alike.
 */
export function partitionOf(sharing: Sharing, context: JsonObject): string {
  const { tenant, namespace, provider, model, principal, embedder } = sharing;
  const sharedBy = principal === undefined ? ["tenant"] : ["principal", principal];
  const parts = [VERSION, tenant, namespace, provider, model, sharedBy, embedder.id, embedder.dimensions, context];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
