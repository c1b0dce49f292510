import type { Figures, Goal, Suite, SuiteResult } from "../suite.ts";
import { budgetPacing } from "./budget.ts";
import { manyArms, noticeOutage, priceChanges, storeOutage } from "./faults.ts";
import { type HourTable, LAG_30, playHour } from "./hour.ts";
import { learnedQuality } from "./learned-quality.ts";
import { mergeDifference } from "./merging.ts";
import { DEFAULT_SEED, effort, mean } from "./options.ts";
import { hedging, retryAmplification } from "./overload.ts";
import { ROUTER, ROUTER_CENTRAL } from "./policies.ts";
import { readRewards } from "./rewards.ts";
import { scriptedHour } from "./scenario.ts";
import { stationarySlopes } from "./stationary.ts";
import { readTraces } from "./traces.ts";

/** The arbitrage router: regret, failures and spending in simulations, beside what others do. */
export const router: Suite = ({ isFull, seed = DEFAULT_SEED }): SuiteResult => {
  const today = effort(isFull, seed);
  const traces = readTraces(DATA_SEED);
  const rewards = readRewards(DATA_SEED);
  const world = scriptedHour(traces);
  const busy = playHour(world, 20, today);
  const quiet = playHour(world, 2, today);
  const slopes = stationarySlopes(today);
  const dead = [20, 2].map((rate) => noticeOutage(traces, rate, false, today));
  const hanging = [20, 2].map((rate) => noticeOutage(traces, rate, true, today));
  const prices = priceChanges(traces, today);
  const arms = [3, 10, 50].map((count) => ({ count, ...manyArms(count, today) }));
  const budget = budgetPacing(rewards, today);
  const learned = learnedQuality(rewards, today, true);
  const cold = learnedQuality(rewards, today, false);
  const hedges = hedging(traces, seed);
  const goals: Goal[] = [
    ...hourGoals(busy, quiet),
    atMost("outage noticed at 20 requests/s, seconds", dead[0]?.seconds, 2),
    atMost("outage noticed at 2 requests/s, seconds", dead[1]?.seconds, 10),
    { label: "hanging provider noticed at 20 requests/s, seconds", value: hanging[0]?.seconds },
    { label: "hanging provider noticed at 2 requests/s, seconds", value: hanging[1]?.seconds },
    atLeast("share regained 30 s after repair, 20 requests/s", dead[0]?.regained, 0.8),
    { label: "the same at 2 requests/s", value: dead[1]?.regained, percent: true },
    { label: "the same after hanging, 20 requests/s", value: hanging[0]?.regained, percent: true },
    atMost("regret of a minute without the state store, by that with it", storeOutage(traces, today), 1.5),
    atMost("stationary slope dR/d ln T, by the Lai–Robbins constant", slopes.router, 1),
    { label: "the same of UCB1", value: slopes.ucb1 },
    atMost("largest difference of posteriors, flushes split and permuted, × 10⁹", 1e9 * mergeDifference(seed), 1),
    { label: "regret/1k, prices change every 5 min", value: prices.router },
    { label: "the same, plain discounted Thompson", value: prices.plain },
    ...arms.flatMap(({ count, router, plain }): Goal[] => [
      { label: `regret/1k, ${count} arms`, value: router },
      { label: "the same, plain discounted Thompson", value: plain },
    ]),
    percentAtMost("budget: distance of the mean", budget.mean, 0.005),
    { label: "budget: median distance of 1,000 requests", value: budget.median, percent: true },
    percentAtMost("budget: worst 1,000 requests", budget.worst, 0.005),
    atLeast("quality of the best model, on unseen prompts after 20,000 requests", learned.quality, 0.993),
    percentAtMost("at a cost of", learned.cost, 0.04),
    { label: "quality, learned from nothing in one pass", value: cold.quality, percent: true },
    { label: "at a cost of", value: cold.cost, percent: true },
    atMost("attempts by requests in a total outage", retryAmplification(10_000, seed), 1.1),
    atLeast("hedging: cut of the p99 of the first token", hedges.cut, 0.4),
    percentAtMost("hedging: share of requests", hedges.hedged, 0.03),
  ];
  return {
    sections: [
      [
        "== router",
        `traces: ${traces.source}; rewards: ${rewards.source}; data seed ${DATA_SEED}`,
        `seeds ${today.seeds.join(", ")}; of faults ${today.manySeeds.join(", ")}; ${isFull ? "full" : "quick (--full for more)"}`,
      ],
      busy.lines,
      quiet.lines,
    ],
    figures: seed === DEFAULT_SEED && !isFull ? figures(traces.source, goals) : {},
    goals,
  };
};

/** Of made-up traces and rewards where there are no real ones. */
const DATA_SEED = 1;

function hourGoals(busy: HourTable, quiet: HourTable): Goal[] {
  const bound = ({ figures }: HourTable): number => {
    const central = figures.get(ROUTER_CENTRAL)?.regrets ?? [];
    const shared = figures.get(ROUTER)?.regrets.slice(0, central.length) ?? [];
    return mean(shared) / mean(central);
  };
  return [
    atMost("regret/1k at 20 requests/s", busy.figures.get(ROUTER)?.regret, 8.5),
    atMost("regret/1k at 2 requests/s", quiet.figures.get(ROUTER)?.regret, 19),
    atMost("regret by that of the central bound, 20 requests/s", bound(busy), 1.1),
    atMost("regret by that of the central bound, 2 requests/s", bound(quiet), 1.1),
    { label: "regret/1k at 20 requests/s, merge every 30 s", value: busy.figures.get(LAG_30)?.regret },
    percentAtMost("failures at 20 requests/s", busy.figures.get(ROUTER)?.failures, 0.018),
    { label: "failures at 2 requests/s", value: quiet.figures.get(ROUTER)?.failures, percent: true },
  ];
}

function atMost(label: string, value: number | undefined, bound: number): Goal {
  return { label, value, goal: { sign: "≤", bound } };
}

function percentAtMost(label: string, value: number | undefined, bound: number): Goal {
  return { ...atMost(label, value, bound), percent: true };
}

function atLeast(label: string, value: number | undefined, bound: number): Goal {
  return { label, value, goal: { sign: "≥", bound }, percent: true };
}

/**
 * For the ratchet, where more is better: by how much each goal is kept, of the goal. Rounded to whole
 * percents, as another order of the same additions already changes the later digits.
 */
function figures(source: string, goals: readonly Goal[]): Record<string, Figures> {
  const kept = goals.flatMap(({ label, value, goal }) => {
    if (goal === undefined || value === undefined) return [];
    const share = goal.sign === "≥" ? value / goal.bound : 2 - value / goal.bound;
    return [[label, Math.floor(100 * share + 1e-9) / 100] as const];
  });
  return { [`router, ${source.replace(/ \(.*/, "")}`]: Object.fromEntries(kept) };
}
