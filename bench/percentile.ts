/** How many calls in a row one figure is the mean of: the runtime's clock counts whole milliseconds. */
const STRETCH = 20;

/** Means of calls in a row, which say more than calls of 0 and 1 ms. */
export function stretches(took: readonly number[]): number[] {
  return Array.from({ length: Math.floor(took.length / STRETCH) }, (_, index) => {
    const calls = took.slice(index * STRETCH, (index + 1) * STRETCH);
    return calls.reduce((sum, ms) => sum + ms, 0) / STRETCH;
  });
}

export function percentile(numbers: readonly number[], share: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * share)] ?? Number.NaN;
}
