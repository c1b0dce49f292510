import type { CompletionUsage } from "openai/resources/completions";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";

const COUNTS = ["input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens"] as const;

type Count = (typeof COUNTS)[number] | "thinking_tokens" | "ephemeral_1h_input_tokens";

/**
 * Token counts of one answer. Anthropic's are totals so far, spread over the events of a stream:
 * a later value replaces the earlier one of its field, and a missing or null one says nothing.
 */
export class UsageTally {
  readonly #counts = new Map<Count, number>();

  /** @param usage a `usage` object of Anthropic's; anything else is ignored. */
  read(usage: Json | undefined): void {
    if (!isObject(usage)) return;
    for (const name of COUNTS) this.#set(name, usage[name]);
    const { output_tokens_details: details, cache_creation: creation } = usage;
    if (isObject(details)) this.#set("thinking_tokens", details.thinking_tokens);
    if (isObject(creation)) this.#set("ephemeral_1h_input_tokens", creation.ephemeral_1h_input_tokens);
  }

  /**
   * The chat-completions form, or `undefined` while input or output is unknown (a zero would be
   * taken for a free answer). Anthropic's `input_tokens` leaves cached tokens out, `prompt_tokens`
   * holds them all, each once.
   */
  completionUsage(): JsonObject | undefined {
    const input = this.#counts.get("input_tokens");
    const output = this.#counts.get("output_tokens");
    if (input === undefined || output === undefined) return undefined;
    const cached = this.#counts.get("cache_read_input_tokens") ?? 0;
    const written = this.#counts.get("cache_creation_input_tokens") ?? 0;
    const writtenForAnHour = this.#counts.get("ephemeral_1h_input_tokens") ?? 0;
    const thinking = this.#counts.get("thinking_tokens");
    const prompt = input + cached + written;
    return {
      prompt_tokens: prompt,
      completion_tokens: output,
      total_tokens: prompt + output,
      prompt_tokens_details: {
        cached_tokens: cached,
        cache_write_tokens: written,
        // An extension: they cost more than those for five minutes.
        ...(writtenForAnHour > 0 && { cache_write_1h_tokens: writtenForAnHour }),
      },
      ...(thinking !== undefined && { completion_tokens_details: { reasoning_tokens: thinking } }),
    } satisfies CompletionUsage;
  }

  #set(name: Count, value: Json | undefined): void {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) {
      this.#counts.set(name, value);
    }
  }
}
