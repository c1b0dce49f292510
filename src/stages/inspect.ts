import type { Handler } from "hono";
import { GatewayError } from "../core/failure.ts";
import type { Journal } from "../providers/journal.ts";
import { exchangeOf, type GatewayEnvironment } from "./context.ts";
import { commonHeaders } from "./response-headers.ts";

/** The Worker runs. */
export function health(): Handler<GatewayEnvironment> {
  return (c) => c.json({ status: "ok" }, 200, commonHeaders(exchangeOf(c)));
}

/** Everything that a request needs answers; says which does not. */
export function readiness(ports: Readonly<Record<string, Reachable>>): Handler<GatewayEnvironment> {
  return async (c) => {
    const checks = await Promise.all(
      Object.entries(ports).map(async ([name, port]) => [name, await reached(port)] as const),
    );
    const ready = checks.every(([, answer]) => answer === "ok");
    return c.json(
      { status: ready ? "ok" : "unavailable", checks: Object.fromEntries(checks) },
      ready ? 200 : 503,
      commonHeaders(exchangeOf(c)),
    );
  };
}

interface Reachable {
  readonly ping: () => Promise<void>;
}

async function reached(port: Reachable): Promise<"ok" | "unreachable"> {
  return port.ping().then(
    () => "ok",
    () => "unreachable",
  );
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Development only: what left for providers, newest first. Only for callers on the same machine,
 * by name too, so that a web page cannot reach it through a name that it made point here.
 */
export function journal(sent: Journal): Handler<GatewayEnvironment> {
  return (c) => {
    if (!LOOPBACK.has(new URL(c.req.url).hostname)) throw new GatewayError({ kind: "unknown_path" });
    return c.json({ entries: sent.entries }, 200, commonHeaders(exchangeOf(c)));
  };
}
