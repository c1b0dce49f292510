import type { OpenAPIHono } from "@hono/zod-openapi";
import type { GatewayEnvironment } from "../stages/context.ts";
import { proxyRoutes } from "./proxy-routes.ts";

export type Document = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

const ADMIN = "/admin/v1";

/** What can be asked of this gateway (OpenAPI 3.1). @param app its documented routes, the admin API's among them if there is one */
export function openapiDocument(app: OpenAPIHono<GatewayEnvironment>): Document {
  const registry = app.openAPIRegistry;
  registry.registerComponent("securitySchemes", "gatewayKey", {
    type: "http",
    scheme: "bearer",
    description: "A gateway key, sk-as-…; also as `x-api-key`.",
  });
  registry.registerComponent("securitySchemes", "adminToken", {
    type: "http",
    scheme: "bearer",
    description: `The deployment's ADMIN_TOKEN. Opens ${ADMIN}, and nothing else.`,
  });
  proxyRoutes(registry);
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "AgentShield",
      version: "1",
      description:
        "A security gateway for LLM traffic. Point an OpenAI client at `/v1`; manage tenants and keys at `/admin/v1`.",
      license: { name: "Apache-2.0" },
    },
    tags: [
      { name: "proxy", description: "What clients of a model call." },
      { name: "tenants", description: "Who uses the gateway, and what holds for them." },
      { name: "keys", description: "A tenant's keys." },
      { name: "usage", description: "What was used and what it cost." },
      { name: "operations", description: "Whether the gateway runs." },
    ],
  });
  return withPlainPatterns(document);
}

/** JSON Schema's patterns are without slashes and flags, which the library leaves at the end of some. */
function withPlainPatterns(document: Document): Document {
  const plain = (name: string, value: unknown) =>
    name === "pattern" && typeof value === "string" ? value.replace(/\/[dgimsuvy]+$/, "") : value;
  return JSON.parse(JSON.stringify(document, plain)) as Document;
}
