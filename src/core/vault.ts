import type { Rule } from "./finding.ts";

/** What a placeholder looks like: `[EMAIL_1]`. Also finds those that the caller wrote. */
const PLACEHOLDER = /\[[A-Z][A-Z0-9_]{0,19}_[0-9]{1,9}\]/g;

/** Distinct values that one request may hold. */
export const MAX_VALUES = 10_000;

export class VaultFullError extends Error {
  override readonly name = "VaultFullError";
}

/**
 * The values of one request and the placeholders that stand for them. Lives as long as the request,
 * in memory only. Numbered by first occurrence, so that the masked form of a growing conversation
 * keeps its beginning.
 */
export class Vault {
  readonly #placeholders = new Map<string, string>();
  readonly #values = new Map<string, string>();
  readonly #counters = new Map<string, number>();
  readonly #found = new Map<string, number>();
  readonly #taken: ReadonlySet<string>;
  #sorted: readonly string[] | undefined;
  #held: ReadonlySet<string> | undefined;

  /** @param taken placeholder-looking strings that the caller's text already holds; never handed out. */
  constructor(taken: ReadonlySet<string> = new Set()) {
    this.#taken = taken;
  }

  get size(): number {
    return this.#values.size;
  }

  /** Distinct values per entity id. */
  get found(): ReadonlyMap<string, number> {
    return this.#found;
  }

  /** The placeholder for a value; the same value of the same rule gets the same one. @throws VaultFullError */
  placeholderFor(rule: Rule, value: string): string {
    const key = `${rule.label}\n${value}`;
    const known = this.#placeholders.get(key);
    if (known !== undefined) return known;
    if (this.size >= MAX_VALUES) throw new VaultFullError();
    const placeholder = this.#nextFree(rule.label);
    this.#placeholders.set(key, placeholder);
    this.#values.set(placeholder, value);
    this.#found.set(rule.entity, (this.#found.get(rule.entity) ?? 0) + 1);
    this.#sorted = undefined;
    this.#held = undefined;
    return placeholder;
  }

  valueOf(placeholder: string): string | undefined {
    return this.#values.get(placeholder);
  }

  /** Whether the caller sent this value. */
  holdsValue(value: string): boolean {
    return (this.#held ??= new Set(this.#values.values())).has(value);
  }

  /** Whether some placeholder starts with this text and is longer than it. */
  hasLonger(prefix: string): boolean {
    const sorted = (this.#sorted ??= [...this.#values.keys()].toSorted());
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] ?? "") <= prefix) low = middle + 1;
      else high = middle;
    }
    return sorted[low]?.startsWith(prefix) ?? false;
  }

  #nextFree(label: string): string {
    let number = this.#counters.get(label) ?? 0;
    let placeholder: string;
    do {
      number += 1;
      placeholder = `[${label}_${number}]`;
    } while (this.#taken.has(placeholder));
    this.#counters.set(label, number);
    return placeholder;
  }
}

/** Adds every placeholder-looking string of a text to a set. */
export function collectPlaceholders(text: string, into: Set<string>): void {
  if (!text.includes("[")) return;
  for (const [placeholder] of text.matchAll(PLACEHOLDER)) into.add(placeholder);
}
