import { OpenAPIHono } from "@hono/zod-openapi";
import type { Next } from "hono";
import type { GatewayContext, GatewayEnvironment } from "../stages/context.ts";
import { exchangeOf } from "../stages/context.ts";
import { requireAdmin } from "./credential.ts";
import { keyRoutes } from "./keys.ts";
import type { AdminPorts } from "./ports.ts";
import { refuseFields } from "./refuse-fields.ts";
import { tenantRoutes } from "./tenants.ts";
import { usageRoutes } from "./usage.ts";

export interface AdminCredential {
  readonly token: string;
  readonly pepper: string;
}

/** `/admin/v1`: tenants, keys and usage, for the holder of the admin token. */
export function adminApi(ports: AdminPorts, { token, pepper }: AdminCredential): OpenAPIHono<GatewayEnvironment> {
  const app = describedApi(ports);
  const guarded = new OpenAPIHono<GatewayEnvironment>();
  guarded.use("*", keepPrivate, requireAdmin(token, pepper, ports.now));
  guarded.route("/", app);
  return guarded;
}

/** The routes alone, of which the description is made. */
export function describedApi(ports: AdminPorts): OpenAPIHono<GatewayEnvironment> {
  const app = new OpenAPIHono<GatewayEnvironment>({
    defaultHook: (result) => {
      if (!result.success) throw refuseFields(result.error.issues);
    },
  });
  tenantRoutes(app, ports);
  keyRoutes(app, ports);
  usageRoutes(app, ports);
  return app;
}

/** Nothing of it may be kept on the way, nor be read as something else by a browser. */
async function keepPrivate(c: GatewayContext, next: Next): Promise<void> {
  await next();
  c.res.headers.set("cache-control", "no-store");
  c.res.headers.set("x-content-type-options", "nosniff");
  c.res.headers.set("x-request-id", exchangeOf(c).record.requestId);
}
