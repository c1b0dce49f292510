import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { AnswerText, type Redaction, type TextForm } from "../core/redaction.ts";
import type { Redactor } from "../core/redactor.ts";
import type { Vault } from "../core/vault.ts";

/** A place in a delta that text is appended to: names of properties, and `index` values of list items. */
type Path = readonly (string | number)[];

interface Field {
  readonly path: Path;
  readonly text: AnswerText;
  /** Whether the text goes on in the next delta. Else each piece is given at once. */
  readonly goesOn: boolean;
}

/** What the texts of one stream have in common. */
export interface DeltaContext {
  readonly vault: Vault;
  /** Without it, what the caller never sent is passed on. */
  readonly redaction: Redaction | undefined;
  /** Whether a property names things and says nothing. */
  readonly isStructure: (key: string) => boolean;
  readonly formOf: (key: string) => TextForm;
  /** Properties of nested objects that are known to be sent in pieces. Those of the delta itself are. */
  readonly appended: ReadonlySet<string>;
  /** Called for each text that is kept in mind, but the first. */
  readonly countOne: () => void;
}

/** The texts of one choice, or one block, of a stream, each restored by itself. */
export class DeltaTexts {
  readonly #context: DeltaContext;
  readonly #fields = new Map<string, Field>();

  constructor(context: DeltaContext) {
    this.#context = context;
  }

  restore(delta: JsonObject): JsonObject {
    return this.#restoreObject(delta, []);
  }

  redactorOf(path: Path): Redactor | undefined {
    return this.#field(path).text.redactor;
  }

  /** What is still held back, as further deltas. */
  flush(): JsonObject[] {
    return [...this.#fields.values()].flatMap(({ path, text }) => {
      const rest = text.end();
      const delta = rest === "" ? "" : nest(path, rest);
      return isObject(delta) ? [delta] : [];
    });
  }

  #restoreObject(node: JsonObject, path: Path): JsonObject {
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        this.#context.isStructure(key) ? value : this.#restoreNode(value, [...path, key]),
      ]),
    );
  }

  #restoreNode(node: Json, path: Path): Json {
    if (typeof node === "string") {
      const field = this.#field(path);
      const { text, goesOn } = field;
      const wasHolding = text.isHolding;
      const given = goesOn ? text.push(node) : text.push(node) + text.settle();
      if (text.isHolding && !wasHolding) this.#moveToEnd(JSON.stringify(path), field);
      return given;
    }
    if (Array.isArray(node)) {
      return node.map((item, position) =>
        this.#restoreNode(item, [...path, isObject(item) && typeof item.index === "number" ? item.index : position]),
      );
    }
    return isObject(node) ? this.#restoreObject(node, path) : node;
  }

  /** What has waited longest is given first at the end. */
  #moveToEnd(name: string, field: Field): void {
    this.#fields.delete(name);
    this.#fields.set(name, field);
  }

  #field(path: Path): Field {
    const name = JSON.stringify(path);
    let field = this.#fields.get(name);
    if (field === undefined) {
      const { vault, redaction, formOf, appended, countOne } = this.#context;
      // The first text was counted with what it belongs to.
      if (this.#fields.size > 0) countOne();
      const key = path.findLast((step) => typeof step === "string") ?? "";
      const goesOn = path.length === 1 || appended.has(key);
      this.#fields.set(name, (field = { path, text: new AnswerText(vault, redaction, formOf(key)), goesOn }));
    }
    return field;
  }
}

/** `["tool_calls", 0, "function", "arguments"]` → `{tool_calls: [{index: 0, function: {arguments: …}}]}` */
function nest([step, ...inner]: Path, text: string): Json {
  if (step === undefined) return text;
  const node = nest(inner, text);
  if (typeof step === "string") return { [step]: node };
  return [isObject(node) ? { index: step, ...node } : node];
}
