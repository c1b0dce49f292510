import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { redactAnswer } from "../openai-chat/redact-answer.ts";
import { restoreAnswer } from "../openai-chat/restore-answer.ts";
import { StreamRestorer } from "../openai-chat/restore-stream.ts";
import type { AnswerScreener, AnswerScreening } from "../port.ts";

/**
 * Screens legacy completions as chat completions are: a choice of a stream, whose text is its own, as
 * one whose delta has that text. Probabilities of a stream spell the text out before it is looked at,
 * in a form of their own, so they are left out.
 */
export function completionScreener({ vault, redaction }: AnswerScreening): AnswerScreener {
  const stream = new StreamRestorer(vault, false, redaction);
  return {
    whole: (answer) => {
      const redacted = redaction === undefined ? answer : redactAnswer(answer, vault, redaction, false);
      return restoreAnswer(redacted, vault, false);
    },
    event: (event) => stream.restore(mapChoices(event, toDelta)).map((each) => mapChoices(each, fromDelta)),
  };
}

function mapChoices(event: JsonObject, map: (choice: JsonObject) => JsonObject): JsonObject {
  const { choices } = event;
  if (!Array.isArray(choices)) return event;
  return { ...event, choices: choices.map((choice): Json => (isObject(choice) ? map(choice) : choice)) };
}

function toDelta(choice: JsonObject): JsonObject {
  const { text, logprobs: _, ...rest } = choice;
  return { ...rest, delta: typeof text === "string" && text !== "" ? { text } : {} };
}

function fromDelta(choice: JsonObject): JsonObject {
  const { delta, ...rest } = choice;
  return { text: isObject(delta) && typeof delta.text === "string" ? delta.text : "", ...rest, logprobs: null };
}
