import type { Next } from "hono";
import type { ClientDialect } from "../dialects/port.ts";
import { exchangeOf, type GatewayContext } from "./context.ts";

/** Says what the callers of a path speak. The stages below are the same for every path, whatever it is. */
export function surface(dialect: ClientDialect) {
  return async function surface(c: GatewayContext, next: Next): Promise<void> {
    exchangeOf(c).dialect = dialect;
    await next();
  };
}
