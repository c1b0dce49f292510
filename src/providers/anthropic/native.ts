import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { refuse } from "../../core/translation/read-request.ts";
import {
  type EventTranslator,
  type NativeDialect,
  type ServerSentEvent,
  type Translated,
  UpstreamFault,
} from "../port.ts";
import { streamErrorFault } from "./errors.ts";
import { objectOf, textOf } from "./read-upstream.ts";

/** The Messages API for callers who speak it: everything is carried as it is, but for the model's name. */
export const nativeMessages: NativeDialect = {
  surface: "anthropic-messages",
  countPath: "/v1/messages/count_tokens",
  request(body, model, written) {
    refuseUnsigned(body);
    return { path: "/v1/messages", body: { ...body, model }, written: written.withModel(model), dropped: [] };
  },
  answer(body: Json): JsonObject {
    const message = objectOf(body, "answer is not an object");
    if (message.type !== "message") throw new UpstreamFault("answer is not a message");
    if (!Array.isArray(message.content)) throw new UpstreamFault("message content is not an array");
    textOf(message.stop_reason, "message without a stop reason");
    return message;
  },
  stream: () => new MessageEvents(),
};

/**
 * Thinking without a signature comes from another provider, by way of a translation. Anthropic refuses it, in words
 * that a caller of the gateway cannot understand.
 * @throws UntranslatableRequest
 */
function refuseUnsigned({ messages }: JsonObject): void {
  for (const [index, message] of (Array.isArray(messages) ? messages : []).entries()) {
    const content = isObject(message) && Array.isArray(message.content) ? message.content : [];
    for (const [place, block] of content.entries())
      if (isObject(block) && block.type === "thinking" && block.signature === "")
        refuse(`messages[${index}].content[${place}].signature`, "is empty: leave out thinking of other providers.");
  }
}

/** What may be written behind `event:`. */
const NAME = /^[\w.-]{1,64}$/;

/** Accepts a stream's end only after its message has begun and has given the reason of its end. */
class MessageEvents implements EventTranslator {
  #state: "waiting" | "running" | "ended" = "waiting";

  translate({ data }: ServerSentEvent): Translated {
    const event = objectOf(parsed(data), "event is not an object");
    const type = textOf(event.type, "event without a type");
    if (!NAME.test(type)) throw new UpstreamFault("event with a type that is no name");
    if (type === "error") throw streamErrorFault(event.error);
    this.#follow(type, event);
    return { chunks: [event], done: type === "message_stop" };
  }

  #follow(type: string, event: JsonObject): void {
    switch (type) {
      case "message_start":
        if (this.#state !== "waiting") throw new UpstreamFault("message started twice");
        objectOf(event.message, "message_start without a message");
        this.#state = "running";
        break;
      case "content_block_start":
      case "content_block_delta":
      case "content_block_stop":
        if (this.#state !== "running") throw new UpstreamFault("content outside of a running message");
        break;
      case "message_delta":
        if (this.#state === "waiting") throw new UpstreamFault("event before the message started");
        if (isObject(event.delta) && typeof event.delta.stop_reason === "string") this.#state = "ended";
        break;
      case "message_stop":
        if (this.#state !== "ended") throw new UpstreamFault("message stopped without a stop reason");
        break;
      default:
    }
  }
}

function parsed(data: string): Json {
  try {
    return JSON.parse(data) as Json;
  } catch {
    throw new UpstreamFault("event is not JSON");
  }
}
