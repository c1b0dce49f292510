import { ENDPOINTS, type Traces } from "./traces.ts";
import type { Condition, World } from "./world.ts";

const PRICES = [0.3, 0.14, 0.13, 0.12, 0.1, 0.16];
const ERRORS = [0.02, 0.01, 0.01, 0.005, 0.013, 0.03];
export const OUTAGE = { arm: 1, from: 600, to: 900 } as const;
const BROWN_OUT = { arm: 2, from: 1300, to: 1900, slowness: 6 } as const;
const PRICE_CUT = { arm: 0, from: 2200, price: 0.06 } as const;
const STORM = { arm: 0, from: 2700, to: 3000 } as const;
const HOUR = 3600;

/** Real times of six endpoints, and an hour in which an outage, a brown-out, a price cut and a storm of 429s happen. */
export function scriptedHour(traces: Traces): World {
  return {
    names: ENDPOINTS,
    samples: ENDPOINTS.map((name) => traces.endpoints.get(name) ?? []),
    seconds: HOUR,
    condition: scripted,
    phase,
  };
}

/** The same endpoints in an hour in which nothing happens. */
export function quietHour(traces: Traces, seconds: number = HOUR): World {
  return { ...scriptedHour(traces), seconds, condition: usual, phase: () => "quiet" };
}

export function usual(arm: number): Condition {
  return { failing: ERRORS[arm] ?? 0, failsFast: false, slowness: 1, price: PRICES[arm] ?? 0 };
}

function scripted(arm: number, at: number): Condition {
  const before = usual(arm);
  if (arm === OUTAGE.arm && isWithin(at, OUTAGE)) return { ...before, failing: 0.95, failsFast: true };
  if (arm === BROWN_OUT.arm && isWithin(at, BROWN_OUT)) return { ...before, slowness: BROWN_OUT.slowness };
  if (arm !== PRICE_CUT.arm || at < PRICE_CUT.from) return before;
  const cheap = { ...before, price: PRICE_CUT.price };
  return isWithin(at, STORM) ? { ...cheap, failing: 0.45, failsFast: true } : cheap;
}

function phase(at: number): string {
  if (isWithin(at, OUTAGE)) return "outage";
  if (isWithin(at, BROWN_OUT)) return "brown-out";
  if (isWithin(at, STORM)) return "storm";
  return at >= PRICE_CUT.from && at < STORM.from ? "price cut" : "rest";
}

function isWithin(at: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return at >= from && at < to;
}
