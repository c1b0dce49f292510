import type { Json, JsonObject } from "../json.ts";

const MAX_NAMES = 32;
/** Longer or stranger names are the caller's data, and the list may end in a header. */
const REPORTABLE = /^[A-Za-z0-9_.-]{1,64}$/;

/** The names of the caller's fields that a request could not carry, each once, in the order found. */
export class DroppedFields {
  readonly #names = new Set<string>();

  add(name: string): void {
    if (this.#names.size < MAX_NAMES) this.#names.add(REPORTABLE.test(name) ? name : "(unnamed)");
  }

  /** Adds every field that `known` lacks and that says something. */
  addUnknown(from: JsonObject, known: ReadonlySet<string>, prefix = ""): void {
    for (const [name, value] of Object.entries(from)) {
      if (!known.has(name) && !isEmpty(value)) this.add(prefix + name);
    }
  }

  list(): readonly string[] {
    return [...this.#names];
  }
}

function isEmpty(value: Json): boolean {
  if (typeof value === "object") return value === null || Object.keys(value).length === 0;
  return value === "";
}
