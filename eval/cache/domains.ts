import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What the project's own pairs are made of: for each field of life, actions on things, circumstances
 * that matter, and topics. Alternatives in one text (`|`) mean the same; two texts never do.
 */
export interface Domain {
  readonly name: string;
  readonly actions: readonly string[];
  readonly things: readonly string[];
  readonly circumstances: readonly string[];
  readonly topics: readonly string[];
  readonly names: readonly string[];
}

export const DOMAINS = JSON.parse(readFileSync(join(import.meta.dirname, "domains.json"), "utf8")) as readonly Domain[];
