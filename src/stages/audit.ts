import type { Next } from "hono";
import { routePath } from "hono/route";
import { type AuditRecord, reasonOf } from "../core/audit-record.ts";
import type { Failure } from "../core/failure.ts";
import { requestId } from "./caller-headers.ts";
import type { Exchange, GatewayContext } from "./context.ts";

export interface AuditPorts {
  readonly now: () => number;
  readonly newId: () => string;
  /** Takes each request's record, once, when its answer has ended. */
  readonly sink: (record: AuditRecord) => void;
  /** Replaces personal data and secrets in what a caller sends beside the body. */
  readonly screenText: (text: string) => string;
}

/** Opens the record of a request, and closes it when the answer has ended, streamed or not. */
export function audit({ now, newId, sink, screenText }: AuditPorts) {
  return async function audit(c: GatewayContext, next: Next): Promise<void> {
    const record: AuditRecord = {
      requestId: requestId(c.req.header("x-request-id"), screenText) ?? newId(),
      startedAt: now(),
      route: "unmatched",
      status: 0,
      outcome: "ok",
      timings: {},
    };
    let open = true;
    const close: Exchange["close"] = (failure, after) => {
      if (!open) return;
      open = false;
      noteFailure(record, failure, after);
      if (exchange.meter !== undefined) record.usage = exchange.meter.usage();
      record.durationMs = now() - record.startedAt;
      for (const work of exchange.atEnd) work();
      sink(record);
    };
    const exchange = { record, close, atEnd: [] as Exchange["atEnd"] } as Exchange;
    c.set("exchange", exchange);
    const answered = next();
    // A request whose client has gone is ended by the runtime; its record must be written all the same.
    c.executionCtx.waitUntil(answered);
    await answered;
    record.route = routeOf(c);
    record.status = c.res.status;
    if (exchange.answer?.kind !== "stream" || c.error !== undefined) close(exchange.failure, "status");
  };
}

/** The pattern that matched: the path as sent may hold anything. */
function routeOf(c: GatewayContext): string {
  const pattern = routePath(c, -1);
  return pattern.includes("*") || !METHODS.has(c.req.method) ? "unmatched" : `${c.req.method} ${pattern}`;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

function noteFailure(record: AuditRecord, failure: Failure | undefined, after: "status" | "first_byte"): void {
  if (failure === undefined) return;
  record.outcome = failure.kind === "client_gone" ? "client_gone" : after === "first_byte" ? "cut" : "failed";
  record.failure = failure.kind;
  const reason = reasonOf(failure);
  if (reason !== undefined) record.reason = reason;
}
