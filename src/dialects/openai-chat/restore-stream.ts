import { GatewayError } from "../../core/failure.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { asText, insideJsonString, Restorer } from "../../core/restorer.ts";
import type { Vault } from "../../core/vault.ts";
import { isJsonField } from "./restore-answer.ts";

/** A place in a delta that text is appended to: names of properties, and `index` values of list items. */
type Path = readonly (string | number)[];

interface Field {
  readonly path: Path;
  readonly restorer: Restorer;
}

/** Properties of a delta that are sent once and are no text. */
const WHOLE = new Set(["role", "type", "id"]);

/** Choices, and further texts in them, that are kept in mind; more is no answer but an attack on memory. */
const MAX_HELD = 8192;

/**
 * Restores a streamed answer: one restorer for each text of each choice, flushed before the choice
 * ends. Most events stay one; an end with something held back becomes several.
 */
export class StreamRestorer {
  readonly #vault: Vault;
  readonly #jsonAnswer: boolean;
  readonly #choices = new Map<number, Map<string, Field>>();
  #held = 0;

  constructor(vault: Vault, jsonAnswer: boolean) {
    this.#vault = vault;
    this.#jsonAnswer = jsonAnswer;
  }

  restore(chunk: JsonObject): JsonObject[] {
    if (this.#vault.size === 0 || !Array.isArray(chunk.choices)) return [chunk];
    const held: JsonObject[] = [];
    const choices = chunk.choices.map((choice): Json => {
      if (!isObject(choice)) return choice;
      const index = typeof choice.index === "number" ? choice.index : 0;
      const fields = this.#fieldsOf(index);
      const { delta } = choice;
      // Every text is looked at: whether a placeholder starts depends on the character before it.
      const restored = isObject(delta) ? { ...choice, delta: this.#restoreObject(delta, [], fields) } : choice;
      if (typeof choice.finish_reason === "string") held.push(...flush(index, fields));
      return restored;
    });
    const restored = { ...chunk, choices };
    return held.length === 0 ? [restored] : withHeld(restored, choices, held);
  }

  #fieldsOf(index: number): Map<string, Field> {
    let fields = this.#choices.get(index);
    if (fields === undefined) {
      this.#countOne();
      this.#choices.set(index, (fields = new Map()));
    }
    return fields;
  }

  #countOne(): void {
    this.#held += 1;
    if (this.#held > MAX_HELD)
      throw new GatewayError({ kind: "upstream_broken", reason: "too many fields in a stream" });
  }

  #restoreObject(node: JsonObject, path: Path, fields: Map<string, Field>): JsonObject {
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        WHOLE.has(key) ? value : this.#restoreNode(value, [...path, key], fields),
      ]),
    );
  }

  #restoreNode(node: Json, path: Path, fields: Map<string, Field>): Json {
    if (typeof node === "string") return this.#restoreText(node, path, fields);
    if (Array.isArray(node)) {
      return node.map((item, position) =>
        this.#restoreNode(
          item,
          [...path, isObject(item) && typeof item.index === "number" ? item.index : position],
          fields,
        ),
      );
    }
    return isObject(node) ? this.#restoreObject(node, path, fields) : node;
  }

  #restoreText(text: string, path: Path, fields: Map<string, Field>): string {
    const name = JSON.stringify(path);
    const { restorer } = this.#field(name, path, fields);
    const wasHolding = restorer.isHolding;
    const restored = restorer.push(text);
    if (restorer.isHolding && !wasHolding) moveToEnd(fields, name);
    return restored;
  }

  #field(name: string, path: Path, fields: Map<string, Field>): Field {
    let field = fields.get(name);
    if (field === undefined) {
      // The first text of a choice was counted with it.
      if (fields.size > 0) this.#countOne();
      const encode = isJsonField(String(path.at(-1)), this.#jsonAnswer) ? insideJsonString : asText;
      fields.set(name, (field = { path, restorer: new Restorer(this.#vault, encode) }));
    }
    return field;
  }
}

/** What has waited longest is given first at the end. */
function moveToEnd(fields: Map<string, Field>, name: string): void {
  const field = fields.get(name);
  if (field === undefined) return;
  fields.delete(name);
  fields.set(name, field);
}

/** This event's text first, then what was held back, then the end of the choice. */
function withHeld(chunk: JsonObject, choices: readonly Json[], held: readonly JsonObject[]): JsonObject[] {
  const { usage: _, ...envelope } = chunk;
  const texts = choices.map((choice) => (isObject(choice) ? { ...choice, finish_reason: null } : choice));
  const ends = choices.map((choice) =>
    isObject(choice) ? { ...choice, delta: {}, ...("logprobs" in choice && { logprobs: null }) } : choice,
  );
  return [
    { ...envelope, choices: texts },
    ...held.map((choice) => ({ ...envelope, choices: [choice] })),
    { ...chunk, choices: ends },
  ];
}

/** What a choice still holds, as choices of further events. */
function flush(index: number, fields: Map<string, Field>): JsonObject[] {
  const rests: JsonObject[] = [];
  for (const { path, restorer } of fields.values()) {
    const rest = restorer.end();
    if (rest !== "") rests.push({ index, delta: nest(path, rest), finish_reason: null });
  }
  return rests;
}

/** `["tool_calls", 0, "function", "arguments"]` → `{tool_calls: [{index: 0, function: {arguments: …}}]}` */
function nest([step, ...inner]: Path, text: string): Json {
  if (step === undefined) return text;
  const node = nest(inner, text);
  if (typeof step === "string") return { [step]: node };
  return [isObject(node) ? { index: step, ...node } : node];
}
