import type { Failure } from "../core/failure.ts";

type Phase = Extract<Failure, { kind: "upstream_timeout" }>["phase"];

export interface Deadlines {
  readonly firstByteMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
}

/**
 * Watches one upstream call: headers in time, no long silence, an end in time. One timer at a time;
 * activity only notes the time, so a stream of many pieces does not make many timers.
 */
export class Watchdog {
  readonly #deadlines: Deadlines;
  readonly #now: () => number;
  readonly #started: number;
  readonly #expire: (phase: Phase) => void;
  #active: number;
  #answering = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param expire called once, when a deadline has passed. */
  constructor(deadlines: Deadlines, now: () => number, expire: (phase: Phase) => void) {
    this.#deadlines = deadlines;
    this.#now = now;
    this.#expire = expire;
    this.#started = this.#active = now();
    this.#arm();
  }

  /** The headers have come; from now on silence counts. */
  answering(): void {
    this.#answering = true;
    this.touch();
  }

  touch(): void {
    this.#active = this.#now();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #arm(): void {
    const { phase, left } = this.#next();
    this.#timer = setTimeout(() => (this.#next().left <= 0 ? this.#expire(phase) : this.#arm()), left);
  }

  #next(): { phase: Phase; left: number } {
    const { firstByteMs, idleMs, totalMs } = this.#deadlines;
    const now = this.#now();
    const total = this.#started + totalMs - now;
    const quiet = this.#answering ? this.#active + idleMs - now : this.#started + firstByteMs - now;
    if (total <= quiet) return { phase: "total", left: total };
    return { phase: this.#answering ? "idle" : "first_byte", left: quiet };
  }
}
