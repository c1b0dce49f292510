import type { StopReason } from "@anthropic-ai/sdk/resources/messages";
import type { ChatCompletion } from "openai/resources/chat/completions";

export type FinishReason = ChatCompletion.Choice["finish_reason"];

const FINISH_REASONS = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
} as const satisfies Record<StopReason, FinishReason>;

const BY_STOP_REASON: ReadonlyMap<string, FinishReason> = new Map(Object.entries(FINISH_REASONS));

/**
 * A reason that this table lacks means `stop`: Anthropic adds reasons without a new API version,
 * and an answer that it calls complete is complete.
 *
 * @param legacy the caller speaks `functions`, where a call ends with `function_call`.
 */
export function finishReasonOf(stopReason: string, legacy: boolean): FinishReason {
  const reason = BY_STOP_REASON.get(stopReason) ?? "stop";
  return legacy && reason === "tool_calls" ? "function_call" : reason;
}
