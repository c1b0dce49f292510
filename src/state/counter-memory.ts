import { bucketEnd } from "../core/limits/bucket.ts";
import { mayGiveWay } from "../core/limits/counter-names.ts";
import type { Counter, Counters } from "../core/limits/counter.ts";
import type { Limit } from "../core/limits/limit.ts";
import { windowEnd } from "../core/limits/window.ts";

/** A budget's counter is kept for so long after its period, for reports and late settlements. */
const BUDGET_KEPT_MS = 7 * 86_400_000;
/** How often all counters are looked through for what has expired, when there is room for no more. */
const LOOK_THROUGH_MS = 1_000;

export interface HeldCounter {
  readonly counter: Counter;
  /** From then on it counts nothing and can be forgotten, unix ms. */
  readonly expiresAt: number;
}

/** The counters of a tenant that are in its object's memory: all of them. */
export class CounterMemory implements Counters {
  readonly #most: number;
  readonly #lasting = new Map<string, HeldCounter>();
  /** Those that may give way, least recently used first. */
  readonly #passing = new Map<string, HeldCounter>();
  readonly #changed = new Set<string>();
  #lookedThroughAt = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#lasting.size + this.#passing.size;
  }

  /** Names whose counter on the disk is not the one in memory, or must leave it. */
  get changed(): ReadonlySet<string> {
    return this.#changed;
  }

  get(name: string): Counter | undefined {
    return this.held(name)?.counter;
  }

  held(name: string): HeldCounter | undefined {
    return this.#lasting.get(name) ?? this.#passing.get(name);
  }

  set(limit: Limit, counter: Counter): void {
    this.hold(limit.counter, { counter, expiresAt: expiryOf(limit, counter) });
    // What concurrency holds is written with the reservations.
    if (counter.kind !== "concurrency") this.#changed.add(limit.counter);
  }

  /** Takes a counter as it is on the disk. */
  hold(name: string, held: HeldCounter): void {
    this.#lasting.delete(name);
    this.#passing.delete(name);
    (mayGiveWay(name, held.counter.kind) ? this.#passing : this.#lasting).set(name, held);
  }

  written(names: Iterable<string>): void {
    for (const name of names) this.#changed.delete(name);
  }

  /** Makes room for new counters. False when there is none: nothing that counts is forgotten for it. */
  makeRoom(limits: readonly Limit[], now: number): boolean {
    const added = limits.reduce((count, { counter }) => count + (this.held(counter) === undefined ? 1 : 0), 0);
    if (added === 0 || this.size + added <= this.#most) return true;
    const asked = new Set(limits.map(({ counter }) => counter));
    for (const name of this.#passing.keys()) {
      if (this.size + added <= this.#most) return true;
      if (!asked.has(name)) this.#forget(this.#passing, name);
    }
    if (now - this.#lookedThroughAt >= LOOK_THROUGH_MS) this.forgetExpired(now);
    return this.size + added <= this.#most;
  }

  forgetExpired(now: number): void {
    this.#lookedThroughAt = now;
    for (const counters of [this.#lasting, this.#passing])
      for (const [name, { counter, expiresAt }] of counters)
        if (expiresAt <= now && !holdsLeases(counter, now)) this.#forget(counters, name);
  }

  #forget(counters: Map<string, HeldCounter>, name: string): void {
    counters.delete(name);
    this.#changed.add(name);
  }
}

function holdsLeases(counter: Counter, now: number): boolean {
  if (!("leases" in counter)) return false;
  counter.leases.expire(now);
  return counter.leases.total > 0;
}

function expiryOf(limit: Limit, counter: Counter): number {
  if (limit.kind === "window" && counter.kind === "window") return windowEnd(counter, limit.windowMs);
  if (limit.kind === "bucket" && counter.kind === "bucket") return bucketEnd(counter, limit);
  return limit.kind === "budget" ? limit.endsAt + BUDGET_KEPT_MS : 0;
}
