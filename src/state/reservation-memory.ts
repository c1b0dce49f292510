import type { Reservation } from "../core/limits/admit.ts";
import { REMEMBERED_MS } from "./port.ts";

/** How often all reservations are looked through for what has ended, when there is room for no more. */
const LOOK_THROUGH_MS = 1_000;

/** What the admissions of a tenant hold, by their ids, from admission to settlement. */
export class ReservationMemory {
  readonly #most: number;
  /** Those that hold concurrency or money. */
  readonly #holding = new Map<string, Reservation>();
  /** The others, oldest first. Only corrections of windows and buckets need them. */
  readonly #counted = new Map<string, Reservation>();
  readonly #changed = new Set<string>();
  #lookedThroughAt = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Ids whose reservation on the disk is not the one in memory, or must leave it. */
  get changed(): ReadonlySet<string> {
    return this.#changed;
  }

  get(id: string): Reservation | undefined {
    return this.#holding.get(id) ?? this.#counted.get(id);
  }

  /** Takes a reservation as it is on the disk. */
  hold(id: string, reservation: Reservation): void {
    const holds = reservation.amounts.values().some(({ kind }) => kind === "concurrency" || kind === "budget");
    (holds ? this.#holding : this.#counted).set(id, reservation);
  }

  add(id: string, reservation: Reservation): void {
    this.hold(id, reservation);
    this.#changed.add(id);
  }

  remove(id: string): void {
    if (!this.#holding.delete(id) && !this.#counted.delete(id)) return;
    // One that the disk does not have yet need not leave it.
    if (!this.#changed.delete(id)) this.#changed.add(id);
  }

  written(ids: Iterable<string>): void {
    for (const id of ids) this.#changed.delete(id);
  }

  /** Makes room for one more. False when there is none: nothing that holds anything gives way. */
  makeRoom(now: number): boolean {
    const [oldest] = this.#isFull() ? this.#counted.keys() : [];
    if (oldest !== undefined) this.remove(oldest);
    if (this.#isFull() && now - this.#lookedThroughAt >= LOOK_THROUGH_MS) {
      this.#lookedThroughAt = now;
      this.#forget(now);
    }
    return !this.#isFull();
  }

  /** Forgets those whose lease ended so long ago that no settlement is expected any more. */
  forgetExpired(now: number): void {
    this.#forget(now - REMEMBERED_MS);
  }

  #forget(endedBy: number): void {
    for (const reservations of [this.#holding, this.#counted])
      for (const [id, { endsAt }] of reservations) if (endsAt <= endedBy) this.remove(id);
  }

  #isFull(): boolean {
    return this.#holding.size + this.#counted.size >= this.#most;
  }
}
