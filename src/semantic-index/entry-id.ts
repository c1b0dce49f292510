import { createHash } from "node:crypto";
import type { IndexScope } from "./port.ts";

/** The id of a wording: the same text in another scope, or of another dimension, has another one. */
export function entryId({ tenant, namespace, partition }: IndexScope, dimensions: number, text: string): string {
  return digest([tenant, namespace, partition, dimensions, text]).slice(0, 32);
}

/** SHA-256, hex, over parts that no other parts are written like. */
export function digest(parts: readonly (string | number)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
