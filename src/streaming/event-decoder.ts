import { createParser, type EventSourceParser } from "eventsource-parser";
import { UpstreamFault } from "../core/upstream-fault.ts";
import type { ServerSentEvent } from "./server-sent-event.ts";

/** Characters that one event may have before its end is seen. */
export const MAX_EVENT_LENGTH = 1_048_576;

/** Turns the bytes of a `text/event-stream` into events, whatever their split. */
export class EventDecoder {
  readonly #text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  readonly #parser: EventSourceParser;
  #events: ServerSentEvent[] = [];
  #oversized = false;

  constructor() {
    this.#parser = createParser({
      maxBufferSize: MAX_EVENT_LENGTH,
      onEvent: ({ event, data }) => this.#events.push({ event, data }),
      onError: ({ type }) => {
        if (type === "max-buffer-size-exceeded") this.#oversized = true;
      },
    });
  }

  /** The events that these bytes complete. @throws UpstreamFault */
  decode(bytes: Uint8Array): ServerSentEvent[] {
    this.#parser.feed(this.#textOf(bytes));
    if (this.#oversized) throw new UpstreamFault("event too large");
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #textOf(bytes: Uint8Array): string {
    try {
      return this.#text.decode(bytes, { stream: true });
    } catch {
      throw new UpstreamFault("stream is not UTF-8");
    }
  }
}
