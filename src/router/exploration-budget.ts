/** How many requests an isolate has decided, and how many of them explored at a risk. Older ones are forgotten. */
export interface ExplorationBudget {
  readonly decided: number;
  readonly explored: number;
}

export const NOTHING_EXPLORED: ExplorationBudget = { decided: 0, explored: 0 };
export const EXPLORED_SHARE = 0.05;
const REMEMBERED = 1000;

/** Whether one more may explore and the share still holds. The first is free, or nothing would ever be learned. */
export function mayExplore({ decided, explored }: ExplorationBudget, share: number = EXPLORED_SHARE): boolean {
  return explored < 1 + share * decided;
}

export function countDecision(budget: ExplorationBudget, isRisky: boolean): ExplorationBudget {
  const keep = budget.decided >= REMEMBERED ? 0.5 : 1;
  return { decided: keep * budget.decided + 1, explored: keep * budget.explored + (isRisky ? 1 : 0) };
}
