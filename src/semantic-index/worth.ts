/** What one use adds, ms. */
export const USE_WORTH_MS = 3_600_000;
/** What uses add at most, ms. */
export const MOST_USES_WORTH_MS = 168 * USE_WORTH_MS;

/**
 * What an entry is worth after it was used, unix ms: an hour more for each use, at least as if it
 * were new, at most a week above that. Those that are worth least give way; a new entry is worth
 * the time at which it was stored.
 */
export function worthAfterUses(worth: number, uses: number, now: number): number {
  return Math.min(Math.max(worth, now) + uses * USE_WORTH_MS, now + MOST_USES_WORTH_MS);
}
