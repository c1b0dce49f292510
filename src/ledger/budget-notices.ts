import type { BudgetNotice } from "../core/limits/budget.ts";
import { budgetOf } from "../core/limits/rules.ts";
import type { BudgetEvent } from "./budget-webhook.ts";

/** Tells of budgets that have passed a level, all at once. @param tell never rejects */
export function budgetNotices(tell: (event: BudgetEvent) => Promise<void>) {
  return async (tenant: string, notices: readonly BudgetNotice[]): Promise<void> => {
    const events = notices.flatMap(({ counter, level, spent, limit }) => {
      const budget = budgetOf(counter);
      if (budget === undefined) return [];
      return [{ tenant, ...budget, level, spentMicrodollars: spent, limitMicrodollars: limit }];
    });
    await Promise.all(events.map(tell));
  };
}
