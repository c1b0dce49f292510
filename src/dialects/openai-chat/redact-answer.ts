import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { answerRedactor, type Redaction } from "../../core/redaction.ts";
import { mapText } from "../../core/text-lens.ts";
import type { Vault } from "../../core/vault.ts";
import { isJsonField } from "./restore-answer.ts";

/** Properties that name things and say nothing. */
export const STRUCTURE = new Set(["role", "type", "id"]);
/** The same, of an answer and of a choice. */
const ENVELOPE = new Set([
  "id",
  "object",
  "created",
  "model",
  "system_fingerprint",
  "service_tier",
  "usage",
  "index",
  "finish_reason",
]);
/** What a stream deals with piece by piece. */
const STREAMED = new Set(["choices", "delta", "logprobs"]);

/**
 * Replaces values that the caller never sent in every piece of text of a complete answer, in every
 * choice. Where something was replaced, the probabilities, which spell the text out, are left out.
 */
export function redactAnswer(answer: JsonObject, vault: Vault, redaction: Redaction, jsonAnswer: boolean): JsonObject {
  let found = false;
  const noted: Redaction = {
    scan: redaction.scan,
    note: (rule) => {
      found = true;
      redaction.note(rule);
    },
  };
  const redacted = redactTexts(answer, vault, noted, jsonAnswer);
  return found ? withoutProbabilities(redacted) : redacted;
}

/** Does the same for what a chunk of a stream, or a choice in it, holds beside its texts. */
export function redactBeside(node: JsonObject, vault: Vault, redaction: Redaction): JsonObject {
  const isKnown = (key: string) => ENVELOPE.has(key) || STREAMED.has(key);
  const entries = Object.entries(node);
  if (entries.every(([key]) => isKnown(key))) return node;
  const rest = Object.fromEntries(entries.filter(([key]) => !isKnown(key)));
  const redacted = redactTexts(rest, vault, redaction, false);
  return redacted === rest ? node : { ...Object.fromEntries(entries.filter(([key]) => isKnown(key))), ...redacted };
}

function redactTexts(node: JsonObject, vault: Vault, redaction: Redaction, jsonAnswer: boolean): JsonObject {
  return mapText(
    node,
    ({ key, depth }) => {
      if (STRUCTURE.has(key) || (depth <= 2 && ENVELOPE.has(key))) return "skip";
      return isJsonField(key, jsonAnswer) ? "json" : "plain";
    },
    (text, kind) => {
      const redactor = answerRedactor(redaction, vault, kind === "json" ? "json" : "text");
      return redactor.push(text) + redactor.end();
    },
  );
}

function withoutProbabilities(answer: JsonObject): JsonObject {
  if (!Array.isArray(answer.choices)) return answer;
  const choices = answer.choices.map((choice): Json =>
    isObject(choice) && "logprobs" in choice ? { ...choice, logprobs: null } : choice,
  );
  return { ...answer, choices };
}
