import { GatewayError } from "../../core/failure.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Redaction } from "../../core/redaction.ts";
import type { Vault } from "../../core/vault.ts";
import type { DeltaContext } from "../delta-texts.ts";
import { choiceContext, ChoiceTexts } from "./choice-texts.ts";
import { redactBeside } from "./redact-answer.ts";

/** Choices, and further texts in them, that are kept in mind; more is no answer but an attack on memory. */
const MAX_HELD = 8192;

/**
 * Restores a streamed answer: each text of each choice by itself, flushed before the choice ends.
 * With a redaction, values that the caller never sent are replaced before. Most events stay one; an
 * end with something held back becomes several.
 */
export class StreamRestorer {
  readonly #context: DeltaContext;
  readonly #choices = new Map<number, ChoiceTexts>();
  #held = 0;

  constructor(vault: Vault, jsonAnswer: boolean, redaction?: Redaction) {
    this.#context = choiceContext({ vault, jsonAnswer, redaction }, () => this.#countOne());
  }

  restore(chunk: JsonObject): JsonObject[] {
    const { vault, redaction } = this.#context;
    if (vault.size === 0 && redaction === undefined) return [chunk];
    const event = redaction === undefined ? chunk : redactBeside(chunk, vault, redaction);
    if (!Array.isArray(event.choices)) return [event];
    const held: JsonObject[] = [];
    const choices = event.choices.map((choice): Json => {
      if (!isObject(choice)) return choice;
      const index = typeof choice.index === "number" ? choice.index : 0;
      const texts = this.#textsOf(index);
      const restored = this.#restoreChoice(choice, texts);
      if (typeof choice.finish_reason === "string") held.push(...flush(index, texts));
      return restored;
    });
    const restored = { ...event, choices };
    return held.length === 0 ? [restored] : withHeld(restored, choices, held);
  }

  #restoreChoice(choice: JsonObject, texts: ChoiceTexts): JsonObject {
    const { delta } = choice;
    const { vault, redaction } = this.#context;
    // Every text is looked at: whether a placeholder starts depends on the character before it.
    const restored = isObject(delta) ? { ...choice, delta: texts.restore(delta) } : choice;
    if (redaction === undefined) return restored;
    const logprobs = texts.probabilities(choice.logprobs);
    const event = redactBeside(restored, vault, redaction);
    return logprobs === null && !("logprobs" in choice) ? event : { ...event, logprobs };
  }

  #textsOf(index: number): ChoiceTexts {
    let texts = this.#choices.get(index);
    if (texts === undefined) {
      this.#countOne();
      this.#choices.set(index, (texts = new ChoiceTexts(this.#context)));
    }
    return texts;
  }

  #countOne(): void {
    this.#held += 1;
    if (this.#held > MAX_HELD)
      throw new GatewayError({ kind: "upstream_broken", reason: "too many fields in a stream" });
  }
}

/** This event's text first, then what was held back, then the end of the choice. */
function withHeld(chunk: JsonObject, choices: readonly Json[], held: readonly JsonObject[]): JsonObject[] {
  const { usage: _, ...envelope } = chunk;
  const texts = choices.map((choice) => (isObject(choice) ? { ...choice, finish_reason: null } : choice));
  const ends = choices.map((choice) =>
    isObject(choice) ? { ...choice, delta: {}, ...("logprobs" in choice && { logprobs: null }) } : choice,
  );
  return [
    ...(choices.every(isSilent) ? [] : [{ ...envelope, choices: texts }]),
    ...held.map((choice) => ({ ...envelope, choices: [choice] })),
    { ...chunk, choices: ends },
  ];
}

/** Whether a choice does nothing but end. */
function isSilent(choice: Json): boolean {
  if (!isObject(choice)) return true;
  const { delta, logprobs = null } = choice;
  return logprobs === null && (!isObject(delta) || Object.keys(delta).length === 0);
}

/** What a choice still holds, as choices of further events. */
function flush(index: number, texts: ChoiceTexts): JsonObject[] {
  const { deltas, logprobs } = texts.flush();
  return deltas.map((delta, position) => ({
    index,
    delta,
    ...(logprobs !== null && position === deltas.length - 1 && { logprobs }),
    finish_reason: null,
  }));
}
