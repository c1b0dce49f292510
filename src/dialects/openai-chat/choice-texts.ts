import type { Json, JsonObject } from "../../core/json.ts";
import { type DeltaContext, DeltaTexts } from "../delta-texts.ts";
import type { AnswerScreening } from "../port.ts";
import { HeldProbabilities, logprobsOf, tokensOf } from "./held-probabilities.ts";
import { STRUCTURE } from "./redact-answer.ts";
import { isJsonField } from "./restore-answer.ts";

/** Properties of nested objects that are known to be sent in pieces. */
const APPENDED = new Set(["arguments", "input", "text", "thinking", "reasoning", "summary", "transcript", "content"]);

/** What the texts of all choices of a stream have in common. */
export function choiceContext(
  { vault, redaction, jsonAnswer }: Omit<AnswerScreening, "translated">,
  countOne: () => void,
): DeltaContext {
  return {
    vault,
    redaction,
    isStructure: (key) => STRUCTURE.has(key),
    formOf: (key) => (isJsonField(key, jsonAnswer) ? "json" : "text"),
    appended: APPENDED,
    countOne,
  };
}

/** The texts of one choice of a stream, and the probabilities that spell them out. */
export class ChoiceTexts {
  readonly #texts: DeltaTexts;
  readonly #probabilities = new Map<string, HeldProbabilities>();

  constructor(context: DeltaContext) {
    this.#texts = new DeltaTexts(context);
  }

  restore(delta: JsonObject): JsonObject {
    return this.#texts.restore(delta);
  }

  /** The probabilities that may be given with this event. */
  probabilities(logprobs: Json | undefined): Json {
    for (const [name, tokens] of tokensOf(logprobs)) {
      const redactor = this.#texts.redactorOf([name]);
      if (redactor === undefined) continue;
      let held = this.#probabilities.get(name);
      if (held === undefined) this.#probabilities.set(name, (held = new HeldProbabilities(redactor)));
      held.push(tokens);
    }
    return this.#dueProbabilities();
  }

  /** What is still held back, as deltas of further events, and the probabilities that go with the last. */
  flush(): { deltas: Json[]; logprobs: Json } {
    return { deltas: this.#texts.flush(), logprobs: this.#dueProbabilities() };
  }

  #dueProbabilities(): Json {
    return logprobsOf([...this.#probabilities].map(([name, held]) => [name, held.take()] as const));
  }
}
