import type { Handler } from "hono";
import { type Failure, failureOf, GatewayError } from "../core/failure.ts";
import { wireError } from "../core/failure-on-the-wire.ts";
import type { ConfigError } from "../config/parse-config.ts";
import { anthropicMessages } from "../dialects/anthropic-messages/dialect.ts";
import { openaiChat } from "../dialects/openai-chat/dialect.ts";
import { openaiError } from "../dialects/openai-chat/error.ts";
import type { ClientDialect } from "../dialects/port.ts";
import { type Exchange, exchangeOf, type GatewayContext, type GatewayEnvironment } from "./context.ts";
import { errorHeaders } from "./response-headers.ts";

/** Answers whatever a stage has thrown, in the caller's dialect. */
export function refuse(thrown: Error, c: GatewayContext): Response {
  const exchange = exchangeOf(c);
  const failure = failureOf(thrown);
  exchange.failure = failure;
  const error = wireError(failure);
  const dialect = dialectOf(c);
  return Response.json(dialect.error(error, exchange.record.requestId), {
    status: error.status,
    headers: errorHeaders({ ...exchange, dialect }, error),
  });
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

/** An Anthropic client says so, wherever it calls; else what the path speaks, or looks as if it spoke. */
function dialectOf(c: GatewayContext): ClientDialect {
  if (c.req.header("anthropic-version") !== undefined) return anthropicMessages;
  const { dialect } = exchangeOf(c) as Partial<Exchange>;
  return dialect ?? (c.req.path.startsWith("/v1/messages") ? anthropicMessages : openaiChat);
}
