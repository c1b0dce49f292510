import type { JsonObject } from "../core/json.ts";

/** Batches of `chat.completion.chunk` objects; ends normally only when the answer is complete. */
export type ChunkBatches = AsyncIterable<readonly JsonObject[]>;

export interface EventStreamEnd {
  /** All was sent but the end marker; gives a comment to stand before it, or nothing. */
  complete(): string | undefined;
  /** The answer broke; gives the error event's object. */
  broken(thrown: unknown): JsonObject;
  /** The client went away: must stop the source. */
  cancelled(): void;
}

/**
 * Silence after which a comment is sent. It keeps proxies from closing the connection, and a client
 * that has gone is often noticed only when something is written to it.
 */
export const PING_MS = 5_000;

const encoder = new TextEncoder();
const PING = encoder.encode(": ping\n\n");
const DONE = encoder.encode("data: [DONE]\n\n");

/**
 * Writes chunks as server-sent events (WHATWG HTML, section 9.2), a batch at a time and only as
 * fast as they are read. The end marker is sent only after a complete answer; after a broken one
 * an error event is the last.
 */
export function eventStream(batches: ChunkBatches, end: EventStreamEnd): ReadableStream<Uint8Array> {
  const iterator = batches[Symbol.asyncIterator]();
  let silent = true;
  let pings: ReturnType<typeof setInterval>;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      pings = setInterval(() => {
        if (silent && (controller.desiredSize ?? 0) > 0) controller.enqueue(PING);
        silent = true;
      }, PING_MS);
    },
    async pull(controller) {
      try {
        const { done, value } = await iterator.next();
        silent = false;
        if (!done) return controller.enqueue(encoder.encode(value.map(eventOf).join("")));
        const comment = end.complete();
        if (comment !== undefined) controller.enqueue(encoder.encode(`: ${comment}\n\n`));
        controller.enqueue(DONE);
      } catch (thrown) {
        controller.enqueue(encoder.encode(eventOf(end.broken(thrown))));
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

function eventOf(chunk: JsonObject): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
