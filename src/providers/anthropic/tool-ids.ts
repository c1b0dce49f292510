const FORBIDDEN = /[^a-zA-Z0-9_-]/g;

/**
 * The ids of the tool calls of one conversation. Anthropic wants `^[a-zA-Z0-9_-]+$`, and every
 * call's id once; chat clients send ids of any form, and some count anew in every turn.
 */
export class ToolIds {
  readonly #latest = new Map<string, string>();
  readonly #used = new Set<string>();
  /** How often a form was asked for: the search for a free one starts there. */
  readonly #counts = new Map<string, number>();

  /** The id for a new call that the caller knows as `id`. Results refer to the newest such call. */
  declare(id: string): string {
    const base = id.replace(FORBIDDEN, "_") || "call";
    let count = this.#counts.get(base) ?? 0;
    let unique: string;
    do {
      count += 1;
      unique = count === 1 ? base : `${base}_${count}`;
    } while (this.#used.has(unique));
    this.#counts.set(base, count);
    this.#used.add(unique);
    this.#latest.set(id, unique);
    return unique;
  }

  resolve(id: string): string | undefined {
    return this.#latest.get(id);
  }
}
