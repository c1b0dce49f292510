import type { Replacing } from "./action.ts";
import type { Rule } from "./finding.ts";
import { LABEL } from "./placeholder.ts";
import { ReplacementIndex } from "./replacement-index.ts";
import { Surrogates } from "./surrogates.ts";

/** Distinct values that one request may hold. */
export const MAX_VALUES = 10_000;

export class VaultFullError extends Error {
  override readonly name = "VaultFullError";
}

/** A keyed hash of a text: at least 16 hexadecimal digits, the same for the same text as long as the key is. */
export type Digest = (text: string) => string;

/**
 * The values of one request and what stands for them: placeholders and surrogates. Lives as long as
 * the request, in memory only. Numbered by first occurrence, so that the masked form of a growing
 * conversation keeps its beginning.
 */
export class Vault {
  readonly #replacements = new Map<string, string>();
  readonly #cores = new Map<string, string>();
  readonly #surrogates = new Map<string, string>();
  readonly #counters = new Map<string, number>();
  readonly #counted = new Set<string>();
  readonly #found = new Map<string, number>();
  readonly #reserved = new Surrogates();
  readonly #taken: ReadonlySet<string>;
  readonly #digest: Digest | undefined;
  #index: ReplacementIndex | undefined;
  readonly #values = new Set<string>();

  /**
   * @param taken cores of placeholders, and surrogates, that the caller's text already holds; never handed out.
   * @param digest for the action `hash`; without one its values are masked.
   */
  constructor(taken: ReadonlySet<string> = new Set(), digest?: Digest) {
    this.#taken = taken;
    this.#digest = digest;
  }

  /** Placeholders and surrogates that were handed out. */
  get size(): number {
    return this.#cores.size + this.#surrogates.size;
  }

  /** Distinct values per entity id. */
  get found(): ReadonlyMap<string, number> {
    return this.#found;
  }

  /** For finding in a text what was handed out so far. */
  get index(): ReplacementIndex {
    return (this.#index ??= new ReplacementIndex(this.#cores, this.#surrogates));
  }

  /** The placeholder for a value; the same value of the same rule gets the same one. @throws VaultFullError */
  placeholderFor(rule: Rule, value: string): string {
    return this.replacementFor(rule, value, "mask");
  }

  /**
   * What stands for a value; the same for the same value, rule and action. Where a hash or a
   * surrogate cannot be had, it is the placeholder that masks the value.
   * @throws VaultFullError
   * @throws RangeError for a label that is none
   */
  replacementFor(rule: Rule, value: string, action: Replacing): string {
    const key = `${action}\n${rule.label}\n${value}`;
    const known = this.#replacements.get(key);
    if (known !== undefined) return known;
    const replacement = this.#newReplacement(rule, value, action) ?? this.placeholderFor(rule, value);
    this.#replacements.set(key, replacement);
    this.#count(rule, value);
    this.#values.add(value);
    return replacement;
  }

  /** Whether the caller sent this value. */
  holdsValue(value: string): boolean {
    return this.#values.has(value);
  }

  #newReplacement(rule: Rule, value: string, action: Replacing): string | undefined {
    if (action === "surrogate") return this.#newSurrogate(rule, value);
    // What could not be found again in an answer must not be handed out.
    if (!LABEL.test(rule.label)) throw new RangeError(`not the label of a placeholder: ${rule.label}`);
    const core = action === "hash" ? this.#freeHash(rule, value) : this.#freeNumber(rule);
    if (core === undefined) return undefined;
    this.#keep(this.#cores, core, value);
    return `[${core}]`;
  }

  #newSurrogate({ entity }: Rule, value: string): string | undefined {
    const isTaken = (surrogate: string) => this.#taken.has(surrogate) || this.#surrogates.has(surrogate);
    const surrogate = this.#reserved.next(entity, value, isTaken);
    if (surrogate !== undefined) this.#keep(this.#surrogates, surrogate, value);
    return surrogate;
  }

  #freeHash({ label }: Rule, value: string): string | undefined {
    const digest = this.#digest?.(`${label}\n${value}`).slice(0, 16).toUpperCase();
    if (digest === undefined || !/^[0-9A-F]{16}$/.test(digest)) return undefined;
    const core = `${label}_HASH_${digest}`;
    return this.#isFree(core) ? core : undefined;
  }

  #freeNumber({ label }: Rule): string {
    let number = this.#counters.get(label) ?? 0;
    do number += 1;
    while (!this.#isFree(`${label}_${number}`));
    this.#counters.set(label, number);
    return `${label}_${number}`;
  }

  #isFree(core: string): boolean {
    return !this.#taken.has(core) && !this.#cores.has(core);
  }

  #keep(values: Map<string, string>, replacement: string, value: string): void {
    if (this.size >= MAX_VALUES) throw new VaultFullError();
    values.set(replacement, value);
    this.#index = undefined;
  }

  #count({ entity, label }: Rule, value: string): void {
    const key = `${label}\n${value}`;
    if (this.#counted.has(key)) return;
    this.#counted.add(key);
    this.#found.set(entity, (this.#found.get(entity) ?? 0) + 1);
  }
}
