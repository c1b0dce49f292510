import { DeadlineError, inTime } from "../core/deadline.ts";
import { GatewayError } from "../core/failure.ts";

/** A store that takes longer is down, as far as a caller can tell. */
const DEADLINE_MS = 3_000;

interface Flight<T> {
  readonly answer: Promise<T>;
  /** Unix ms. */
  readonly startedAt: number;
}

/** Look-ups under way: those who want to know the same wait for one answer. */
export class Flights<T> {
  readonly #now: () => number;
  readonly #flights = new Map<string, Flight<T>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * The answer, since when it may be old (unix ms), and whether somebody else had asked before: then
   * this caller may know something newer. `fresh` asks anew in any case.
   * @throws GatewayError `state_unavailable`
   */
  async join(
    name: string,
    ask: () => Promise<T>,
    fresh = false,
  ): Promise<{ readonly value: T; readonly since: number; readonly joined: boolean }> {
    const under = this.#flights.get(name);
    // The runtime may end a request with its look-up; nobody waits for that one longer than this.
    const joined = !fresh && under !== undefined && this.#now() - under.startedAt < DEADLINE_MS;
    const flight = joined ? under : { answer: ask(), startedAt: this.#now() };
    if (!joined) this.#flights.set(name, flight);
    try {
      return { value: await inTime(DEADLINE_MS, flight.answer), since: flight.startedAt, joined };
    } catch (thrown) {
      const reason =
        thrown instanceof DeadlineError ? "deadline" : thrown instanceof Error ? thrown.name : typeof thrown;
      throw new GatewayError({ kind: "state_unavailable", reason });
    } finally {
      if (this.#flights.get(name) === flight) this.#flights.delete(name);
    }
  }
}
