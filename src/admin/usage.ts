import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { GatewayError } from "../core/failure.ts";
import type { UsageGrouping, UsageRow } from "../ledger/port.ts";
import type { GatewayEnvironment } from "../stages/context.ts";
import { invalid } from "./body.ts";
import { answers, SECURITY } from "./describe.ts";
import type { AdminPorts } from "./ports.ts";
import { Usage, usageQuery } from "./schemas.ts";
import { timeOf, usdOf } from "./shapes.ts";
import { fromLedger } from "./stores.ts";

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
const MAX_DAYS = 400;

const about = { tags: ["usage"], ...SECURITY };

const routes = {
  usage: createRoute({
    ...about,
    method: "get",
    path: "/usage",
    summary: "Sum up a tenant's usage",
    description: "Requests, tokens and cost, the most expensive first.",
    request: { query: usageQuery },
    responses: answers(200, Usage, "One row for each group."),
  }),
};

/** What was used. */
export function usageRoutes(app: OpenAPIHono<GatewayEnvironment>, ports: AdminPorts): void {
  const { ledger, now } = ports;

  app.openapi(routes.usage, async (c) => {
    const { tenant, groupBy = [], key: keyId, model, limit, ...span } = c.req.valid("query");
    const { from, to } = spanOf(span, now());
    if (ledger === undefined) throw new GatewayError({ kind: "ledger_unavailable", reason: "none" });
    const rows = await fromLedger(ledger.usage({ tenant, from, to, groupBy, keyId, model, limit }));
    const data = rows.map((row) => shownRow(row, groupBy));
    return c.json({ tenant, from: timeOf(from), to: timeOf(to), data }, 200);
  });
}

function spanOf(span: { from?: string | undefined; to?: string | undefined }, now: number) {
  const to = span.to === undefined ? now : Date.parse(span.to);
  const from = span.from === undefined ? to - USUAL_DAYS * DAY_MS : Date.parse(span.from);
  if (from >= to) throw invalid("from", "Invalid 'from': must be before 'to'.");
  if (to - from > MAX_DAYS * DAY_MS) throw invalid("from", `Invalid 'from': at most ${MAX_DAYS} days before 'to'.`);
  return { from, to };
}

function shownRow({ group, costMicrodollars, ...counts }: UsageRow, groupBy: readonly UsageGrouping[]) {
  const named = groupBy.map((name, at) => [name, group[at] ?? ""] as const);
  return { group: Object.fromEntries(named), ...counts, costUsd: usdOf(costMicrodollars) };
}
