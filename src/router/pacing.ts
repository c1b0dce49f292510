/** How strongly cost counts, and how far spending is from where the budget wants it. */
export interface Pacing {
  /** λ, value per USD. */
  readonly costWeight: number;
  /** USD spent beyond the budget so far; negative when there is some left. */
  readonly excess: number;
}

export interface PacingRule {
  /** USD a request, on average. */
  readonly budget: number;
  readonly leastWeight: number;
  readonly mostWeight: number;
  /**
   * What ln λ gains for each budget of one request that has been spent too much. It brings back the sum
   * and not only the rate: strong keeps every window close to the budget, weak spends it more wisely.
   */
  readonly pull: number;
}

/** Keeps the average. */
export const WEAK_PULL = 0.02;
/** Keeps any thousand requests. */
export const STRONG_PULL = 0.5;

/** Step of ln λ for a request that costs once more than the budget. */
const STEP = 0.005;
/** A debt that counts no further. */
const MOST_PULL = 6;

export function firstPacing(costWeight: number): Pacing {
  return { costWeight, excess: 0 };
}

/**
 * A primal-dual step after a request: λ follows the rate of spending (Agrawal and Devanur, EC 2014).
 * A request that costs many times the budget moves it no further than one that costs three times.
 * @param cost USD
 */
export function pace({ costWeight, excess }: Pacing, cost: number, rule: PacingRule): Pacing {
  const step = STEP * Math.min(2, cost / rule.budget - 1);
  const moved = Math.min(rule.mostWeight, Math.max(rule.leastWeight, costWeight * Math.exp(step)));
  return { costWeight: moved, excess: excess + cost - rule.budget };
}

/** λ for the next decision: the paced one, stronger in debt and weaker with money left. */
export function weightNow({ costWeight, excess }: Pacing, rule: PacingRule): number {
  const pull = Math.max(-MOST_PULL, Math.min(MOST_PULL, rule.pull * (excess / rule.budget)));
  return Math.min(rule.mostWeight, Math.max(rule.leastWeight, costWeight * Math.exp(pull)));
}

/** Money that may be spent at most. USD. */
export interface HardCap {
  readonly cap: number;
  readonly spent: number;
  readonly reserved: number;
}

/** Sets money aside before an attempt; nothing when the cap is reached. It is passed by at most one reservation. */
export function reserve(cap: HardCap, amount: number): HardCap | undefined {
  if (!(amount >= 0) || cap.spent + cap.reserved >= cap.cap) return undefined;
  return { ...cap, reserved: cap.reserved + amount };
}

/** Books what an attempt has cost and gives back what was set aside for it. */
export function settle(cap: HardCap, reservation: number, cost: number): HardCap {
  return { ...cap, reserved: Math.max(0, cap.reserved - reservation), spent: cap.spent + Math.max(0, cost) };
}
