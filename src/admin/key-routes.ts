import { createRoute } from "@hono/zod-openapi";
import { answers, jsonBody, SECURITY, takesJson } from "./describe.ts";
import { keyChange, KeyList, keyPath, newKey, OneKey, pageQuery, rotation, ShownKey, tenantPath } from "./schemas.ts";

const about = { tags: ["keys"], ...SECURITY };

/** What is asked and answered about keys. */
export const routes = {
  create: createRoute({
    ...about,
    ...takesJson,
    method: "post",
    path: "/tenants/{tenant}/keys",
    summary: "Create a key",
    description: "The answer shows the key, once. Of its secret only a keyed hash is stored.",
    request: { params: tenantPath, ...jsonBody(newKey) },
    responses: answers(201, ShownKey, "The key.", [404, 413]),
  }),
  list: createRoute({
    ...about,
    method: "get",
    path: "/tenants/{tenant}/keys",
    summary: "List a tenant's keys",
    description: "With the time of their last use; a `warning` says when the usage ledger cannot be read.",
    request: { params: tenantPath, query: pageQuery },
    responses: answers(200, KeyList, "Keys, by id.", [404]),
  }),
  read: createRoute({
    ...about,
    method: "get",
    path: "/tenants/{tenant}/keys/{key}",
    summary: "Read a key",
    request: { params: keyPath },
    responses: answers(200, OneKey, "The key, without its secret.", [404]),
  }),
  change: createRoute({
    ...about,
    ...takesJson,
    method: "patch",
    path: "/tenants/{tenant}/keys/{key}",
    summary: "Change a key",
    description: "Its label, its whole policy or its expiry (null: never). Takes effect within 30 seconds.",
    request: { params: keyPath, ...jsonBody(keyChange) },
    responses: answers(200, OneKey, "The key.", [404, 409, 413]),
  }),
  rotate: createRoute({
    ...about,
    ...takesJson,
    method: "post",
    path: "/tenants/{tenant}/keys/{key}/rotate",
    summary: "Give a key a new secret",
    description:
      "The public id stays. The old secret counts beside the new one for as long as `overlapSeconds` says; an older one no longer does. Where the gateway remembers the old secret, it passes for up to 30 seconds more.",
    request: { params: keyPath, ...jsonBody(rotation) },
    responses: answers(200, ShownKey, "The key with its new secret.", [404, 409, 413]),
  }),
  revoke: createRoute({
    ...about,
    method: "post",
    path: "/tenants/{tenant}/keys/{key}/revoke",
    summary: "Revoke a key",
    description: "For good, and effective within 30 seconds. A key that is revoked stays so.",
    request: { params: keyPath },
    responses: answers(200, OneKey, "The key.", [404, 409]),
  }),
};
