import type { BudgetNotice } from "../core/limits/budget.ts";
import type { Settlement, TenantState } from "./port.ts";

/** How long settlements may gather before they are sent, and entries before the ledger is given them. */
const GATHER_MS = 20;
const DELIVERY_MS = 1_000;
/** A task that has not come back by then was ended by the runtime, and another one takes over. */
const OVERDUE_MS = 1_000;
/** Settlements in one call. */
const MAX_BATCH = 100;
/** Settlements that an isolate may hold; those beyond are given up, and said to be. */
const MAX_HELD = 10_000;
/** Pauses before a settlement is sent again. */
const PAUSES_MS = [250, 1_000, 4_000, 16_000];
/** No try begins later than that: the platform ends work behind a response after 30 s, and a try may take 5 s. */
const LAST_TRY_MS = 24_000;
/** A call that has not ended by then was ended by the runtime. */
const ENDED_MS = 60_000;

type WaitUntil = (work: Promise<unknown>) => void;

export interface SettlementEvents {
  /** Budgets that passed a level with these settlements, once for each level. */
  readonly notices: (tenant: string, notices: readonly BudgetNotice[]) => Promise<void>;
  /** Told when settlements are given up: the state could not be reached for longer than they could wait. */
  readonly lost: (tenant: string, settlements: readonly Settlement[], thrown: unknown) => void;
  /** Told when the ledger could not be given its entries; the state keeps them. */
  readonly undelivered: (tenant: string, thrown: unknown) => void;
}

/**
 * Settles requests when they have ended, those of many in one call for each tenant. One that holds
 * a place among requests at a time is settled at once: its caller may come again at once. A
 * settlement may be sent twice: the state takes the first of an id.
 */
export class Settlements {
  readonly #state: TenantState;
  readonly #events: SettlementEvents;
  readonly #now: () => number;
  #waiting = new Map<string, Settlement[]>();
  readonly #sending = new Map<readonly Settlement[], { readonly tenant: string; readonly since: number }>();
  #held = 0;
  /** When the task that gathers was due, unix ms. Each task runs within the request that began it. */
  #gathering = 0;
  readonly #delivering = new Map<string, number>();

  constructor(state: TenantState, events: SettlementEvents, now: () => number) {
    this.#state = state;
    this.#events = events;
    this.#now = now;
  }

  /** Takes a settlement; `waitUntil` keeps the Worker alive until the state has it. */
  add(tenant: string, settlement: Settlement, waitUntil: WaitUntil): void {
    if (this.#held >= MAX_HELD) this.#giveUpEnded();
    if (this.#held >= MAX_HELD) return this.#events.lost(tenant, [settlement], undefined);
    this.#held += 1;
    const waiting = this.#waiting.get(tenant) ?? [];
    waiting.push(settlement);
    this.#waiting.set(tenant, waiting);
    if (isUrgent(settlement) || waiting.length >= MAX_BATCH) waitUntil(this.#settleTenant(tenant));
    else if (this.#isOver(this.#gathering)) waitUntil(this.#settleSoon());
    if (settlement.entry !== undefined && this.#isOver(this.#delivering.get(tenant) ?? 0))
      waitUntil(this.#deliverSoon(tenant));
  }

  #isOver(due: number): boolean {
    return due === 0 || due + OVERDUE_MS < this.#now();
  }

  async #settleSoon(): Promise<void> {
    this.#gathering = this.#now() + GATHER_MS;
    await pause(GATHER_MS);
    this.#gathering = 0;
    await Promise.all([...this.#waiting.keys()].map((tenant) => this.#settleTenant(tenant)));
  }

  async #settleTenant(tenant: string): Promise<void> {
    const batch = this.#waiting.get(tenant) ?? [];
    this.#waiting.delete(tenant);
    if (batch.length === 0) return;
    this.#sending.set(batch, { tenant, since: this.#now() });
    try {
      await this.#settle(tenant, batch);
    } finally {
      if (this.#sending.delete(batch)) this.#held -= batch.length;
    }
  }

  /** What the runtime has ended together with a request never comes back, and must not keep others out. */
  #giveUpEnded(): void {
    for (const [batch, { tenant, since }] of this.#sending) {
      if (since + ENDED_MS > this.#now()) continue;
      this.#sending.delete(batch);
      this.#held -= batch.length;
      this.#events.lost(tenant, batch, undefined);
    }
  }

  async #settle(tenant: string, batch: readonly Settlement[]): Promise<void> {
    const lastTryAt = this.#now() + LAST_TRY_MS;
    for (const pauseMs of [...PAUSES_MS, undefined]) {
      try {
        const notices = await this.#state.settle(tenant, batch);
        if (notices.length > 0) await this.#events.notices(tenant, notices);
        return;
      } catch (thrown) {
        if (pauseMs === undefined || this.#now() + pauseMs > lastTryAt) return this.#events.lost(tenant, batch, thrown);
        await pause(pauseMs);
      }
    }
  }

  async #deliverSoon(tenant: string): Promise<void> {
    this.#delivering.set(tenant, this.#now() + DELIVERY_MS);
    await pause(DELIVERY_MS);
    this.#delivering.delete(tenant);
    try {
      await this.#state.deliver(tenant);
    } catch (thrown) {
      this.#events.undelivered(tenant, thrown);
    }
  }
}

function isUrgent({ charges }: Settlement): boolean {
  return charges.some(({ limit }) => limit.kind === "concurrency");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
