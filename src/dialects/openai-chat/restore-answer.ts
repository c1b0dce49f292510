import type { JsonObject } from "../../core/json.ts";
import { encodeFor } from "../../core/redaction.ts";
import { restore } from "../../core/restorer.ts";
import { type Classify, mapText } from "../../core/text-lens.ts";
import type { Vault } from "../../core/vault.ts";

/** Puts the caller's values back into every piece of text of a complete answer, in every choice. */
export function restoreAnswer(answer: JsonObject, vault: Vault, jsonAnswer: boolean): JsonObject {
  if (vault.size === 0) return answer;
  return mapText(answer, answerText(jsonAnswer), (text, kind) =>
    restore(text, vault, encodeFor(kind === "json" ? "json" : "text")),
  );
}

/** Tool arguments are JSON always; the message itself when the caller asked for JSON. */
export function answerText(jsonAnswer: boolean): Classify {
  return ({ key }) => (isJsonField(key, jsonAnswer) ? "json" : "plain");
}

export function isJsonField(key: string, jsonAnswer: boolean): boolean {
  return key === "arguments" || (jsonAnswer && key === "content");
}
