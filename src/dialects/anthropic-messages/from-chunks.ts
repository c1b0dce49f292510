import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { TextTokens } from "../../core/token-estimate.ts";
import type { ChunkTranslator } from "../port.ts";
import { messageId, reasoningIn, stopOf } from "./from-completion.ts";
import { messagesUsage } from "./from-usage.ts";
import { MessageBlocks } from "./message-blocks.ts";

/**
 * The chunks of one streamed chat completion as the events of a message:
 *
 *     message_start ping (content_block_start content_block_delta* content_block_stop)* message_delta message_stop
 *
 * The last two come with the end, since usage comes behind the reason for it.
 */
export class ChunksToMessage implements ChunkTranslator {
  readonly #newId: () => string;
  readonly #inputTokens: () => number;
  readonly #blocks: MessageBlocks;
  readonly #written = new TextTokens();
  #started = false;
  #refused = false;
  #last: JsonObject = {};
  #usage: Json | undefined;

  /** @param inputTokens an estimate, asked for only where the provider gives no usage */
  constructor(newId: () => string, inputTokens: () => number) {
    this.#newId = newId;
    this.#inputTokens = inputTokens;
    this.#blocks = new MessageBlocks(newId);
  }

  translate(chunk: JsonObject): readonly JsonObject[] {
    const events = this.#start(chunk);
    if (isObject(chunk.usage)) this.#usage = chunk.usage;
    for (const choice of Array.isArray(chunk.choices) ? chunk.choices : []) {
      // Only one was asked for.
      if (!isObject(choice) || (typeof choice.index === "number" && choice.index !== 0)) continue;
      if (typeof choice.finish_reason === "string") this.#last = choice;
      if (isObject(choice.delta)) events.push(...this.#delta(choice.delta));
    }
    return events;
  }

  end(): readonly JsonObject[] {
    const events = [...this.#start({}), ...this.#blocks.end()];
    const usage = messagesUsage(this.#usage, {
      inputTokens: this.#inputTokens,
      outputTokens: () => this.#written.count,
    });
    const stop = stopOf(this.#last, { hasCalls: this.#blocks.hasCalls, refused: this.#refused });
    return [...events, { type: "message_delta", delta: { ...stop }, usage }, { type: "message_stop" }];
  }

  #start({ id, model }: JsonObject): JsonObject[] {
    if (this.#started) return [];
    this.#started = true;
    const message = {
      id: messageId(id, this.#newId),
      type: "message",
      role: "assistant",
      model: typeof model === "string" ? model : "",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      // Known only at the end, when both are said.
      usage: { input_tokens: 0, output_tokens: 0 },
    };
    return [{ type: "message_start", message }, { type: "ping" }];
  }

  #delta(delta: JsonObject): JsonObject[] {
    const { content, refusal, tool_calls: calls } = delta;
    const events: JsonObject[] = [];
    const say = (kind: "thinking" | "text", text: Json | undefined) => {
      if (typeof text !== "string" || text === "") return;
      this.#written.add(text);
      events.push(...this.#blocks.say(kind, text));
    };
    say("thinking", reasoningIn(delta));
    say("text", content);
    if (typeof refusal === "string" && refusal !== "") this.#refused = true;
    say("text", refusal);
    for (const call of Array.isArray(calls) ? calls : []) {
      if (!isObject(call)) continue;
      const called = isObject(call.function) ? call.function : {};
      if (typeof called.arguments === "string") this.#written.add(called.arguments);
      events.push(...this.#blocks.call(call, called));
    }
    return events;
  }
}
