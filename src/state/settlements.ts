import type { BudgetNotice, Settlement, TenantState } from "./port.ts";

/** Settlements in one call. */
const MAX_BATCH = 100;
/** Settlements that may wait in an isolate; those beyond are given up, and said to be. */
const MAX_WAITING = 10_000;
/** Pauses before a settlement is tried again: the platform ends work behind a response after 30 s. */
const PAUSES_MS = [250, 1_000, 4_000, 16_000];
/** How long entries may gather before the ledger is given them. */
const DELIVERY_PAUSE_MS = 1_000;

type WaitUntil = (work: Promise<unknown>) => void;

export interface SettlementEvents {
  /** Budgets that passed a level with this settlement, once for each level. */
  readonly notices: (tenant: string, notices: readonly BudgetNotice[]) => Promise<void>;
  /** Told when settlements are given up: the state could not be reached for longer than they could wait. */
  readonly lost: (tenant: string, settlements: readonly Settlement[], thrown: unknown) => void;
  /** Told when the ledger could not be given its entries; the state keeps them. */
  readonly undelivered: (tenant: string, thrown: unknown) => void;
}

interface Queue {
  readonly waiting: Settlement[];
  working: boolean;
}

/**
 * Settles requests when they have ended. Each tenant has one call under way at a time; what ends
 * meanwhile goes with the next one, so that a busy isolate needs few calls. A settlement may be
 * sent again: the state takes the first of an id.
 */
export class Settlements {
  readonly #state: TenantState;
  readonly #events: SettlementEvents;
  readonly #queues = new Map<string, Queue>();
  readonly #delivering = new Set<string>();
  #waiting = 0;

  constructor(state: TenantState, events: SettlementEvents) {
    this.#state = state;
    this.#events = events;
  }

  /** Takes a settlement; `waitUntil` keeps the Worker alive until the state has it. */
  add(tenant: string, settlement: Settlement, waitUntil: WaitUntil): void {
    if (this.#waiting >= MAX_WAITING) return this.#events.lost(tenant, [settlement], undefined);
    const queue = this.#queues.get(tenant) ?? { waiting: [], working: false };
    this.#queues.set(tenant, queue);
    queue.waiting.push(settlement);
    this.#waiting += 1;
    if (!queue.working) waitUntil(this.#work(tenant, queue));
    if (settlement.entry !== undefined) this.#deliverSoon(tenant, waitUntil);
  }

  async #work(tenant: string, queue: Queue): Promise<void> {
    queue.working = true;
    while (queue.waiting.length > 0) {
      const batch = queue.waiting.splice(0, MAX_BATCH);
      await this.#settle(tenant, batch);
      this.#waiting -= batch.length;
    }
    queue.working = false;
    this.#queues.delete(tenant);
  }

  async #settle(tenant: string, batch: readonly Settlement[]): Promise<void> {
    for (const pauseMs of [...PAUSES_MS, undefined]) {
      try {
        const notices = await this.#state.settle(tenant, batch);
        if (notices.length > 0) await this.#events.notices(tenant, notices);
        return;
      } catch (thrown) {
        if (pauseMs === undefined) return this.#events.lost(tenant, batch, thrown);
        await pause(pauseMs);
      }
    }
  }

  #deliverSoon(tenant: string, waitUntil: WaitUntil): void {
    if (this.#delivering.has(tenant)) return;
    this.#delivering.add(tenant);
    waitUntil(this.#deliver(tenant));
  }

  async #deliver(tenant: string): Promise<void> {
    await pause(DELIVERY_PAUSE_MS);
    this.#delivering.delete(tenant);
    try {
      await this.#state.deliver(tenant);
    } catch (thrown) {
      this.#events.undelivered(tenant, thrown);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
