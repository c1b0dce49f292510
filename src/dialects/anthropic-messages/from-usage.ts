import type { Json, JsonObject } from "../../core/json.ts";
import { readUsage } from "../openai-chat/usage.ts";

/** What is counted where the provider says nothing. */
export interface Estimates {
  readonly inputTokens: () => number;
  readonly outputTokens: () => number;
}

/**
 * Usage of a chat completion as Anthropic counts it: what was cached is not in the input. Where the
 * provider says nothing, an estimate that says so.
 */
export function messagesUsage(usage: Json | undefined, { inputTokens, outputTokens }: Estimates): JsonObject {
  const read = readUsage(usage);
  if (read === undefined)
    return {
      input_tokens: inputTokens(),
      cache_creation_input_tokens: null,
      cache_read_input_tokens: null,
      output_tokens: outputTokens(),
      estimated: true,
    };
  const { promptTokens, completionTokens, cachedTokens = 0, cacheWriteTokens = 0, reasoningTokens } = read;
  return {
    input_tokens: promptTokens - cachedTokens - cacheWriteTokens,
    cache_creation_input_tokens: cacheWriteTokens,
    cache_read_input_tokens: cachedTokens,
    output_tokens: completionTokens,
    ...(reasoningTokens !== undefined && { output_tokens_details: { thinking_tokens: reasoningTokens } }),
  };
}
