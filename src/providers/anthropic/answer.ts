import type { ChatCompletion, ChatCompletionMessage } from "openai/resources/chat/completions";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { UpstreamFault } from "../port.ts";
import { argumentsOf, completionId, objectOf, textOf } from "./read-upstream.ts";
import { finishReasonOf } from "./stop-reason.ts";
import { UsageTally } from "./usage.ts";

type FunctionCall = { name: string; arguments: string };
type ToolCall = { id: string; type: "function"; function: FunctionCall };

/** What the content blocks of one message hold. */
interface Content {
  text: string;
  thinking: string;
  readonly calls: ToolCall[];
}

/**
 * A complete `Message` as a `chat.completion`. Text blocks are joined as they are; thinking is
 * given as `reasoning_content`, the name that other providers use; blocks of other types (server
 * tools, redacted thinking) have no place in a chat completion and are left out. `usage` is left
 * out when the answer has none.
 *
 * @param legacy the caller speaks `functions`: a call is given as `function_call`.
 * @param created Unix time in seconds.
 * @throws UpstreamFault when the body is not a finished message.
 */
export function completionOf(body: Json, legacy: boolean, created: number): JsonObject {
  const message = objectOf(body, "answer is not an object");
  if (message.type !== "message") throw new UpstreamFault("answer is not a message");
  const stopReason = textOf(message.stop_reason, "message without a stop reason");
  const tally = new UsageTally();
  tally.read(message.usage);
  const usage = tally.completionUsage();
  const completion = {
    id: completionId(message),
    object: "chat.completion",
    created,
    model: textOf(message.model, "message without a model"),
    choices: [
      {
        index: 0,
        message: chatMessage(contentOf(message.content), legacy),
        logprobs: null,
        finish_reason: finishReasonOf(stopReason, legacy),
      },
    ],
  } satisfies ChatCompletion;
  return usage === undefined ? completion : { ...completion, usage };
}

function contentOf(blocks: Json | undefined): Content {
  if (!Array.isArray(blocks)) throw new UpstreamFault("message content is not an array");
  const content: Content = { text: "", thinking: "", calls: [] };
  for (const block of blocks) addBlock(content, block);
  return content;
}

function addBlock(content: Content, block: Json): void {
  if (!isObject(block)) throw new UpstreamFault("content block is not an object");
  switch (textOf(block.type, "content block without a type")) {
    case "text":
      content.text += textOf(block.text, "text block without text");
      break;
    case "thinking":
      content.thinking += textOf(block.thinking, "thinking block without text");
      break;
    case "tool_use":
      content.calls.push({
        id: textOf(block.id, "tool_use block without an id"),
        type: "function",
        function: {
          name: textOf(block.name, "tool_use block without a name"),
          arguments: argumentsOf(block.input),
        },
      });
  }
}

function chatMessage(content: Content, legacy: boolean) {
  const { text, thinking, calls } = content;
  const [first] = calls;
  // Legacy requests forbid parallel calls, and their answers have room for one.
  if (legacy && calls.length > 1) throw new UpstreamFault("several calls where one is allowed");
  return {
    role: "assistant",
    content: text === "" && first !== undefined ? null : text,
    refusal: null,
    ...(thinking !== "" && { reasoning_content: thinking }),
    ...(first !== undefined && (legacy ? { function_call: first.function } : { tool_calls: calls })),
  } as const satisfies ChatCompletionMessage;
}
