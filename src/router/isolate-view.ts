import type { Prior } from "./arm.ts";
import { type ArmReport, Reports } from "./arm-report.ts";
import { DecayedSums, type RowDelta } from "./decayed-sums.ts";
import { type Pending, partialFailure } from "./in-flight.ts";
import { baseScale, Ladder, LADDER, type LadderRule, SCALES } from "./ladder.ts";
import { FIELD, FIELDS, type Observation, type Refused, writeObservation } from "./observation.ts";
import { type Posterior, posteriorOf } from "./posterior.ts";

export const SUMS_SHAPE = { scales: SCALES, fields: FIELDS } as const;

interface Posted {
  readonly at: number;
  readonly failures: number;
  readonly seconds: number;
}

/** A posterior that was read already. */
interface Kept {
  readonly at: number;
  readonly base: number;
  readonly posterior: Posterior;
}

/** More requests at once than an isolate can have; the oldest are no longer watched. */
const MOST_PENDING = 10_000;
/** A request that nobody has ended after that long has been lost, and must not count as late for ever. */
const LOST_SECONDS = 900;
/** A posterior is read anew after that long, or when its arm has a new observation. */
const KEPT_SECONDS = 0.1;
/** Statistics are not aged beyond their last read by more: an unreachable store must not look like forgetting. */
const OLDEST_VIEW_SECONDS = 5;
const RATE_SCALE = 3;
/** Less is not worth a line in a flush. */
const LEAST_POSTED = 0.01;

/**
 * What one isolate knows: the shared sums as last read, and its own observations since. All times are
 * seconds of the store's clock. Makes no calls; the caller sends `flush()` and hands `refresh` the answer.
 */
export class IsolateView {
  private shared: DecayedSums;
  private readAt: number;
  private readonly own: DecayedSums;
  private readonly pending = new Map<number, Pending>();
  private readonly posted = new Map<string, Posted>();
  private readonly kept = new Map<string, Kept>();
  private readonly reports = new Reports();
  private nextId = 0;
  private readonly rule: LadderRule;
  private readonly values = new Float64Array(FIELDS);
  private readonly ladder: Ladder;
  private readonly sums: Float64Array;
  private readonly prior: (arm: string) => Prior;

  constructor(prior: (arm: string) => Prior, rule: LadderRule = LADDER) {
    this.prior = prior;
    this.rule = rule;
    this.ladder = new Ladder(rule);
    const shape = { scales: rule.scales, fields: FIELDS };
    this.shared = new DecayedSums(shape);
    this.own = new DecayedSums(shape);
    this.sums = new Float64Array(rule.scales.length * FIELDS);
    this.readAt = Number.NEGATIVE_INFINITY;
  }

  /** A request was sent. @returns what `ended` is called with */
  started(pending: Pending): number {
    this.nextId += 1;
    if (this.pending.size >= MOST_PENDING)
      for (const oldest of this.pending.keys()) if (this.pending.delete(oldest)) break;
    this.pending.set(this.nextId, pending);
    return this.nextId;
  }

  /**
   * A request has ended. An answer speaks for the time when it was asked for, a failure for the time when
   * it came: else answers that began before an outage would hide its first seconds.
   * @returns why the observation was not counted, if it makes no sense
   */
  ended(id: number, observation: Observation, now: number): Refused | undefined {
    const pending = this.pending.get(id);
    if (pending === undefined) return undefined;
    this.pending.delete(id);
    const refused = writeObservation(observation, this.values);
    if (refused !== undefined) return refused;
    this.add(pending.arm, observation.kind === "ok" ? Math.min(now, pending.since) : now);
    this.reports.add(pending.arm, pending.tenant, observation.kind);
    return undefined;
  }

  /**
   * What the others have to know, and forgets it. Both are empty when there is nothing. A flush that was
   * not answered is sent again under its id: what is lost here is lost for all.
   */
  flush(now: number): { readonly deltas: RowDelta[]; readonly reports: ArmReport[] } {
    this.postLate(now);
    this.kept.clear();
    return { deltas: this.own.take(), reports: this.reports.take() };
  }

  /** The shared sums as they are now. */
  refresh(shared: DecayedSums, now: number): void {
    this.shared = shared;
    this.readAt = now;
    this.kept.clear();
  }

  /** Requests per second of the route, over about a minute. */
  rate(arms: readonly string[], now: number): number {
    const { scales } = this.rule;
    const scale = Math.min(RATE_SCALE, scales.length - 1);
    const tau = scales[scale] ?? 1;
    let requests = 0;
    for (const arm of arms) {
      this.read(arm, now);
      requests += (this.sums[scale * FIELDS + FIELD.ok] ?? 0) + (this.sums[scale * FIELDS + FIELD.failed] ?? 0);
    }
    return requests / tau;
  }

  posteriors(arms: readonly string[], now: number, base: number = baseScale(this.rate(arms, now))): Posterior[] {
    return arms.map((arm) => this.posterior(arm, now, base));
  }

  /** An arm's sums, scales × FIELDS. Overwritten by the next call. */
  read(arm: string, now: number): Float64Array {
    const at = Math.min(now, this.readAt + OLDEST_VIEW_SECONDS);
    this.sums.fill(0);
    this.shared.read(arm, Number.isFinite(at) ? at : now, this.sums);
    this.own.read(arm, now, this.sums);
    return this.sums;
  }

  private posterior(arm: string, now: number, base: number): Posterior {
    const kept = this.kept.get(arm);
    if (kept?.base === base && now >= kept.at && now - kept.at < KEPT_SECONDS) return kept.posterior;
    const posterior = posteriorOf(this.prior(arm), this.ladder.climb(this.read(arm, now), base));
    this.kept.set(arm, { at: now, base, posterior });
    return posterior;
  }

  private add(arm: string, at: number): void {
    this.own.add(arm, at, this.values);
    this.kept.delete(arm);
  }

  /** Replaces what the requests in flight were worth at the last flush by what they are worth now. */
  private postLate(now: number): void {
    const totals = new Map<string, { failures: number; seconds: number }>();
    const known = new Map<string, Posterior>();
    for (const [id, { arm, since, outputTokens }] of this.pending) {
      if (now - since > LOST_SECONDS) {
        this.pending.delete(id);
        continue;
      }
      const total = totals.get(arm) ?? { failures: 0, seconds: 0 };
      totals.set(arm, total);
      const age = now - since;
      const posterior = known.get(arm) ?? this.posterior(arm, now, 0);
      known.set(arm, posterior);
      const failure = partialFailure(posterior, outputTokens, age);
      total.failures += failure;
      total.seconds += failure * Math.max(0, age);
    }
    for (const arm of new Set([...totals.keys(), ...this.posted.keys()])) {
      const before = this.posted.get(arm);
      if (before !== undefined) this.addLate(arm, before.at, -before.failures, -before.seconds);
      const total = totals.get(arm);
      this.posted.delete(arm);
      if (total === undefined || total.failures < LEAST_POSTED) continue;
      this.addLate(arm, now, total.failures, total.seconds);
      this.posted.set(arm, { at: now, ...total });
    }
  }

  private addLate(arm: string, at: number, failures: number, seconds: number): void {
    this.values.fill(0);
    this.values[FIELD.late] = failures;
    this.values[FIELD.lateSeconds] = seconds;
    this.add(arm, at);
  }
}
