import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Redactor } from "../../core/redactor.ts";

interface Entry {
  readonly tokens: readonly Json[];
  /** Where the text of these tokens ends. */
  readonly end: number;
}

/**
 * The probabilities of a streamed text spell it out token by token: they are given only after the
 * text itself was, and not at all where something in it was replaced.
 */
export class HeldProbabilities {
  readonly #redactor: Redactor;
  #waiting: Entry[] = [];
  #hidden = 0;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** Takes the tokens of the text that the redactor was given last. */
  push(tokens: readonly Json[]): void {
    this.#waiting.push({ tokens, end: this.#redactor.received });
  }

  /** The tokens whose text was given since the last call. */
  take(): Json[] {
    const { given, hidden } = this.#redactor;
    const isClean = hidden === this.#hidden;
    this.#hidden = hidden;
    const late = this.#waiting.findIndex(({ end }) => end > given);
    const due = this.#waiting.splice(0, late === -1 ? this.#waiting.length : late);
    if (isClean) return due.flatMap(({ tokens }) => tokens);
    // What was replaced may lie in the beginning of the next entry's text.
    this.#waiting.shift();
    return [];
  }
}

/** The tokens of each text (`content`, `refusal`) that a choice's probabilities name. */
export function tokensOf(logprobs: Json | undefined): [string, Json[]][] {
  if (!isObject(logprobs)) return [];
  return Object.entries(logprobs).flatMap(([name, tokens]) => (Array.isArray(tokens) ? [[name, tokens]] : []));
}

/** Probabilities as a choice holds them. */
export function logprobsOf(texts: readonly (readonly [string, Json[]])[]): JsonObject | null {
  const named = texts.filter(([, tokens]) => tokens.length > 0);
  return named.length === 0 ? null : { content: null, refusal: null, ...Object.fromEntries(named) };
}
