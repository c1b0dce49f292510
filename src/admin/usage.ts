import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { BudgetRule } from "../config/tenant-policy.ts";
import { GatewayError } from "../core/failure.ts";
import { budgetLimit } from "../core/limits/rules.ts";
import type { UsageGrouping, UsageRow } from "../ledger/port.ts";
import type { GatewayEnvironment } from "../stages/context.ts";
import { invalid } from "./body.ts";
import { answers, SECURITY } from "./describe.ts";
import type { AdminPorts } from "./ports.ts";
import { Budgets, tenantPath, Usage, usageQuery } from "./schemas.ts";
import { timeOf, usdOf } from "./shapes.ts";
import { fromLedger, fromState, tenantOf } from "./stores.ts";

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
const MAX_DAYS = 400;
/** Keys of a tenant whose own budgets are shown. */
const MAX_KEYS = 100;

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
  budgets: createRoute({
    ...about,
    method: "get",
    path: "/tenants/{tenant}/budgets",
    summary: "Read what is spent of a tenant's budgets",
    description:
      "Those of the tenant's policy that are for the tenant as a whole, and those for each of its keys that has one.",
    request: { params: tenantPath },
    responses: answers(200, Budgets, "The budgets of the periods that now lies in.", [404]),
  }),
};

/** What was used, and what of a budget is spent. */
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

  app.openapi(routes.budgets, async (c) => {
    const budgets = await budgetsOf(ports, c.req.valid("param").tenant);
    return c.json({ data: budgets }, 200);
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

async function budgetsOf(ports: AdminPorts, id: string) {
  const { directory, state, now } = ports;
  const tenant = await tenantOf(ports, id);
  const { items } = await fromState(directory.keys(tenant.id, MAX_KEYS));
  const at = now();
  const entry = (rule: BudgetRule, keyId: string | undefined) => {
    const { counter, endsAt } = budgetLimit(rule, keyId ?? "", at, 0);
    return { rule, keyId, counter, endsAt };
  };
  const own = tenant.policy.budgets.filter(({ per }) => per === "tenant").map((rule) => entry(rule, undefined));
  const perKey = tenant.policy.budgets.filter(({ per }) => per === "key");
  const ofKeys = items
    .filter(({ revokedAt }) => revokedAt === undefined)
    .flatMap(({ publicId, policy }) =>
      [...policy.budgets, ...perKey].map((rule) => entry(rule, rule.per === "key" ? publicId : undefined)),
    );
  const entries = [...own, ...ofKeys];
  const counters = entries.map(({ counter }) => counter);
  const spending = await fromState(state.spending(tenant.id, counters));
  return entries.map(({ rule, keyId = null, endsAt }, index) => ({
    per: rule.per,
    keyId,
    period: rule.period,
    kind: rule.kind,
    limitUsd: rule.usd,
    spentUsd: usdOf(spending[index]?.spent ?? 0),
    reservedUsd: usdOf(spending[index]?.reserved ?? 0),
    endsAt: timeOf(endsAt),
  }));
}
