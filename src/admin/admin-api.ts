import { OpenAPIHono } from "@hono/zod-openapi";
import type { Next } from "hono";
import { BoundedMap } from "../core/bounded-map.ts";
import type { Environment } from "../config/environment.ts";
import { type GatewayContext, type GatewayEnvironment, exchangeOf } from "../stages/context.ts";
import { commonHeaders } from "../stages/response-headers.ts";
import { requireAdmin } from "./credential.ts";
import { budgetRoutes } from "./budgets.ts";
import { docsPage, PAGE_HEADERS } from "./docs-page.ts";
import { keyRoutes } from "./keys.ts";
import { type Document, openapiDocument } from "./openapi.ts";
import type { AdminPorts } from "./ports.ts";
import { refuseFields } from "./refuse-fields.ts";
import { tenantRoutes } from "./tenants.ts";
import { usageRoutes } from "./usage.ts";

type AdminSecrets = Pick<Environment, "ADMIN_TOKEN" | "KEY_PEPPER">;

/**
 * `/admin/v1`, for the holder of the admin token, and what describes the API to anybody: `/openapi.json`
 * and `/docs`. Without a token there is no `/admin`.
 */
export function adminApi(
  ports: AdminPorts,
  { ADMIN_TOKEN: token, KEY_PEPPER: pepper }: AdminSecrets,
): OpenAPIHono<GatewayEnvironment> {
  const app = new OpenAPIHono<GatewayEnvironment>();
  if (token !== undefined) {
    app.use("/admin/*", keepPrivate(), requireAdmin(token, pepper, ports.now));
    app.route("/admin/v1", routesOf(ports));
  }
  describeTo(app);
  return app;
}

/** Both are for anybody, so each is made once; the page for each name that the gateway is called by. */
function describeTo(app: OpenAPIHono<GatewayEnvironment>): void {
  const pages = new BoundedMap<string, Promise<string>>(MAX_PAGES);
  let document: Document | undefined;
  const described = () => (document ??= openapiDocument(app));
  app.get("/openapi.json", (c) => c.json(described(), 200, commonHeaders(exchangeOf(c))));
  app.get("/docs", async (c) => {
    const { origin } = new URL(c.req.url);
    const page = pages.get(origin) ?? docsPage(described(), origin);
    pages.set(origin, page);
    return c.body(await page, 200, { ...PAGE_HEADERS, ...commonHeaders(exchangeOf(c)) });
  });
}

const MAX_PAGES = 8;

function routesOf(ports: AdminPorts): OpenAPIHono<GatewayEnvironment> {
  const app = new OpenAPIHono<GatewayEnvironment>({
    defaultHook: (result) => {
      if (!result.success) throw refuseFields(result.error.issues);
    },
  });
  tenantRoutes(app, ports);
  keyRoutes(app, ports);
  usageRoutes(app, ports);
  budgetRoutes(app, ports);
  return app;
}

/** Nothing of it may be kept on the way, nor be read as something else by a browser. */
function keepPrivate() {
  return async function keepPrivate(c: GatewayContext, next: Next): Promise<void> {
    await next();
    const common = commonHeaders(exchangeOf(c));
    const headers = { "cache-control": "no-store", "x-content-type-options": "nosniff", ...common };
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  };
}
