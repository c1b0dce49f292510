import type { Json, JsonObject } from "../../core/json.ts";
import type { DroppedFields } from "../../core/translation/dropped-fields.ts";
import { isMissing, listAt, objectAt, refuse, stringAt } from "../../core/translation/read-request.ts";
import { partOf } from "./to-chat-parts.ts";

const MESSAGE_FIELDS = new Set(["role", "content"]);
const TEXT_FIELDS = new Set(["type", "text"]);
const USE_FIELDS = new Set(["type", "id", "name", "input"]);
const RESULT_FIELDS = new Set(["type", "tool_use_id", "content", "is_error"]);

/**
 * System prompt and turns as the messages of a chat. Each result of a tool becomes a message, and
 * images and documents in it go to the user's message behind it, where alone a chat may have them.
 * @throws UntranslatableRequest
 */
export function chatMessages(body: JsonObject, dropped: DroppedFields): JsonObject[] {
  const messages = systemMessages(body.system, "system", dropped);
  for (const [index, value] of listAt(body.messages, "messages").entries()) {
    const at = `messages[${index}]`;
    const message = objectAt(value, at);
    dropped.addUnknown(message, MESSAGE_FIELDS, "messages.");
    messages.push(...turn(message, at, dropped));
  }
  return messages;
}

function turn({ role, content }: JsonObject, at: string, dropped: DroppedFields): JsonObject[] {
  switch (role) {
    case "system":
      return systemMessages(content, `${at}.content`, dropped);
    case "assistant":
      return assistantMessage(blocksOf(content, `${at}.content`), `${at}.content`, dropped);
    case "user":
      return userMessages(blocksOf(content, `${at}.content`), `${at}.content`, dropped);
    default:
      return refuse(`${at}.role`, "is not a known role.");
  }
}

/** Only text may stand in it, so its blocks become lines of one text. */
function systemMessages(value: Json | undefined, at: string, dropped: DroppedFields): JsonObject[] {
  const texts = blocksOf(value, at).map((block, index) => {
    dropped.addUnknown(block, TEXT_FIELDS, "");
    return stringAt(block.text, `${at}[${index}].text`);
  });
  const content = texts.join("\n");
  return content === "" ? [] : [{ role: "system", content }];
}

function assistantMessage(blocks: readonly JsonObject[], at: string, dropped: DroppedFields): JsonObject[] {
  const texts: string[] = [];
  const calls: JsonObject[] = [];
  for (const [index, block] of blocks.entries()) {
    const name = `${at}[${index}]`;
    switch (block.type) {
      case "text":
        dropped.addUnknown(block, TEXT_FIELDS, "messages.content.");
        texts.push(stringAt(block.text, `${name}.text`));
        break;
      case "tool_use":
        dropped.addUnknown(block, USE_FIELDS, "messages.content.");
        calls.push(callOf(block, name));
        break;
      case "thinking":
      case "redacted_thinking":
        // Signed by another provider, or by none.
        dropped.add(`messages.content.${block.type}`);
        break;
      default:
        refuse(`${name}.type`, "names a kind of content that this model's provider does not take.");
    }
  }
  if (texts.length === 0 && calls.length === 0) return [];
  const content = texts.length === 0 ? null : texts.join("");
  return [{ role: "assistant", content, ...(calls.length > 0 && { tool_calls: calls }) }];
}

function callOf(block: JsonObject, at: string): JsonObject {
  const input = isMissing(block.input) ? {} : objectAt(block.input, `${at}.input`);
  const called = { name: stringAt(block.name, `${at}.name`), arguments: JSON.stringify(input) };
  return { id: stringAt(block.id, `${at}.id`), type: "function", function: called };
}

function userMessages(blocks: readonly JsonObject[], at: string, dropped: DroppedFields): JsonObject[] {
  const results: JsonObject[] = [];
  const parts: JsonObject[] = [];
  for (const [index, block] of blocks.entries()) {
    const name = `${at}[${index}]`;
    if (block.type !== "tool_result") {
      parts.push(...partOf(block, name, dropped));
      continue;
    }
    dropped.addUnknown(block, RESULT_FIELDS, "messages.content.");
    if (block.is_error === true) dropped.add("messages.content.is_error");
    const inner = blocksOf(block.content, `${name}.content`).flatMap((each, place) =>
      partOf(each, `${name}.content[${place}]`, dropped),
    );
    const content = inner.flatMap(({ text }) => (typeof text === "string" ? [text] : [])).join("\n");
    results.push({ role: "tool", tool_call_id: stringAt(block.tool_use_id, `${name}.tool_use_id`), content });
    parts.push(...inner.filter(({ type }) => type !== "text"));
  }
  return parts.length === 0 ? results : [...results, { role: "user", content: plain(parts) }];
}

/** One text is written as such: not every server takes a list. */
function plain(parts: JsonObject[]): Json {
  const [only] = parts;
  return parts.length === 1 && typeof only?.text === "string" ? only.text : parts;
}

/** Content as blocks. @throws UntranslatableRequest */
function blocksOf(content: Json | undefined, at: string): JsonObject[] {
  if (isMissing(content)) return [];
  if (typeof content === "string") return [{ type: "text", text: content }];
  return listAt(content, at).map((block, index) => objectAt(block, `${at}[${index}]`));
}
