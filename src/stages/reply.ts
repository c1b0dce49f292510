import type { Next } from "hono";
import { failureOf } from "../core/failure.ts";
import { wireError } from "../core/failure-on-the-wire.ts";
import type { JsonObject } from "../core/json.ts";
import { mapChunks } from "../streaming/batches.ts";
import { eventStream } from "../streaming/event-stream.ts";
import { type Exchange, exchangeOf, type GatewayContext, type StreamedAnswer } from "./context.ts";
import { answerHeaders, costUsd } from "./response-headers.ts";

/** Writes the answer, as JSON or as server-sent events, when every stage below has dealt with it. */
export function reply() {
  return async function reply(c: GatewayContext, next: Next): Promise<void> {
    await next();
    const exchange = exchangeOf(c);
    const { answer, request, dialect } = exchange;
    if (answer === undefined || c.error !== undefined) return;
    const headers = answerHeaders(exchange);
    if (answer.kind === "json") {
      headers["content-type"] = "application/json";
      c.res = new Response(JSON.stringify(answer.body), { headers });
      return;
    }
    headers["content-type"] = "text/event-stream; charset=utf-8";
    headers["cache-control"] = "no-cache";
    const hidden = (event: JsonObject) => dialect.withoutUsage(event);
    const batches = request.showUsage ? answer.batches : mapChunks(answer.batches, hidden);
    c.res = new Response(stream(exchange, { ...answer, batches }), { headers });
  };
}

function stream(exchange: Exchange, { batches, leave, endedEarly }: StreamedAnswer): ReadableStream<Uint8Array> {
  const { close, dialect, record } = exchange;
  // A client that stops reading must not put off what its request has cost.
  void endedEarly?.then((failure) => close(failure, "first_byte"));
  return eventStream(batches, dialect.framing(), {
    complete: () => {
      close(undefined, "first_byte");
      const cost = costUsd(exchange);
      return cost === undefined ? undefined : `x-agentshield-cost-usd: ${cost}`;
    },
    broken: (thrown) => {
      const failure = failureOf(thrown);
      close(failure, "first_byte");
      return dialect.error(wireError(failure), record.requestId);
    },
    cancelled: () => {
      leave();
      close({ kind: "client_gone" }, "first_byte");
    },
  });
}
