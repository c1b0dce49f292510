import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import type { JsonObject } from "../../core/json.ts";
import type { FinishReason } from "./stop-reason.ts";

type FunctionDelta = { name?: string; arguments?: string };

/** What one chunk adds to the message. `reasoning_content` is the name that other providers use for thinking. */
export type MessageDelta = {
  role?: "assistant";
  content?: string;
  reasoning_content?: string;
  tool_calls?: { index: number; id?: string; type?: "function"; function: FunctionDelta }[];
  function_call?: FunctionDelta;
};

/** What all chunks of one answer share. `created` is Unix time in seconds. */
export interface ChunkHead {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

export function deltaChunk(head: ChunkHead, delta: MessageDelta, finishReason: FinishReason | null = null): JsonObject {
  return {
    ...head,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
  } satisfies ChatCompletionChunk;
}

export function usageChunk(head: ChunkHead, usage: JsonObject): JsonObject {
  return { ...head, object: "chat.completion.chunk", choices: [], usage };
}
