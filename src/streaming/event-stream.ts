import type { JsonObject } from "../core/json.ts";

/** Batches of events in the caller's dialect; ends normally only when the answer is complete. */
export type ChunkBatches = AsyncIterable<readonly JsonObject[]>;

export interface EventStreamEnd {
  /** All was sent but the end; gives a comment to stand before it, or nothing. */
  complete(): string | undefined;
  /** The answer broke; gives the error event's object. */
  broken(thrown: unknown): JsonObject;
  /** The client went away: must stop the source. */
  cancelled(): void;
}

/** How a dialect writes the events of one stream. */
interface Framing {
  event(event: JsonObject): string;
  end(): string;
  error(error: JsonObject): string;
  readonly ping: string;
}

/**
 * Silence after which a sign of life is sent. It keeps proxies from closing the connection, and a client
 * that has gone is often noticed only when something is written to it.
 */
export const PING_MS = 5_000;

const encoder = new TextEncoder();

/**
 * Writes events as server-sent events (WHATWG HTML, section 9.2), a batch at a time and only as
 * fast as they are read. The end is sent only after a complete answer; after a broken one
 * an error event is the last.
 */
export function eventStream(batches: ChunkBatches, framing: Framing, end: EventStreamEnd): ReadableStream<Uint8Array> {
  const iterator = batches[Symbol.asyncIterator]();
  let silent = true;
  let pings: ReturnType<typeof setInterval>;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      pings = setInterval(() => {
        if (silent && (controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(framing.ping));
        silent = true;
      }, PING_MS);
    },
    async pull(controller) {
      try {
        for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
          silent = false;
          const text = next.value.map((event) => framing.event(event)).join("");
          if (text !== "") return controller.enqueue(encoder.encode(text));
        }
        const comment = end.complete();
        if (comment !== undefined) controller.enqueue(encoder.encode(`: ${comment}\n\n`));
        controller.enqueue(encoder.encode(framing.end()));
      } catch (thrown) {
        controller.enqueue(encoder.encode(framing.error(end.broken(thrown))));
      }
      clearInterval(pings);
      controller.close();
    },
    async cancel() {
      clearInterval(pings);
      end.cancelled();
      await iterator.return?.();
    },
  });
}
