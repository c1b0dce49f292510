import type { Random } from "./random.ts";

/**
 * A breaker of one arm, as a value. Who holds it (the route's state object) steps it whenever
 * observations were merged; isolates only read its phase and ask for the one probe lease.
 */
export interface BreakerState {
  readonly phase: "closed" | "open" | "half_open";
  /** Unix ms; when open, when a probe may be sent. */
  readonly until: number;
  /** How often it has opened without recovering in between. */
  readonly trips: number;
  /** Who may send the probe, and until when. */
  readonly lease: { readonly holder: string; readonly until: number } | undefined;
  /** When a probe closed it last. */
  readonly closedAt: number;
}

/** Decayed counts of one time scale. */
export interface BreakerWindow {
  readonly ok: number;
  readonly failed: number;
}

export interface BreakerEvidence {
  readonly windows: readonly BreakerWindow[];
  /** Connect errors since anything else happened. */
  readonly connectErrors: number;
  /** Tenants whose requests have failed lately. One alone opens nothing for the others. */
  readonly failingTenants: number;
}

export interface BreakerRule {
  readonly leastRequests: number;
  readonly failureShare: number;
  readonly connectErrors: number;
  readonly leastTenants: number;
  readonly firstOpenMs: number;
  readonly longestOpenMs: number;
  readonly jitter: number;
  readonly leaseMs: number;
}

export const BREAKER: BreakerRule = {
  leastRequests: 8,
  failureShare: 0.5,
  connectErrors: 5,
  leastTenants: 2,
  firstOpenMs: 5_000,
  longestOpenMs: 60_000,
  jitter: 0.2,
  leaseMs: 15_000,
};

export const CLOSED_BREAKER: BreakerState = {
  phase: "closed",
  until: 0,
  trips: 0,
  lease: undefined,
  closedAt: 0,
};

/** One-sided 95 %. */
const CONFIDENCE = 1.645;
/** Of all requests of a route, how many the probes of an arm may be: at first, and in a long outage. */
const FIRST_PROBE_SHARE = 0.05;
const PROBE_SHARE = 0.005;
const SHORTEST_CAP_MS = 12_000;
/** After that long without a trip the next one starts from the shortest time again. */
const FORGIVEN_MS = 120_000;

/** Open times that suit a route: busy ones can afford to look often, on quiet ones each probe is a large part. */
export function breakerFor(requestsPerSecond: number, rule: BreakerRule = BREAKER): BreakerRule {
  const between = (share: number): number => 1000 / (share * Math.max(1e-3, requestsPerSecond));
  const most = rule.longestOpenMs;
  const first = Math.min(most, Math.max(rule.firstOpenMs, between(FIRST_PROBE_SHARE)));
  const longest = Math.min(most, Math.max(SHORTEST_CAP_MS, between(PROBE_SHARE)));
  return { ...rule, firstOpenMs: first, longestOpenMs: longest, leaseMs: Math.max(rule.leaseMs, first) };
}

/** What the evidence and the time make of a breaker. @param now unix ms */
export function stepBreaker(
  state: BreakerState,
  evidence: BreakerEvidence,
  rule: BreakerRule,
  now: number,
  random: Random,
): BreakerState {
  if (state.phase === "open") return now >= state.until ? { ...state, phase: "half_open", lease: undefined } : state;
  if (state.phase === "half_open") return state;
  return isFailing(evidence, rule) ? open(state, rule, now, random) : state;
}

function isFailing(evidence: BreakerEvidence, rule: BreakerRule): boolean {
  if (evidence.failingTenants < rule.leastTenants) return false;
  if (evidence.connectErrors >= rule.connectErrors) return true;
  return evidence.windows.some(({ ok, failed }) => {
    const requests = ok + failed;
    return requests >= rule.leastRequests && lowerBound(failed, requests) > rule.failureShare;
  });
}

function open(state: BreakerState, rule: BreakerRule, now: number, random: Random): BreakerState {
  const trips = state.phase === "closed" && now - state.closedAt > FORGIVEN_MS ? 0 : state.trips;
  const ms = Math.min(rule.longestOpenMs, rule.firstOpenMs * 2 ** Math.min(trips, 30));
  const jittered = ms * (1 + rule.jitter * (2 * random() - 1));
  return { ...state, phase: "open", until: now + jittered, trips: trips + 1, lease: undefined };
}

/** Wilson's lower bound of a share (JASA 22, 1927). Counts may be fractions. */
export function lowerBound(successes: number, trials: number): number {
  if (trials <= 0) return 0;
  const share = successes / trials;
  const square = (CONFIDENCE * CONFIDENCE) / trials;
  const centre = share + square / 2;
  const margin = CONFIDENCE * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials));
  return (centre - margin) / (1 + square);
}

/** Gives the probe lease to the holder, or nothing when somebody has it. A lease ends by itself. */
export function takeProbe(
  state: BreakerState,
  holder: string,
  rule: BreakerRule,
  now: number,
): BreakerState | undefined {
  if (state.phase !== "half_open") return undefined;
  if (state.lease !== undefined && now < state.lease.until) return undefined;
  return { ...state, lease: { holder, until: now + rule.leaseMs } };
}

/** What a probe has shown. Only the holder of the lease is heard. Who closes a breaker forgets the failures. */
export function endProbe(
  state: BreakerState,
  probe: { readonly holder: string; readonly answered: boolean },
  rule: BreakerRule,
  now: number,
  random: Random,
): BreakerState {
  if (state.phase !== "half_open" || state.lease?.holder !== probe.holder) return state;
  if (!probe.answered) return open(state, rule, now, random);
  return { ...state, phase: "closed", until: 0, lease: undefined, closedAt: now };
}
