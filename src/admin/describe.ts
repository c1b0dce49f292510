import type { RouteConfig, z } from "@hono/zod-openapi";
import { readJsonBody } from "./body.ts";
import { Problem } from "./schemas.ts";

const PROBLEMS = {
  400: "A field is missing, unknown or wrong; `param` names it.",
  401: "The admin token is missing or wrong.",
  404: "There is no such tenant or key.",
  409: "It is there already, or was changed meanwhile.",
  412: "`if-match` is not the newest version.",
  413: "The body is larger than 1 MiB.",
  503: "The store cannot be reached.",
} as const;

const asJson = <T extends z.ZodType>(schema: T) => ({ content: { "application/json": { schema } } });

/** A body of JSON, and the middleware that holds it to that. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { body: { required: true, ...asJson(schema) } } as const;
}

export const takesJson = { middleware: readJsonBody };

/** What a route answers: a good answer, and the errors that it may give beside those of every route. */
export function answers<S extends 200 | 201, T extends z.ZodType>(
  status: S,
  schema: T,
  description: string,
  problems: readonly (keyof typeof PROBLEMS)[] = [],
) {
  const all = [...new Set([400, 401, 503, ...problems] as const)].sort((one, other) => one - other);
  const errors = Object.fromEntries(all.map((code) => [code, { description: PROBLEMS[code], ...asJson(Problem) }]));
  return { ...errors, [status]: { description, ...asJson(schema) } } as Record<
    S,
    { readonly description: string; readonly content: { readonly "application/json": { readonly schema: T } } }
  > satisfies RouteConfig["responses"];
}

export const SECURITY = { security: [{ adminToken: [] }] };
