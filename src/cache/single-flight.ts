export interface FlightPolicy {
  /** How long a caller waits for somebody else's answer, ms. */
  readonly waitMs: number;
  /** Callers that wait for one answer; others ask for themselves. */
  readonly followers: number;
  /** Answers that are waited for at once. */
  readonly flights: number;
}

interface Flight<Answer> {
  readonly startedAt: number;
  readonly answer: Promise<Answer | undefined>;
  readonly land: (answer: Answer | undefined) => void;
  followers: number;
}

/** `lead`: asks, and must land; `follow`: waits that long for whoever leads; `alone`: asks, and tells nobody. */
export type Part<Answer> =
  | { readonly kind: "lead"; readonly land: (answer: Answer | undefined) => void }
  | { readonly kind: "follow"; readonly waitMs: number; readonly answer: Promise<Answer | undefined> }
  | { readonly kind: "alone" };

/**
 * Lets one of those who ask the same at the same time ask for all. Keys are exact-cache keys: they
 * name the tenant and everything that the answer depends on.
 */
export class SingleFlight<Answer> {
  readonly #policy: FlightPolicy;
  readonly #flights = new Map<string, Flight<Answer>>();

  constructor(policy: FlightPolicy) {
    this.#policy = policy;
  }

  /** @param now unix ms. A leader whom nobody would wait for any more is replaced. */
  join(key: string, now: number): Part<Answer> {
    const flight = this.#flights.get(key);
    const left = flight === undefined ? 0 : flight.startedAt + this.#policy.waitMs - now;
    if (flight === undefined || left <= 0) return this.#lead(key, now);
    if (flight.followers >= this.#policy.followers) return { kind: "alone" };
    flight.followers += 1;
    return { kind: "follow", waitMs: left, answer: flight.answer };
  }

  #lead(key: string, now: number): Part<Answer> {
    if (!this.#flights.has(key) && this.#flights.size >= this.#policy.flights) this.#dropLate(now);
    if (!this.#flights.has(key) && this.#flights.size >= this.#policy.flights) return { kind: "alone" };
    // Those who wait for the one that is replaced wait no longer than they were told.
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
    const flight: Flight<Answer> = {
      startedAt: now,
      answer: promise,
      followers: 0,
      land: (answer) => {
        resolve(answer);
        if (this.#flights.get(key) === flight) this.#flights.delete(key);
      },
    };
    // Behind the others: they stand in the order in which they began.
    this.#flights.delete(key);
    this.#flights.set(key, flight);
    return { kind: "lead", land: flight.land };
  }

  #dropLate(now: number): void {
    for (const [key, { startedAt, land }] of this.#flights) {
      if (startedAt + this.#policy.waitMs > now) return;
      land(undefined);
      this.#flights.delete(key);
    }
  }
}
