/**
 * Names of counters that callers can make as many of as they like begin with what they count:
 * `user:` or `ip:`. Where there is room for no more counters, those of them give way that were not
 * used for longest; others never do.
 */
export function mayGiveWay(counter: string): boolean {
  return counter.startsWith("user:") || counter.startsWith("ip:");
}
