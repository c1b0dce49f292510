import type { ArmReport } from "./arm-report.ts";
import {
  BREAKER,
  type BreakerState,
  type BreakerWindow,
  CLOSED_BREAKER,
  endProbe,
  breakerFor,
  stepBreaker,
  takeProbe,
} from "./breaker.ts";
import { DecayedSums } from "./decayed-sums.ts";
import { type Flush, type Merged, mergeFlush, type SeenFlushes } from "./flush.ts";
import { SUMS_SHAPE } from "./isolate-view.ts";
import { Ladder, LADDER, SCALES } from "./ladder.ts";
import { FIELD, FIELDS } from "./observation.ts";
import type { Random } from "./random.ts";

interface ArmState {
  readonly breaker: BreakerState;
  readonly connectErrors: number;
  readonly longOpenUntil: number;
  /** When each tenant's requests failed last, unix ms. */
  readonly failures: ReadonlyMap<string, number>;
}

export interface ArmPhase {
  readonly arm: string;
  readonly phase: BreakerState["phase"] | "long_open";
}

const NEW_ARM: ArmState = { breaker: CLOSED_BREAKER, connectErrors: 0, longOpenUntil: 0, failures: new Map() };
/** Time scales whose windows can open a breaker. */
const WINDOWS = [0, 1, 2, 3] as const;
const RATE_SCALE = 3;
/** From this scale on failures stay remembered after a repair. */
const MEMORY_SCALE = 5;
const FAILURES: ReadonlySet<number> = new Set([
  FIELD.failed,
  FIELD.failedSeconds,
  FIELD.breakerOk,
  FIELD.breakerFailed,
]);
const MOST_TENANTS = 64;
const MOST_ARMS = 1_000;
const TENANT_FAILURE_MS = 60_000;

/**
 * What all isolates share about a route's arms: the sums, and a breaker for each arm. One object holds
 * it; it makes no calls and reads no clock. Times are unix ms.
 */
export class RouteState {
  readonly sums = new DecayedSums(SUMS_SHAPE);
  private readonly arms = new Map<string, ArmState>();
  private readonly seen: SeenFlushes = new Set();
  private readonly ladder = new Ladder(LADDER);
  private readonly values = new Float64Array(SCALES.length * FIELDS);
  private readonly random: Random;
  private readonly leastTenants: number;

  constructor(random: Random, leastTenants: number = BREAKER.leastTenants) {
    this.random = random;
    this.leastTenants = leastTenants;
  }

  /** Adds what an isolate has seen, once. */
  merge(flush: Flush, now: number): Merged {
    const merged = mergeFlush(this.sums, this.seen, flush, now / 1000);
    if (merged === "merged") for (const report of flush.reports) this.hear(report, now);
    return merged;
  }

  /** Steps every breaker and tells where each arm stands. */
  phases(arms: readonly string[], now: number): ArmPhase[] {
    const rule = this.rule(arms, now);
    return arms.map((arm) => {
      this.forget(arm, now / 1000);
      const state = this.arms.get(arm) ?? NEW_ARM;
      const evidence = {
        windows: this.windows(arm, now),
        connectErrors: state.connectErrors,
        failingTenants: [...state.failures.values()].filter((at) => now - at < TENANT_FAILURE_MS).length,
      };
      const breaker = stepBreaker(state.breaker, evidence, rule, now, this.random);
      const connectErrors = breaker.phase === "open" ? 0 : state.connectErrors;
      this.arms.set(arm, { ...state, breaker, connectErrors });
      return { arm, phase: now < state.longOpenUntil ? "long_open" : breaker.phase };
    });
  }

  /** Asks for the one probe of a half-open arm. */
  takeProbe(arm: string, holder: string, arms: readonly string[], now: number): boolean {
    const state = this.arms.get(arm) ?? NEW_ARM;
    const breaker = takeProbe(state.breaker, holder, this.rule(arms, now), now);
    if (breaker !== undefined) this.arms.set(arm, { ...state, breaker });
    return breaker !== undefined;
  }

  /** What the probe has shown. A repaired arm is not held to what it did while it was broken. */
  endProbe(arm: string, holder: string, answered: boolean, arms: readonly string[], now: number): void {
    const state = this.arms.get(arm) ?? NEW_ARM;
    const breaker = endProbe(state.breaker, { holder, answered }, this.rule(arms, now), now, this.random);
    this.arms.set(arm, { ...state, breaker });
    if (breaker.phase === "closed" && state.breaker.phase !== "closed") this.forgive(arm, now / 1000);
  }

  private rule(arms: readonly string[], now: number): typeof BREAKER {
    const perSecond = arms.reduce((sum, arm) => {
      const { ok, failed } = this.window(arm, RATE_SCALE, now);
      return sum + (ok + failed) / (SCALES[RATE_SCALE] ?? 1);
    }, 0);
    return { ...breakerFor(perSecond), leastTenants: this.leastTenants };
  }

  /** Takes out of an arm's sums what a change has made untrue. An addition like any other, so it commutes too. */
  private forget(arm: string, seconds: number): void {
    const change = this.ladder.outdated(this.read(arm, seconds));
    if (change !== undefined) this.sums.addByScale(arm, seconds, change);
  }

  private forgive(arm: string, seconds: number): void {
    const change = Float64Array.from(this.read(arm, seconds), (sum, at) => {
      const isMemory = Math.floor(at / FIELDS) >= MEMORY_SCALE;
      return isMemory || !FAILURES.has(at % FIELDS) ? 0 : -sum;
    });
    this.sums.addByScale(arm, seconds, change);
  }

  private read(arm: string, seconds: number): Float64Array {
    this.values.fill(0);
    this.sums.read(arm, seconds, this.values);
    return this.values;
  }

  private windows(arm: string, now: number): BreakerWindow[] {
    return WINDOWS.map((scale) => this.window(arm, scale, now));
  }

  private window(arm: string, scale: number, now: number): BreakerWindow {
    const sums = this.read(arm, now / 1000);
    const at = scale * FIELDS;
    return {
      ok: Math.max(0, sums[at + FIELD.breakerOk] ?? 0),
      failed: Math.max(0, (sums[at + FIELD.breakerFailed] ?? 0) + (sums[at + FIELD.late] ?? 0)),
    };
  }

  private hear(report: ArmReport, now: number): void {
    if (this.arms.size >= MOST_ARMS && !this.arms.has(report.arm)) return;
    const state = this.arms.get(report.arm) ?? NEW_ARM;
    const failures = new Map(state.failures);
    for (const tenant of report.failingTenants) {
      failures.delete(tenant);
      failures.set(tenant, now);
    }
    for (const oldest of failures.keys()) {
      if (failures.size <= MOST_TENANTS) break;
      failures.delete(oldest);
    }
    this.arms.set(report.arm, {
      ...state,
      failures,
      connectErrors: report.isRunBroken ? report.connectErrors : state.connectErrors + report.connectErrors,
      longOpenUntil: report.longOpenMs > 0 ? now + report.longOpenMs : state.longOpenUntil,
    });
  }
}
