import { isObject, type Json, type JsonObject } from "../core/json.ts";
import type { WrittenJson } from "../core/written-json.ts";
import {
  type EventTranslator,
  type ServerSentEvent,
  type Translated,
  UpstreamFault,
  type UpstreamRequest,
} from "./port.ts";

/** A body that passes through, apart from the model's name and usage. */
export function openaiRequest(path: string, asked: JsonObject, model: string, written?: WrittenJson): UpstreamRequest {
  const body: JsonObject = { ...asked, model };
  // Usage is always asked for, so that it is known; who did not ask does not see it.
  if (asked.stream === true)
    body.stream_options = { ...(isObject(asked.stream_options) ? asked.stream_options : {}), include_usage: true };
  return { path, body, written: asWritten(asked, model, written), dropped: [] };
}

/** The caller's own text, where no more is to change than the model's name, and usage to be asked for. */
function asWritten(asked: JsonObject, model: string, written?: WrittenJson): string | Uint8Array | undefined {
  const { stream, stream_options: options } = asked;
  if (stream !== true || (isObject(options) && options.include_usage === true)) return written?.withModel(model);
  return "stream_options" in asked ? undefined : written?.withModel(model, '"stream_options":{"include_usage":true},');
}

/** Accepts a stream's end only after every choice that began has ended. */
export class OpenaiEvents implements EventTranslator {
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
