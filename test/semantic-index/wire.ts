import type { SemanticIndex } from "../../src/semantic-index/port.ts";

/** One call of the port, as a test sends it; vectors as lists. `corrupt` damages an entry. */
export interface IndexCall {
  readonly name: keyof SemanticIndex | "corrupt";
  readonly args: readonly unknown[];
}

/** What became of a call. */
export type IndexAnswer = { readonly result: unknown } | { readonly error: string };

/** Vectors as objects that JSON can carry, number by number. */
export function writeVectors(_: string, value: unknown): unknown {
  return value instanceof Float32Array ? { vector: [...value].map(String) } : value;
}

export function readVectors(_: string, value: unknown): unknown {
  const { vector } = (value ?? {}) as { vector?: unknown };
  const isOne = Array.isArray(vector) && Object.keys(value ?? {}).length === 1;
  return isOne ? Float32Array.from(vector, Number) : value;
}
