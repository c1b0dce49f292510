export interface Lease {
  readonly amount: number;
  /** From then on it does not count, unix ms. */
  readonly endsAt: number;
}

/** What admissions hold that are not settled yet, by their ids. */
export class Leases {
  readonly #leases = new Map<string, Lease>();
  #total = 0;
  /** Nothing ends before. */
  #firstEnd = Number.POSITIVE_INFINITY;
  /** Undefined when it has to be looked for. */
  #lastEnd: number | undefined = Number.NEGATIVE_INFINITY;

  /** Amounts of all leases that {@link expire} has left. */
  get total(): number {
    return this.#total;
  }

  /** An id that is there already keeps its first lease. */
  add(id: string, lease: Lease): void {
    if (this.#leases.has(id)) return;
    this.#leases.set(id, lease);
    this.#total += lease.amount;
    this.#firstEnd = Math.min(this.#firstEnd, lease.endsAt);
    if (this.#lastEnd !== undefined) this.#lastEnd = Math.max(this.#lastEnd, lease.endsAt);
  }

  remove(id: string): void {
    const lease = this.#leases.get(id);
    if (lease === undefined) return;
    this.#leases.delete(id);
    this.#total -= lease.amount;
    if (lease.endsAt === this.#lastEnd) this.#lastEnd = undefined;
  }

  expire(now: number): void {
    if (now < this.#firstEnd) return;
    for (const [id, { endsAt }] of this.#leases) if (endsAt <= now) this.remove(id);
    this.#firstEnd = this.#ends().reduce((first, end) => Math.min(first, end), Number.POSITIVE_INFINITY);
  }

  /** When so much of the total has ended, unix ms; infinity when there is less. */
  freesAt(amount: number): number {
    let freed = 0;
    for (const lease of [...this.#leases.values()].toSorted((a, b) => a.endsAt - b.endsAt)) {
      freed += lease.amount;
      if (freed >= amount) return lease.endsAt;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** When the last one ends, unix ms; minus infinity without leases. */
  lastEnd(): number {
    this.#lastEnd ??= this.#ends().reduce((last, end) => Math.max(last, end), Number.NEGATIVE_INFINITY);
    return this.#lastEnd;
  }

  #ends(): number[] {
    return [...this.#leases.values()].map(({ endsAt }) => endsAt);
  }
}
