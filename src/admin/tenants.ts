import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { GatewayError } from "../core/failure.ts";
import { exchangeOf, type GatewayContext, type GatewayEnvironment } from "../stages/context.ts";
import { ChangedMeanwhile, type TenantRecord } from "../tenants/port.ts";
import { invalid } from "./body.ts";
import { answers, jsonBody, SECURITY, takesJson } from "./describe.ts";
import type { AdminPorts } from "./ports.ts";
import { refusingMistakes } from "./refuse-fields.ts";
import { newTenant, pageQuery, Tenant, TenantList, tenantPath, TenantPolicy } from "./schemas.ts";
import { shownTenant } from "./shapes.ts";
import { changedMeanwhile, fromState, tenantOf } from "./stores.ts";

const about = { tags: ["tenants"], ...SECURITY };
/** How often a change that does not depend on the others is tried again when one of them was first. */
const MAX_ATTEMPTS = 5;

const routes = {
  create: createRoute({
    ...about,
    ...takesJson,
    method: "post",
    path: "/tenants",
    summary: "Create a tenant",
    request: jsonBody(newTenant),
    responses: answers(201, Tenant, "The tenant.", [409, 413]),
  }),
  list: createRoute({
    ...about,
    method: "get",
    path: "/tenants",
    summary: "List tenants",
    request: { query: pageQuery },
    responses: answers(200, TenantList, "Tenants, by id."),
  }),
  read: createRoute({
    ...about,
    method: "get",
    path: "/tenants/{tenant}",
    summary: "Read a tenant",
    request: { params: tenantPath },
    responses: answers(200, Tenant, "The tenant; `etag` holds its version.", [404]),
  }),
  replacePolicy: createRoute({
    ...about,
    ...takesJson,
    method: "put",
    path: "/tenants/{tenant}/policy",
    summary: "Replace a tenant's policy",
    description:
      "Replaces the whole policy: fields that are left out get their defaults. Needs the header `if-match` with the version that the change is based on. Takes effect within 30 seconds.",
    request: { params: tenantPath, ...jsonBody(TenantPolicy) },
    responses: answers(200, Tenant, "The tenant with its new policy.", [404, 412, 413]),
  }),
  disable: createRoute({
    ...about,
    method: "post",
    path: "/tenants/{tenant}/disable",
    summary: "Disable a tenant",
    description: "Its keys are refused within 30 seconds.",
    request: { params: tenantPath },
    responses: answers(200, Tenant, "The tenant.", [404]),
  }),
  enable: createRoute({
    ...about,
    method: "post",
    path: "/tenants/{tenant}/enable",
    summary: "Enable a tenant",
    request: { params: tenantPath },
    responses: answers(200, Tenant, "The tenant.", [404]),
  }),
};

/** Tenants and their policies. */
export function tenantRoutes(app: OpenAPIHono<GatewayEnvironment>, ports: AdminPorts): void {
  const { directory, policies, now, log } = ports;
  const changed = (c: GatewayContext, action: string, tenant: TenantRecord) => {
    log({ action, tenant: tenant.id, requestId: exchangeOf(c).record.requestId });
    c.header("etag", `"${tenant.version}"`);
    return shownTenant(tenant);
  };

  app.openapi(routes.create, async (c) => {
    const { id, policy } = c.req.valid("json");
    refusingMistakes(["policy"], () => policies.checkTenant(policy));
    const tenant = { id, policy, version: 1, disabled: false, createdAt: now() };
    if (!(await fromState(directory.addTenant(tenant))))
      throw new GatewayError({ kind: "conflict", param: "id", message: "There is a tenant of this id." });
    return c.json(changed(c, "tenant created", tenant), 201);
  });

  app.openapi(routes.list, async (c) => {
    const { limit, after } = c.req.valid("query");
    const { items, next = null } = await fromState(directory.tenants(limit, after));
    return c.json({ data: items.map(shownTenant), next }, 200);
  });

  app.openapi(routes.read, async (c) => {
    const tenant = await tenantOf(ports, c.req.valid("param").tenant);
    c.header("etag", `"${tenant.version}"`);
    return c.json(shownTenant(tenant), 200);
  });

  app.openapi(routes.replacePolicy, async (c) => {
    const version = versionOf(c.req.header("if-match"));
    const policy = c.req.valid("json");
    refusingMistakes([], () => policies.checkTenant(policy));
    const tenant = await tenantOf(ports, c.req.valid("param").tenant);
    if (tenant.version !== version) throw new GatewayError({ kind: "version_mismatch" });
    const next = { ...tenant, policy, version: version + 1 };
    await fromState(directory.replaceTenant(next)).catch((thrown: unknown) => {
      throw thrown instanceof ChangedMeanwhile ? new GatewayError({ kind: "version_mismatch" }) : thrown;
    });
    return c.json(changed(c, "policy replaced", next), 200);
  });

  app.openapi(routes.disable, async (c) =>
    c.json(changed(c, "tenant disabled", await setDisabled(ports, c.req.valid("param").tenant, true)), 200),
  );
  app.openapi(routes.enable, async (c) =>
    c.json(changed(c, "tenant enabled", await setDisabled(ports, c.req.valid("param").tenant, false)), 200),
  );
}

/** Does the same however often it is asked, whatever else is changed meanwhile. */
async function setDisabled(ports: AdminPorts, id: string, disabled: boolean): Promise<TenantRecord> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const tenant = await tenantOf(ports, id);
    if (tenant.disabled === disabled) return tenant;
    const next = { ...tenant, disabled, version: tenant.version + 1 };
    try {
      await fromState(ports.directory.replaceTenant(next));
      return next;
    } catch (thrown) {
      if (!(thrown instanceof ChangedMeanwhile)) throw thrown;
    }
  }
  throw changedMeanwhile();
}

function versionOf(header: string | undefined): number {
  const digits = /^"?(\d{1,15})"?$/.exec(header ?? "")?.[1];
  if (digits === undefined) throw invalid("if-match", "Send the version that this change is based on as 'if-match'.");
  return Number(digits);
}
