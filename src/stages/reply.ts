import type { Next } from "hono";
import { failureOf } from "../core/failure.ts";
import { wireError } from "../core/failure-on-the-wire.ts";
import type { JsonObject } from "../core/json.ts";
import { openaiError } from "../dialects/openai-chat/error.ts";
import { mapChunks } from "../streaming/batches.ts";
import { type ChunkBatches, eventStream } from "../streaming/event-stream.ts";
import { type Exchange, exchangeOf, type GatewayContext, type StreamedAnswer } from "./context.ts";
import { answerHeaders, costUsd } from "./response-headers.ts";

/** Writes the answer, as JSON or as server-sent events, when every stage below has dealt with it. */
export function reply() {
  return async function reply(c: GatewayContext, next: Next): Promise<void> {
    await next();
    const exchange = exchangeOf(c);
    const { answer, chat } = exchange;
    if (answer === undefined || c.error !== undefined) return;
    const headers = answerHeaders(exchange);
    if (answer.kind === "json") {
      headers["content-type"] = "application/json";
      c.res = new Response(JSON.stringify(answer.body), { headers });
      return;
    }
    headers["content-type"] = "text/event-stream; charset=utf-8";
    headers["cache-control"] = "no-cache";
    c.res = new Response(
      stream(exchange, chat.showUsage ? answer : { ...answer, batches: withoutUsage(answer.batches) }),
      { headers },
    );
  };
}

function stream(exchange: Exchange, { batches, leave, endedEarly }: StreamedAnswer): ReadableStream<Uint8Array> {
  const { close } = exchange;
  // A client that stops reading must not put off what its request has cost.
  void endedEarly?.then((failure) => close(failure, "first_byte"));
  return eventStream(batches, {
    complete: () => {
      close(undefined, "first_byte");
      const cost = costUsd(exchange);
      return cost === undefined ? undefined : `x-agentshield-cost-usd: ${cost}`;
    },
    broken: (thrown) => {
      const failure = failureOf(thrown);
      close(failure, "first_byte");
      return openaiError(wireError(failure));
    },
    cancelled: () => {
      leave();
      close({ kind: "client_gone" }, "first_byte");
    },
  });
}

/** Usage is always asked for upstream, but shown only to those who asked for it. */
function withoutUsage(batches: ChunkBatches): ChunkBatches {
  return mapChunks(batches, (chunk) => {
    if (!("usage" in chunk)) return [chunk];
    const { usage: _, ...rest } = chunk;
    return isEmpty(rest) ? [] : [rest];
  });
}

function isEmpty({ choices }: JsonObject): boolean {
  return Array.isArray(choices) && choices.length === 0;
}
