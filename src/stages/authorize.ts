import type { Next } from "hono";
import { GatewayError } from "../core/failure.ts";
import { exchangeOf, type GatewayContext } from "./context.ts";

/**
 * Lets a key pass only where its policy and its tenant's allow it: path, address of the caller, page
 * that calls. The address is the one that Cloudflare's edge saw; a page's name is only as honest as
 * the browser that sends it.
 */
export function authorize() {
  return async function authorize(c: GatewayContext, next: Next): Promise<void> {
    const { policy } = exchangeOf(c).caller;
    const { headers } = c.req.raw;
    if (!policy.permitsPath(c.req.path)) throw refused("path");
    if (!policy.permitsAddress(headers.get("cf-connecting-ip") ?? undefined)) throw refused("ip");
    if (!policy.permitsPage(headers.get("origin") ?? headers.get("referer") ?? undefined)) throw refused("referrer");
    await next();
  };
}

function refused(reason: "path" | "ip" | "referrer"): GatewayError {
  return new GatewayError({ kind: "not_allowed", reason });
}
