import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { AnswerText } from "../../core/redaction.ts";
import { mapText, type Where } from "../../core/text-lens.ts";
import type { AnswerScreening } from "../port.ts";

/** Properties that name things and say nothing, or that only the provider can read. */
const STRUCTURE = new Set([
  "type",
  "id",
  "tool_use_id",
  "role",
  "media_type",
  "signature",
  "encrypted_content",
  "encrypted_index",
  "encrypted_stdout",
]);
/** The same, of a message. What made it stop may be a text of the caller's. */
const ENVELOPE = new Set(["id", "type", "role", "model", "stop_reason", "usage", "container"]);

/** Replaces what the caller never sent in every text of a complete message, and puts the caller's values back. */
export function screenMessage(message: JsonObject, screening: AnswerScreening): JsonObject {
  const entries = Object.entries(message).map(([name, value]): [string, Json] => {
    if (ENVELOPE.has(name)) return [name, value];
    if (name !== "content" || !Array.isArray(value)) return [name, screenValue(name, value, screening)];
    const blocks = value.map((block) =>
      isObject(block) ? screenBlock(block, screening) : screenValue(name, block, screening),
    );
    return [name, blocks.every((block, index) => block === value[index]) ? value : blocks];
  });
  return entries.every(([name, value]) => message[name] === value) ? message : Object.fromEntries(entries);
}

/** One complete block. What the provider has signed or encrypted is left as it is: it would refuse it when it comes back. */
export function screenBlock(block: JsonObject, screening: AnswerScreening): JsonObject {
  const { type } = block;
  if (isSigned(block, screening) || type === "redacted_thinking") return block;
  const isDocument = type === "text" && screening.jsonAnswer;
  return screenTexts(block, screening, ({ key, depth }) => isDocument && depth === 1 && key === "text");
}

/** Thinking that its provider signs. Made out of another dialect it is signed by nobody. */
export function isSigned({ type }: JsonObject, { translated }: AnswerScreening): boolean {
  return type === "thinking" && !translated;
}

/** Every text of a node, each by itself. Gives the same object when nothing changed. */
export function screenTexts(
  node: JsonObject,
  { vault, redaction }: AnswerScreening,
  isJson: (where: Where) => boolean = () => false,
): JsonObject {
  return mapText(
    node,
    (where) => {
      if (STRUCTURE.has(where.key) || (where.key === "data" && where.parent === "source")) return "skip";
      return isJson(where) ? "json" : "plain";
    },
    (text, kind) => {
      const screened = new AnswerText(vault, redaction, kind === "json" ? "json" : "text");
      return screened.push(text) + screened.end();
    },
  );
}

/** One property, whatever it is. */
export function screenValue(name: string, value: Json, screening: AnswerScreening): Json {
  return screenTexts({ [name]: value }, screening)[name] ?? null;
}
