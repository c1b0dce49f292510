import type { Handler } from "hono";
import { type Failure, failureOf, GatewayError } from "../core/failure.ts";
import { type WireError, wireError } from "../core/failure-on-the-wire.ts";
import type { ConfigError } from "../config/parse-config.ts";
import type { JsonObject } from "../core/json.ts";
import { anthropicError } from "../dialects/anthropic-messages/error.ts";
import { openaiError } from "../dialects/openai-chat/error.ts";
import { type Exchange, exchangeOf, type GatewayContext, type GatewayEnvironment } from "./context.ts";
import { errorHeaders } from "./response-headers.ts";

/** Answers whatever a stage has thrown, in the caller's dialect. */
export function refuse(thrown: Error, c: GatewayContext): Response {
  const exchange = exchangeOf(c);
  const failure = failureOf(thrown);
  exchange.failure = failure;
  const error = wireError(failure);
  return Response.json(errorBody(error, c), { status: error.status, headers: errorHeaders(exchange, error) });
}

/** Refuses a path that no stage screens. */
export function refusePath(c: GatewayContext): Response {
  return refuse(new GatewayError({ kind: "unknown_path" }), c);
}

/** Refuses every method but one. */
export function takeOnly(allowed: string): Handler<GatewayEnvironment> {
  return () => {
    throw new GatewayError({ kind: "wrong_method", allowed });
  };
}

/** Answers while the configuration is wrong; the log names the field. */
export function misconfigured(thrown: ConfigError, log: (about: string) => void): Response {
  log(thrown.message);
  const failure: Failure = { kind: "misconfigured", reason: thrown.message };
  const error = wireError(failure);
  return Response.json(openaiError(error), { status: error.status, headers: errorHeaders({}, error) });
}

/** In the dialect of the path, or, where no stage has said it, in the one that the request looks like. */
function errorBody(error: WireError, c: GatewayContext): JsonObject {
  const { dialect, record } = exchangeOf(c) as Partial<Exchange> & Pick<Exchange, "record">;
  if (dialect !== undefined) return dialect.error(error, record.requestId);
  const anthropic = c.req.path.startsWith("/v1/messages") || c.req.header("anthropic-version") !== undefined;
  return anthropic ? anthropicError(error, record.requestId) : openaiError(error);
}
