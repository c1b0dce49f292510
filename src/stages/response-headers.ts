import type { AuditRecord } from "../core/audit-record.ts";
import type { WireError } from "../core/failure-on-the-wire.ts";
import { costMicrodollars } from "../core/money/cost.ts";
import type { Exchange } from "./context.ts";
import { RATE_LIMIT_HEADERS, rateLimitHeaders } from "./rate-limit-headers.ts";

/** What a browser's script may read beside the body. */
export const EXPOSED_HEADERS = [
  "x-request-id",
  "request-id",
  "x-agentshield-cache",
  "age",
  "x-agentshield-provider",
  "x-agentshield-model",
  "x-agentshield-pii",
  "x-agentshield-pii-redacted",
  "x-agentshield-attempts",
  "x-agentshield-cost-usd",
  "x-agentshield-dropped-params",
  "x-agentshield-estimated",
  ...RATE_LIMIT_HEADERS,
  "retry-after",
  "server-timing",
];

type Headers = Record<string, string>;

/** The headers of an answer. Ids, counts and times only. */
export function answerHeaders(exchange: Exchange): Headers {
  const { record, target, dropped, cacheAgeMs, answer } = exchange;
  const headers: Headers = {
    ...commonHeaders(exchange),
    "x-agentshield-provider": target.provider.id,
    "x-agentshield-model": target.model,
    "x-agentshield-pii": piiHeader(record.found ?? {}),
    "x-agentshield-cache": record.cache ?? "bypass",
    "x-agentshield-attempts": record.cache === "hit" ? "0" : "1",
  };
  // Of a stream it is not known yet.
  if (record.redacted !== undefined && answer?.kind === "json")
    headers["x-agentshield-pii-redacted"] = piiHeader(record.redacted);
  // Of a stream it is not known yet: a comment before its end says it.
  const cost = answer?.kind === "json" || record.cache === "hit" ? costUsd(exchange) : undefined;
  if (cost !== undefined) headers["x-agentshield-cost-usd"] = cost;
  if (exchange.estimated !== undefined) headers["x-agentshield-estimated"] = exchange.estimated;
  if (cacheAgeMs !== undefined) headers.age = String(Math.floor(cacheAgeMs / 1000));
  if (dropped !== undefined && dropped.length > 0)
    headers["x-agentshield-dropped-params"] = dropped.filter((name) => /^[\w.[\]-]+$/.test(name)).join(",");
  return headers;
}

/** What an answer has cost, in dollars; `unknown` when nobody knows what its model costs, absent when no model was asked. */
export function costUsd({ record, meter, price }: Exchange): string | undefined {
  if (record.cache === "hit") return inDollars(0);
  if (meter === undefined) return undefined;
  return price === undefined ? "unknown" : inDollars(costMicrodollars(meter.usage(), price));
}

function inDollars(microdollars: number): string {
  return (microdollars / 1_000_000).toFixed(6);
}

/** The headers of an error, which may come before most stages have run. */
export function errorHeaders(exchange: Partial<Exchange>, error: WireError): Headers {
  const headers = commonHeaders(exchange);
  if (error.retryAfter !== undefined) headers["retry-after"] = error.retryAfter;
  // Read by OpenAI's and Anthropic's SDKs before they try again by themselves.
  if (error.final && (error.status >= 500 || error.status === 429)) headers["x-should-retry"] = "false";
  return headers;
}

/** The headers of every response. */
export function commonHeaders({ record, limits, dialect }: Partial<Exchange>): Headers {
  const headers: Headers = {};
  if (record !== undefined) {
    headers["x-request-id"] = record.requestId;
    // Read by Anthropic's SDKs.
    if (dialect?.name === "anthropic-messages") headers["request-id"] = record.requestId;
    headers["server-timing"] = serverTiming(record);
  }
  if (limits !== undefined) Object.assign(headers, rateLimitHeaders(limits, record?.startedAt ?? 0, dialect?.name));
  return headers;
}

function piiHeader(found: Readonly<Record<string, number>>): string {
  const counts = Object.entries(found).map(([entity, count]) => `${entity}=${count}`);
  return counts.length === 0 ? "none" : counts.join(",");
}

/** W3C Server Timing. */
function serverTiming({ timings }: AuditRecord): string {
  return Object.entries(timings)
    .map(([stage, ms]) => `${stage};dur=${Math.round(ms * 10) / 10}`)
    .join(", ");
}
