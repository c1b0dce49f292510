import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { type EventTranslator, type ServerSentEvent, type Translated, UpstreamFault } from "../port.ts";
import { type ChunkHead, deltaChunk, type MessageDelta, usageChunk } from "./chunk.ts";
import { streamErrorFault } from "./errors.ts";
import { completionId, objectOf, textOf } from "./read-upstream.ts";
import { finishReasonOf } from "./stop-reason.ts";
import { ContentBlocks } from "./stream-blocks.ts";
import { UsageTally } from "./usage.ts";

const NOTHING: Translated = { chunks: [], done: false };

/**
 * The events of one streamed message:
 *
 *     message_start (content_block_start content_block_delta* content_block_stop)* message_delta+ message_stop
 *
 * with `ping` and events of unknown types anywhere between, which mean nothing here. An event out
 * of this order is a fault. The usage chunk is always made: whether the caller asked for it
 * (`stream_options.include_usage`) is not this dialect's question.
 */
export class MessageStream implements EventTranslator {
  readonly #seconds: () => number;
  readonly #legacy: boolean;
  readonly #blocks: ContentBlocks;
  readonly #usage = new UsageTally();
  #head: ChunkHead | undefined;
  #finished = false;
  #stopped = false;

  /**
   * @param seconds Unix time in seconds, asked once, when the message starts.
   * @param legacy the caller speaks `functions`.
   */
  constructor(seconds: () => number, legacy: boolean) {
    this.#seconds = seconds;
    this.#legacy = legacy;
    this.#blocks = new ContentBlocks(legacy);
  }

  translate(event: ServerSentEvent): Translated {
    const data = objectOf(parsed(event.data), "event is not an object");
    switch (textOf(data.type, "event without a type")) {
      case "message_start":
        return this.#start(data);
      case "content_block_start":
        return this.#content(() => this.#blocks.start(data));
      case "content_block_delta":
        return this.#content(() => this.#blocks.delta(data));
      case "content_block_stop":
        return this.#content(() => this.#blocks.stop(data));
      case "message_delta":
        return this.#finish(data);
      case "message_stop":
        return this.#stop();
      case "error":
        throw streamErrorFault(data.error);
      default:
        return NOTHING;
    }
  }

  #start(event: JsonObject): Translated {
    if (this.#head !== undefined) throw new UpstreamFault("message started twice");
    const message = objectOf(event.message, "message_start without a message");
    this.#usage.read(message.usage);
    this.#head = {
      id: completionId(message),
      created: this.#seconds(),
      model: textOf(message.model, "message without a model"),
    };
    return { chunks: [deltaChunk(this.#head, { role: "assistant", content: "" })], done: false };
  }

  #content(read: () => MessageDelta[]): Translated {
    const head = this.#running();
    if (this.#finished) throw new UpstreamFault("content after the stop reason");
    return { chunks: read().map((delta) => deltaChunk(head, delta)), done: false };
  }

  #finish(event: JsonObject): Translated {
    const head = this.#running();
    this.#usage.read(event.usage);
    const stopReason = isObject(event.delta) ? event.delta.stop_reason : undefined;
    // Later message_delta events only bring newer counts.
    if (typeof stopReason !== "string" || this.#finished) return NOTHING;
    this.#finished = true;
    const rest = this.#blocks.stopAll().map((delta) => deltaChunk(head, delta));
    const last = deltaChunk(head, {}, finishReasonOf(stopReason, this.#legacy));
    return { chunks: [...rest, last], done: false };
  }

  #stop(): Translated {
    const head = this.#running();
    if (!this.#finished) throw new UpstreamFault("message stopped without a stop reason");
    this.#stopped = true;
    const usage = this.#usage.completionUsage();
    return { chunks: usage === undefined ? [] : [usageChunk(head, usage)], done: true };
  }

  #running(): ChunkHead {
    if (this.#head === undefined) throw new UpstreamFault("event before the message started");
    if (this.#stopped) throw new UpstreamFault("event after the message stopped");
    return this.#head;
  }
}

function parsed(data: string): Json {
  try {
    return JSON.parse(data) as Json;
  } catch {
    throw new UpstreamFault("event is not JSON");
  }
}
