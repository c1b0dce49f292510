import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { BudgetRule } from "../config/tenant-policy.ts";
import { budgetLimit } from "../core/limits/rules.ts";
import { strictestBudgets } from "../policy/strictest.ts";
import type { GatewayEnvironment } from "../stages/context.ts";
import type { StoredKey } from "../tenants/port.ts";
import { answers, SECURITY } from "./describe.ts";
import type { AdminPorts } from "./ports.ts";
import { Budgets, pageQuery, tenantPath } from "./schemas.ts";
import { timeOf, usdOf } from "./shapes.ts";
import { fromState, tenantOf } from "./stores.ts";

/** Counters that the state is asked for at a time. */
const MAX_ASKED = 100;

const route = createRoute({
  tags: ["usage"],
  ...SECURITY,
  method: "get",
  path: "/tenants/{tenant}/budgets",
  summary: "Read what is spent of a tenant's budgets",
  description:
    "Those of the tenant as a whole, and those of each of its keys, a page of keys at a time. Where a key and its tenant say the same, the lower one is shown.",
  request: { params: tenantPath, query: pageQuery },
  responses: answers(200, Budgets, "The budgets of the periods that now lies in.", [404]),
});

/** What of the budgets is spent, and what is held for requests under way. */
export function budgetRoutes(app: OpenAPIHono<GatewayEnvironment>, ports: AdminPorts): void {
  const { directory, now } = ports;
  app.openapi(route, async (c) => {
    const { limit, after } = c.req.valid("query");
    const { id, policy } = await tenantOf(ports, c.req.valid("param").tenant);
    const { items, next = null } = await fromState(directory.keys(id, limit, after));
    const at = now();
    const whole = policy.budgets.filter(({ per }) => per === "tenant");
    const each = policy.budgets.filter(({ per }) => per === "key");
    const entries = [
      ...(after === undefined ? whole.map((rule) => entry(rule, undefined, at)) : []),
      ...items.filter(isInUse).flatMap((key) => budgetsOf(key, each).map((rule) => entry(rule, key.publicId, at))),
    ];
    const data = await withSpending(ports, id, entries);
    return c.json({ data, next }, 200);
  });
}

interface Entry {
  readonly rule: BudgetRule;
  /** Whose policy says it, or for whose key it is counted. */
  readonly keyId: string | undefined;
  readonly counter: string;
  readonly endsAt: number;
}

function entry(rule: BudgetRule, keyId: string | undefined, at: number): Entry {
  const { counter, endsAt } = budgetLimit(rule, keyId ?? "", at, 0);
  return { rule, keyId, counter, endsAt };
}

function isInUse({ revokedAt }: StoredKey): boolean {
  return revokedAt === undefined;
}

function budgetsOf({ policy }: StoredKey, each: readonly BudgetRule[]): readonly BudgetRule[] {
  return strictestBudgets([...policy.budgets, ...each]);
}

async function withSpending({ state }: AdminPorts, tenant: string, entries: readonly Entry[]) {
  const shown = [];
  for (let from = 0; from < entries.length; from += MAX_ASKED) {
    const some = entries.slice(from, from + MAX_ASKED);
    const counters = some.map(({ counter }) => counter);
    const spending = await fromState(state.spending(tenant, counters));
    shown.push(...some.map((one, index) => shownBudget(one, spending[index])));
  }
  return shown;
}

function shownBudget({ rule, keyId, endsAt }: Entry, spending = { spent: 0, reserved: 0 }) {
  const { per, period, kind, usd } = rule;
  const spent = { spentUsd: usdOf(spending.spent), reservedUsd: usdOf(spending.reserved) };
  return { per, keyId: keyId ?? null, period, kind, limitUsd: usd, ...spent, endsAt: timeOf(endsAt) };
}
