import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { GatewayEnvironment } from "./context.ts";
import { EXPOSED_HEADERS } from "./response-headers.ts";

/** Cross-origin calls (Fetch standard, CORS). Requests that do not come from a page pass by it. */
export function allowBrowsers(origins: readonly string[]): MiddlewareHandler<GatewayEnvironment> {
  const answer = cors({
    origin: origins.includes("*") ? "*" : [...origins],
    exposeHeaders: EXPOSED_HEADERS,
    maxAge: 86_400,
  });
  return async function allowBrowsers(c, next) {
    return c.req.raw.headers.has("origin") ? answer(c, next) : next();
  };
}
