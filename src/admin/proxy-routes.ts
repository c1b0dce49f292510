import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { chatRequest } from "../dialects/openai-chat/schema.ts";
import type { GatewayEnvironment } from "../stages/context.ts";
import { Problem } from "./schemas.ts";

type Registry = OpenAPIHono<GatewayEnvironment>["openAPIRegistry"];

const problem = (description: string) => ({ description, content: { "application/json": { schema: Problem } } });
const object = (description: string, example: object) => ({
  description,
  content: { "application/json": { schema: z.looseObject({}).openapi({ example }) } },
});

/** Describes what clients of a model call; the stages themselves check it. */
export function proxyRoutes(registry: Registry): void {
  chatRoute(registry);
  modelsRoute(registry);
  operationRoutes(registry);
}

const KEY = { tags: ["proxy"], security: [{ gatewayKey: [] }] };

function chatRoute(registry: Registry): void {
  registry.registerPath({
    ...KEY,
    method: "post",
    path: "/v1/chat/completions",
    summary: "Complete a chat",
    description:
      "As OpenAI's. Fields that are not listed are passed on. Personal data and secrets leave as placeholders and come back as they were. With `stream` the answer is server-sent events.",
    request: {
      body: {
        required: true,
        content: { "application/json": { schema: chatRequest.clone().openapi({ example: QUESTION }) } },
      },
    },
    responses: {
      200: object("The answer, as OpenAI's.", { object: "chat.completion", choices: [{ message: { content: "…" } }] }),
      400: problem("A field is missing or wrong, or the JSON is not strict."),
      401: problem("The key is missing or does not count."),
      402: problem("A budget is spent."),
      403: problem("The policy does not allow the model, the path, the address or the page."),
      404: problem("There is no such model."),
      413: problem("The body is too large."),
      422: problem("It holds what the policy blocks."),
      429: problem("A limit is reached; `retry-after` says for how long."),
      502: problem("The provider failed."),
      503: problem("The gateway cannot check its limits."),
      504: problem("The provider did not answer in time."),
    },
  });
}

function modelsRoute(registry: Registry): void {
  registry.registerPath({
    ...KEY,
    method: "get",
    path: "/v1/models",
    summary: "List the models that this key may use",
    responses: {
      200: object("Models, named `provider/model`.", {
        object: "list",
        data: [{ id: "openai/gpt-4o", object: "model" }],
      }),
      401: problem("The key is missing or does not count."),
      403: problem("The policy does not allow the path, the address or the page."),
      429: problem("A limit is reached."),
      503: problem("The gateway cannot check its limits."),
    },
  });
}

function operationRoutes(registry: Registry): void {
  const operations = { method: "get" as const, tags: ["operations"] };
  registry.registerPath({
    ...operations,
    path: "/healthz",
    summary: "Whether the gateway runs",
    responses: { 200: object("It runs.", { status: "ok" }) },
  });
  const checks = { status: "ok", checks: { state: "ok", directory: "ok" } };
  registry.registerPath({
    ...operations,
    path: "/readyz",
    summary: "Whether everything that it needs answers",
    responses: { 200: object("It does.", checks), 503: object("It does not; `checks` says what.", checks) },
  });
}

const QUESTION = {
  model: "echo/echo",
  messages: [{ role: "user", content: "Write to ada@example.org." }],
};
