import type { BudgetRule, LimitRule } from "../config/tenant-policy.ts";

/** The limits of a key and of its tenant: of two that count the same, the lower one stays. */
export function strictestLimits(rules: readonly LimitRule[]): readonly LimitRule[] {
  const nameOf = (rule: LimitRule) =>
    rule.of === "concurrency" ? `${rule.of} ${rule.per}` : `${rule.of} ${rule.per} ${rule.every} ${rule.algorithm}`;
  return lowest(rules, nameOf, ({ amount }) => amount);
}

/** The budgets of a key and of its tenant: of two for the same time and kind, the lower one stays. */
export function strictestBudgets(rules: readonly BudgetRule[]): readonly BudgetRule[] {
  return lowest(
    rules,
    ({ per, period, kind }) => `${per} ${period} ${kind}`,
    ({ usd }) => usd,
  );
}

function lowest<T>(rules: readonly T[], nameOf: (rule: T) => string, figure: (rule: T) => number): readonly T[] {
  const kept = new Map<string, T>();
  for (const rule of rules) {
    const other = kept.get(nameOf(rule));
    if (other === undefined || figure(rule) < figure(other)) kept.set(nameOf(rule), rule);
  }
  return [...kept.values()];
}
