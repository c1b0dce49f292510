import { DurableObject } from "cloudflare:workers";
import type { BudgetNotice } from "../core/limits/budget.ts";
import type { UsageLedger } from "../ledger/port.ts";
import { Gathered } from "./gathered.ts";
import { Outbox } from "./outbox.ts";
import type { Admission, CacheEntry, Settlement, Spending, Verdict } from "./port.ts";
import { TenantAnswers } from "./tenant-answers.ts";
import { StateFull, TenantLimits } from "./tenant-limits.ts";

/** How long what is only in memory may wait for the disk: what a crash can lose. */
const FLUSH_DELAY_MS = 1_000;
/** How often an idle object looks for what has expired. */
const SWEEP_DELAY_MS = 3_600_000;
/** When entries are handed to the ledger that nobody has asked to deliver. */
const DELIVERY_DELAY_MS = 2_000;
/** Longest pause before a ledger that fails is tried again; pauses double up to it. */
const MAX_DELIVERY_PAUSE_MS = 300_000;

/** What an object has beside its own disk. */
export interface TenantOutside {
  /** Where usage is written down for good; without one it is not. */
  readonly ledger: UsageLedger | undefined;
  /** Told when the ledger does not take entries. They are tried again. */
  readonly deliveryFailed: (about: string, thrown: unknown) => void;
}

/**
 * Limits, money, cache and ledger entries of one tenant. Admissions are decided in memory; changes
 * are written in one go, at most FLUSH_DELAY_MS later. A settlement is answered when the disk has
 * all of it: the runtime holds answers back until writes before them are confirmed. It does so with
 * every answer, so settlements are gathered and written together.
 */
export class TenantObject extends DurableObject {
  readonly #limits: TenantLimits;
  readonly #answers: TenantAnswers;
  readonly #outbox: Outbox;
  readonly #outside: TenantOutside;
  readonly #settlements = new Gathered((settlements: readonly Settlement[]) => this.#settle(settlements));
  #flushing: ReturnType<typeof setTimeout> | undefined;
  /** When the runtime will call {@link alarm}, unix ms. */
  #alarmAt = Number.POSITIVE_INFINITY;
  #failedDeliveries = 0;
  #sweptAt = 0;

  constructor(context: DurableObjectState, environment: Env, outside: TenantOutside) {
    super(context, environment);
    const { sql } = context.storage;
    this.#outside = outside;
    this.#limits = new TenantLimits(sql, Date.now());
    this.#answers = new TenantAnswers(sql);
    this.#outbox = new Outbox(sql, outside.ledger);
    void context.blockConcurrencyWhile(async () => {
      this.#alarmAt = (await context.storage.getAlarm()) ?? Number.POSITIVE_INFINITY;
      if (!this.#outbox.isEmpty()) this.#wakeBy(Date.now() + DELIVERY_DELAY_MS);
    });
  }

  admit(admission: Admission): Verdict {
    const now = Date.now();
    if (this.#outbox.isFull()) throw new StateFull("outbox");
    const { cacheKey } = admission;
    const cached = cacheKey === undefined ? undefined : this.#answers.read(cacheKey, now);
    const verdict = this.#limits.admit(admission, cached, now);
    if (verdict.kind === "admitted") this.#flushSoon();
    return verdict;
  }

  settle(settlements: readonly Settlement[]): Promise<BudgetNotice[]> {
    return this.#settlements.add(settlements);
  }

  spending(counters: readonly string[]): Spending[] {
    return this.#limits.spending(counters, Date.now());
  }

  store(entries: readonly CacheEntry[]): void {
    this.#answers.store(entries, Date.now());
    this.#flushSoon();
  }

  async deliver(): Promise<void> {
    await this.#outbox.deliver();
    this.#failedDeliveries = 0;
  }

  ping(): void {
    this.#limits.check();
  }

  override async alarm(): Promise<void> {
    this.#alarmAt = Number.POSITIVE_INFINITY;
    this.#flush();
    if (this.#sweep(Date.now())) this.#wakeBy(Date.now());
    await this.deliver().catch((thrown: unknown) => {
      this.#failedDeliveries += 1;
      this.#outside.deliveryFailed(this.ctx.id.name ?? "", thrown);
    });
    // One call hands over a bounded number: while the ledger takes them, the rest follows at once.
    if (!this.#outbox.isEmpty()) this.#wakeBy(Date.now() + (this.#failedDeliveries > 0 ? this.#deliveryPauseMs() : 0));
    else if (!this.#answers.isEmpty() || !this.#limits.isEmpty()) this.#wakeBy(Date.now() + SWEEP_DELAY_MS);
  }

  /** What many callers settle at once, in one transaction. */
  #settle(settlements: readonly Settlement[]): BudgetNotice[][] {
    const now = Date.now();
    const settled = this.#write(() => {
      const settled = this.#limits.settle(settlements, now);
      for (const [index, { entry }] of settlements.entries())
        if (settled[index] !== undefined && entry !== undefined) this.#outbox.add(entry);
      return settled;
    });
    if (!this.#outbox.isEmpty()) this.#wakeBy(now + this.#deliveryPauseMs());
    return settled.map((notices) => notices ?? []);
  }

  /** Says whether more is to be swept, in another transaction. */
  #sweep(now: number): boolean {
    if (now - this.#sweptAt < SWEEP_DELAY_MS) return false;
    const more = this.#write(() => {
      this.#answers.sweep(now);
      return this.#limits.sweep(now);
    });
    if (!more) this.#sweptAt = now;
    this.#flush();
    return more;
  }

  /** Writes what is only in memory. What is too much for one transaction follows in the next. */
  #flush(): void {
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    const unwritten = this.#write(() => {
      this.#answers.write(Date.now());
      return this.#limits.write();
    });
    if (unwritten) this.#flushSoon(0);
  }

  #flushSoon(delayMs = FLUSH_DELAY_MS): void {
    this.#flushing ??= setTimeout(() => {
      this.#flush();
      this.#wakeBy(Date.now() + SWEEP_DELAY_MS);
    }, delayMs);
  }

  /** One transaction. When it fails, memory is ahead of the disk: the object starts anew from what the disk has. */
  #write<T>(changes: () => T): T {
    try {
      return this.ctx.storage.transactionSync(changes);
    } catch (thrown) {
      this.ctx.abort("the disk does not take a write");
      throw thrown;
    }
  }

  #deliveryPauseMs(): number {
    return Math.min(DELIVERY_DELAY_MS * 2 ** this.#failedDeliveries, MAX_DELIVERY_PAUSE_MS);
  }

  #wakeBy(time: number): void {
    if (this.#alarmAt <= time) return;
    this.#alarmAt = time;
    this.ctx.waitUntil(this.ctx.storage.setAlarm(time));
  }
}

/** The class of a tenant's objects, with what they need from the environment. */
export function tenantObjectWith(outsideOf: (environment: Env) => TenantOutside) {
  return class extends TenantObject {
    constructor(context: DurableObjectState, environment: Env) {
      super(context, environment, outsideOf(environment));
    }
  };
}
