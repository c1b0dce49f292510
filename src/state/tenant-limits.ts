import { admit, passed, readAll } from "../core/limits/admit.ts";
import type { BudgetNotice } from "../core/limits/budget.ts";
import { counterOf } from "../core/limits/counter.ts";
import { settle } from "../core/limits/settle.ts";
import { CounterMemory } from "./counter-memory.ts";
import { LimitTables } from "./limit-tables.ts";
import { NonceMemory } from "./nonce-memory.ts";
import {
  type Admission,
  type CachedText,
  REMEMBERED_MS,
  type Settlement,
  type Spending,
  type Verdict,
} from "./port.ts";
import { ReservationMemory } from "./reservation-memory.ts";

/** What a tenant may have of each in memory: 128 MB is all that an object has. */
const MAX_COUNTERS = 100_000;
const MAX_NONCES = 100_000;
const MAX_RESERVATIONS = 20_000;
/** Rows written in one transaction; what is left is written in the next one. */
const MAX_FLUSHED_ROWS = 5_000;

/** There is no room to count what would be let through. */
export class StateFull extends Error {
  override readonly name = "StateFull";
}

/**
 * Limits, money and nonces of one tenant. Decisions are made in memory; the disk follows. When a
 * write fails, memory is ahead of the disk, and the object has to start anew.
 */
export class TenantLimits {
  readonly #tables: LimitTables;
  readonly #counters = new CounterMemory(MAX_COUNTERS);
  readonly #reservations = new ReservationMemory(MAX_RESERVATIONS);
  readonly #nonces = new NonceMemory(MAX_NONCES);

  constructor(sql: SqlStorage, now: number) {
    this.#tables = new LimitTables(sql);
    for (const [name, held] of this.#tables.readCounters()) this.#counters.hold(name, held);
    for (const [nonce, expiresAt] of this.#tables.readNonces(now)) this.#nonces.hold(nonce, expiresAt);
    this.#holdReservations();
  }

  /** @throws StateFull */
  admit(asked: Admission, cached: CachedText | undefined, now: number): Verdict {
    const { id, limits, nonce } = asked;
    const hit = cached !== undefined || asked.answered === true;
    const known = this.#reservations.get(id);
    if (known !== undefined || this.#tables.isSettled(id)) {
      const readings = readAll(this.#counters, limits, hit, now);
      const holds = limits.every(({ counter, onHit }) => (hit && !onHit) || known?.amounts.has(counter));
      if (known === undefined || known.endsAt <= now || !holds) return { kind: "refused", readings };
      return { kind: "admitted", at: known.at, readings: readings.map(passed), cached };
    }
    if (nonce !== undefined && this.#nonces.isSpent(nonce, now)) return { kind: "replayed" };
    if (!this.#counters.makeRoom(limits, now)) throw new StateFull("counters");
    if (!this.#reservations.makeRoom(now)) throw new StateFull("reservations");
    if (nonce !== undefined && !this.#nonces.hasRoom(now)) throw new StateFull("nonces");
    const { readings, reservation } = admit(this.#counters, asked, hit, now);
    if (reservation === undefined) return { kind: "refused", readings };
    this.#reservations.add(id, reservation);
    if (nonce !== undefined) this.#nonces.add(nonce);
    return { kind: "admitted", at: now, readings, cached };
  }

  /**
   * Settles ids, and writes what that changed. Call within a transaction.
   * @returns for each of them the budgets' notices; undefined when it was settled before.
   */
  settle(settlements: readonly Settlement[], now: number): (BudgetNotice[] | undefined)[] {
    const charged = new Set<string>();
    const notices = settlements.map((settlement) => {
      if (this.#tables.isSettled(settlement.id)) return undefined;
      for (const { limit } of settlement.charges) charged.add(limit.counter);
      return this.#settle(settlement, now);
    });
    this.#writeCounters([...charged]);
    return notices;
  }

  spending(names: readonly string[], now: number): Spending[] {
    return names.map((counter) => {
      const { spent, leases } = counterOf(this.#counters, { counter, kind: "budget" });
      leases.expire(now);
      return { spent, reserved: leases.total };
    });
  }

  /**
   * Writes what is only in memory, as much as one transaction may hold. Call within a transaction.
   * @returns whether more is to be written.
   */
  write(): boolean {
    const counters = [...this.#counters.changed].slice(0, MAX_FLUSHED_ROWS);
    const reservations = [...this.#reservations.changed].slice(0, MAX_FLUSHED_ROWS - counters.length);
    const nonces = [...this.#nonces.unwritten].slice(0, MAX_FLUSHED_ROWS - counters.length - reservations.length);
    // Counters first: a reservation that the disk has must be in its counters.
    this.#writeCounters(counters);
    this.#writeReservations(reservations);
    for (const [nonce, expiresAt] of nonces) this.#tables.writeNonce(nonce, expiresAt);
    this.#nonces.written(nonces.map(([nonce]) => nonce));
    return this.#counters.changed.size + this.#reservations.changed.size + this.#nonces.unwritten.size > 0;
  }

  /**
   * Forgets what does not count any more. Call within a transaction.
   * @returns whether more is to be forgotten.
   */
  sweep(now: number): boolean {
    this.#counters.forgetExpired(now);
    this.#nonces.forgetExpired(now);
    this.#reservations.forgetExpired(now);
    return this.#tables.dropExpired(now);
  }

  isEmpty(): boolean {
    return this.#tables.isEmpty();
  }

  check(): void {
    this.#tables.check();
  }

  /** What stood in memory of concurrency and budgets comes back from the reservations. */
  #holdReservations(): void {
    for (const [id, reservation] of this.#tables.readReservations()) {
      this.#reservations.hold(id, reservation);
      for (const [counter, { kind, amount }] of reservation.amounts) {
        if (kind !== "concurrency" && kind !== "budget") continue;
        const held = counterOf(this.#counters, { counter, kind });
        held.leases.add(id, { amount, endsAt: reservation.endsAt });
        const expiresAt = this.#counters.held(counter)?.expiresAt ?? reservation.endsAt + REMEMBERED_MS;
        this.#counters.hold(counter, { counter: held, expiresAt });
      }
    }
  }

  #settle({ id, charges }: Settlement, now: number): BudgetNotice[] {
    const reservation = this.#reservations.get(id);
    // A settlement is taken even where there is no room: what it charges was let through.
    this.#counters.makeRoom(
      charges.map(({ limit }) => limit),
      now,
    );
    const notices = settle(this.#counters, { id, charges }, reservation, now);
    this.#reservations.remove(id);
    if (this.#reservations.changed.has(id)) this.#writeReservations([id]);
    this.#tables.writeSettled(id, Math.max(now, reservation?.endsAt ?? 0) + REMEMBERED_MS);
    return notices;
  }

  #writeCounters(names: readonly string[]): void {
    for (const name of names) {
      const held = this.#counters.held(name);
      if (held === undefined) this.#tables.dropCounter(name);
      else if (held.counter.kind !== "concurrency") this.#tables.writeCounter(name, held);
    }
    this.#counters.written(names);
  }

  #writeReservations(ids: readonly string[]): void {
    for (const id of ids) {
      const reservation = this.#reservations.get(id);
      if (reservation === undefined) this.#tables.dropReservation(id);
      else this.#tables.writeReservation(id, reservation);
    }
    this.#reservations.written(ids);
  }
}
