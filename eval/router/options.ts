/** How much is run. Every seed is printed. */
export interface Effort {
  readonly isFull: boolean;
  readonly seeds: readonly number[];
  readonly manySeeds: readonly number[];
  readonly stationaryRequests: number;
  readonly stationarySeeds: number;
  readonly learnedRequests: number;
}

export const DEFAULT_SEED = 1;

const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, index) => first + index);

/** @param first the first seed; the others follow it */
export function effort(isFull: boolean, first: number): Effort {
  return {
    isFull,
    seeds: range(first, 3),
    manySeeds: range(first, isFull ? 12 : 4),
    stationaryRequests: isFull ? 100_000 : 30_000,
    stationarySeeds: isFull ? 100 : 20,
    learnedRequests: 20_000,
  };
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
