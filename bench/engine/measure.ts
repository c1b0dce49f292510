/** One way to do the same work. */
export interface Contender {
  readonly run: () => unknown;
  /** Most rounds, for a slow one. */
  readonly rounds?: number;
}

export interface Limits {
  readonly rounds: number;
  /** After that many milliseconds no further round starts, but three are always made. */
  readonly budget: number;
}

const FEWEST_ROUNDS = 3;

/**
 * Times contenders in turns, so that what else the machine does meanwhile hits all of them. Gives
 * microseconds by contender and round; each contender has run once before.
 */
export function inTurns(contenders: readonly Contender[], { rounds, budget }: Limits): number[][] {
  const times = contenders.map((): number[] => []);
  for (const { run } of contenders) run();
  const started = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    if (round >= FEWEST_ROUNDS && performance.now() - started > budget) break;
    for (const [index, { run, rounds: most = rounds }] of contenders.entries()) {
      if (round >= most) continue;
      const start = performance.now();
      run();
      times[index]?.push((performance.now() - start) * 1000);
    }
  }
  return times;
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

export function quantile(numbers: readonly number[], part: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * part)] ?? Number.NaN;
}

export function best(numbers: readonly number[]): number {
  return numbers.length === 0 ? Number.NaN : Math.min(...numbers);
}

/** How many times as long one takes as another: the median of the rounds in which both ran. */
export function ratio(times: readonly number[] = [], others: readonly number[] = []): number {
  const rounds = Math.min(times.length, others.length);
  return median(times.slice(0, rounds).map((time, round) => time / (others[round] ?? Number.NaN)));
}
