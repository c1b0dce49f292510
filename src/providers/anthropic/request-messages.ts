import type { ContentBlockParam, MessageParam, TextBlockParam } from "@anthropic-ai/sdk/resources/messages";
import type { Json, JsonObject } from "../../core/json.ts";
import type { DroppedFields } from "../../core/translation/dropped-fields.ts";
import { listAt, objectAt, refuse, stringAt } from "../../core/translation/read-request.ts";
import { toolResult, toolUses } from "./request-calls.ts";
import { mediaBlocks, textBlocks, textOnlyBlocks } from "./request-parts.ts";
import { ToolIds } from "./tool-ids.ts";

export interface Conversation {
  readonly system: TextBlockParam[];
  readonly messages: MessageParam[];
}

interface Turn {
  readonly role: "user" | "assistant";
  readonly content: ContentBlockParam[];
}

const FIELDS = new Set(["role", "content"]);
const ASSISTANT_FIELDS = new Set(["role", "content", "refusal", "tool_calls", "function_call"]);
const RESULT_FIELDS = new Set(["role", "content", "name", "tool_call_id"]);

/**
 * The messages of a chat as Anthropic's turns.
 *
 * System and developer messages become the system prompt, in their order, wherever they stand: a
 * place amid the turns is lost, since not every model takes system text there. Neighbours of one
 * role become one turn; messages without content become none.
 *
 * @throws UntranslatableRequest
 */
export function conversationOf(messages: Json | undefined, dropped: DroppedFields): Conversation {
  const system: TextBlockParam[] = [];
  const turns: Turn[] = [];
  const ids = new ToolIds();
  for (const [index, value] of listAt(messages, "messages").entries()) {
    const at = `messages[${index}]`;
    const message = objectAt(value, at);
    if (message.role === "system" || message.role === "developer") {
      dropped.addUnknown(message, FIELDS, "messages.");
      for (const block of textOnlyBlocks(message.content, at, dropped)) system.push(block);
    } else {
      append(turns, turnOf(message, at, ids, dropped));
    }
  }
  if (turns.length === 0) refuse("messages", "must hold a user or assistant message with content.");
  return { system, messages: turns.map(inOrder).map(trimmedPrefill) };
}

function turnOf(message: JsonObject, at: string, ids: ToolIds, dropped: DroppedFields): Turn {
  switch (message.role) {
    case "user":
      dropped.addUnknown(message, FIELDS, "messages.");
      return { role: "user", content: mediaBlocks(message.content, at, dropped) };
    case "assistant":
      dropped.addUnknown(message, ASSISTANT_FIELDS, "messages.");
      return { role: "assistant", content: assistantBlocks(message, at, ids, dropped) };
    case "tool":
    case "function":
      dropped.addUnknown(message, RESULT_FIELDS, "messages.");
      return { role: "user", content: [toolResult(message, at, ids, dropped)] };
    default:
      return refuse(`${at}.role`, "is not a known role.");
  }
}

function assistantBlocks(message: JsonObject, at: string, ids: ToolIds, dropped: DroppedFields): ContentBlockParam[] {
  const refusal = message.refusal ?? "";
  return [
    ...textOnlyBlocks(message.content, at, dropped),
    ...textBlocks(stringAt(refusal, `${at}.refusal`)),
    ...toolUses(message, at, ids),
  ];
}

function append(turns: Turn[], turn: Turn): void {
  if (turn.content.length === 0) return;
  const last = turns.at(-1);
  if (last?.role !== turn.role) {
    turns.push(turn);
    return;
  }
  // One by one: as arguments of one push, a long message's parts would exhaust the stack.
  for (const block of turn.content) last.content.push(block);
}

/** Anthropic wants the results of calls at the head of the turn that follows the calls. */
function inOrder({ role, content }: Turn): Turn {
  const results = content.filter((block) => block.type === "tool_result");
  const others = content.filter((block) => block.type !== "tool_result");
  return { role, content: [...results, ...others] };
}

/** Anthropic refuses white space at the end of an answer that it is to go on with. */
function trimmedPrefill(turn: Turn, index: number, turns: readonly Turn[]): Turn {
  const last = turn.content.at(-1);
  if (index < turns.length - 1 || turn.role !== "assistant" || last?.type !== "text") return turn;
  return {
    role: turn.role,
    content: [...turn.content.slice(0, -1), { ...last, text: last.text.trimEnd() }],
  };
}
