import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { AnswerText, type Redaction } from "../../core/redaction.ts";
import type { Vault } from "../../core/vault.ts";
import { HeldProbabilities, logprobsOf, tokensOf } from "./held-probabilities.ts";
import { STRUCTURE } from "./redact-answer.ts";
import { isJsonField } from "./restore-answer.ts";

/** A place in a delta that text is appended to: names of properties, and `index` values of list items. */
type Path = readonly (string | number)[];

interface Field {
  readonly path: Path;
  readonly text: AnswerText;
  /** Whether the text goes on in the next delta. Else each piece is given at once. */
  readonly goesOn: boolean;
}

/** Properties of nested objects that are known to be sent in pieces. */
const APPENDED = new Set(["arguments", "input", "text", "thinking", "reasoning", "summary", "transcript", "content"]);

/** What the texts of all choices of a stream have in common. */
export interface StreamContext {
  readonly vault: Vault;
  readonly jsonAnswer: boolean;
  /** Without it, what the caller never sent is passed on. */
  readonly redaction: Redaction | undefined;
  /** Called for each text that is kept in mind. */
  readonly countOne: () => void;
}

/** The texts of one choice of a stream, each restored by itself. */
export class ChoiceTexts {
  readonly #context: StreamContext;
  readonly #fields = new Map<string, Field>();
  readonly #probabilities = new Map<string, HeldProbabilities>();

  constructor(context: StreamContext) {
    this.#context = context;
  }

  restore(delta: JsonObject): JsonObject {
    return this.#restoreObject(delta, []);
  }

  /** The probabilities that may be given with this event. */
  probabilities(logprobs: Json | undefined): Json {
    for (const [name, tokens] of tokensOf(logprobs)) {
      const { redactor } = this.#field([name]).text;
      if (redactor === undefined) continue;
      let held = this.#probabilities.get(name);
      if (held === undefined) this.#probabilities.set(name, (held = new HeldProbabilities(redactor)));
      held.push(tokens);
    }
    return this.#dueProbabilities();
  }

  /** What is still held back, as deltas of further events, and the probabilities that go with the last. */
  flush(): { deltas: Json[]; logprobs: Json } {
    const deltas: Json[] = [];
    for (const { path, text } of this.#fields.values()) {
      const rest = text.end();
      if (rest !== "") deltas.push(nest(path, rest));
    }
    return { deltas, logprobs: this.#dueProbabilities() };
  }

  #dueProbabilities(): Json {
    return logprobsOf([...this.#probabilities].map(([name, held]) => [name, held.take()] as const));
  }

  #restoreObject(node: JsonObject, path: Path): JsonObject {
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        STRUCTURE.has(key) ? value : this.#restoreNode(value, [...path, key]),
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
      const { vault, redaction, jsonAnswer, countOne } = this.#context;
      // The first text of a choice was counted with it.
      if (this.#fields.size > 0) countOne();
      const key = path.findLast((step) => typeof step === "string") ?? "";
      const form = isJsonField(key, jsonAnswer) ? "json" : "text";
      const goesOn = path.length === 1 || APPENDED.has(key);
      this.#fields.set(name, (field = { path, text: new AnswerText(vault, redaction, form), goesOn }));
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
