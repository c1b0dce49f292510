import { isObject, type Json, type JsonObject } from "../core/json.ts";
import type { WrittenJson } from "../core/written-json.ts";
import { openaiEmbeddings } from "./openai-embeddings.ts";
import {
  type EventTranslator,
  type ProviderDialect,
  type ServerSentEvent,
  type Translated,
  type UpstreamErrorText,
  UpstreamFault,
} from "./port.ts";

/** OpenAI's own dialect: the caller's body passes through, apart from the model's name and usage. */
export const openaiCompatible: ProviderDialect = {
  name: "openai",
  request(chat, model, written) {
    const body: JsonObject = { ...chat, model };
    // Usage is always asked for, so that it is known; who did not ask does not see it.
    if (chat.stream === true)
      body.stream_options = { ...(isObject(chat.stream_options) ? chat.stream_options : {}), include_usage: true };
    return { path: "/chat/completions", body, written: asWritten(chat, model, written), dropped: [] };
  },
  answer(body) {
    if (!isObject(body)) throw new UpstreamFault("answer is not an object");
    if (!Array.isArray(body.choices) || body.choices.length === 0 || !body.choices.every(isMessageChoice))
      throw new UpstreamFault("answer without choices");
    return body;
  },
  stream: () => new OpenaiEvents(),
  natives: [openaiEmbeddings],
  errorMessage: openaiErrorMessage,
};

/** The caller's own text, where no more is to change than the model's name, and usage to be asked for. */
function asWritten(chat: JsonObject, model: string, written?: WrittenJson): string | Uint8Array | undefined {
  const { stream, stream_options: options } = chat;
  if (stream !== true || (isObject(options) && options.include_usage === true)) return written?.withModel(model);
  return "stream_options" in chat ? undefined : written?.withModel(model, '"stream_options":{"include_usage":true},');
}

function isMessageChoice(choice: Json): boolean {
  return isObject(choice) && isObject(choice.message);
}

/** Accepts a stream's end only after every choice that began has ended. */
class OpenaiEvents implements EventTranslator {
  readonly #open = new Set<number>();
  #finished = 0;

  translate({ data }: ServerSentEvent): Translated {
    if (data === "[DONE]") {
      if (this.#finished === 0 || this.#open.size > 0)
        throw new UpstreamFault("end marker before the end of the answer");
      return { chunks: [], done: true };
    }
    const chunk = parseEvent(data);
    if (chunk.error !== undefined && chunk.error !== null) throw new UpstreamFault("error event");
    if (!Array.isArray(chunk.choices)) throw new UpstreamFault("event without choices");
    for (const choice of chunk.choices) this.#note(choice);
    return { chunks: [chunk], done: false };
  }

  #note(choice: Json): void {
    if (!isObject(choice)) throw new UpstreamFault("choice is not an object");
    const index = typeof choice.index === "number" ? choice.index : 0;
    if (typeof choice.finish_reason !== "string") {
      this.#open.add(index);
      return;
    }
    this.#open.delete(index);
    this.#finished += 1;
  }
}

function parseEvent(data: string): JsonObject {
  try {
    const event = JSON.parse(data) as Json;
    if (isObject(event)) return event;
  } catch {
    throw new UpstreamFault("event is not JSON");
  }
  throw new UpstreamFault("event is not an object");
}

function openaiErrorMessage(body: Json): UpstreamErrorText | undefined {
  const error = isObject(body) ? body.error : undefined;
  // Ollama and some others send the message alone.
  if (typeof error === "string") return { message: error, param: null, code: null };
  if (!isObject(error) || typeof error.message !== "string") return undefined;
  return {
    message: error.message,
    param: typeof error.param === "string" ? error.param : null,
    code: typeof error.code === "string" ? error.code : null,
  };
}
