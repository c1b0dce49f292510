import { type ArmReport, MOST_TENANTS } from "./arm-report.ts";
import { type DecayedSums, epochOf, type RowDelta } from "./decayed-sums.ts";

/** What an isolate sends: everything it has seen since the last time. An id makes a repeated send harmless. */
export interface Flush {
  readonly id: string;
  readonly deltas: readonly RowDelta[];
  readonly reports: readonly ArmReport[];
}

export type Merged = "merged" | "duplicate" | "malformed" | "from_the_future" | "too_many_rows";

/** Ids of the flushes that were merged. Bounded; the oldest are forgotten first. */
export type SeenFlushes = Set<string>;

const MOST_SEEN = 10_000;
const MOST_DELTAS = 10_000;
const MOST_ROWS = 1_000;
/** Far above what the heaviest weight and the largest observations add up to; keeps sums finite. */
const MOST_SUM = 1e24;
const LONGEST_OPEN_MS = 3_600_000;
/** Clocks are read through the store's answers, so they can differ by a round trip, not by more. */
const FUTURE_SECONDS = 5;

/**
 * Adds a flush to the shared sums, all of it or nothing.
 * @param now seconds, the store's clock
 */
export function mergeFlush(sums: DecayedSums, seen: SeenFlushes, flush: Flush, now: number): Merged {
  if (seen.has(flush.id)) return "duplicate";
  const refused = refuseFlush(sums, flush, now);
  if (refused !== undefined) return refused;
  for (const delta of flush.deltas) sums.merge(delta);
  seen.add(flush.id);
  if (seen.size > MOST_SEEN) for (const oldest of seen) if (seen.delete(oldest)) break;
  return "merged";
}

function refuseFlush(sums: DecayedSums, { deltas, reports }: Flush, now: number): Merged | undefined {
  const { scales, fields } = sums.shape;
  if (deltas.length > MOST_DELTAS || reports.length > MOST_ROWS) return "too_many_rows";
  if (reports.some(isMalformed)) return "malformed";
  const fresh = new Set<string>();
  for (const { row, scale, epoch, sums: values } of deltas) {
    const tau = scales[scale];
    if (tau === undefined || !Number.isSafeInteger(epoch)) return "malformed";
    if (values.length !== fields || values.some(isUnbelievable)) return "malformed";
    if (epoch > epochOf(now + FUTURE_SECONDS, tau)) return "from_the_future";
    if (!sums.has(row)) fresh.add(row);
  }
  return sums.size + fresh.size > MOST_ROWS ? "too_many_rows" : undefined;
}

const isUnbelievable = (value: number): boolean => !(Math.abs(value) <= MOST_SUM);

function isMalformed({ connectErrors, longOpenMs, failingTenants }: ArmReport): boolean {
  const isCount = Number.isSafeInteger(connectErrors) && connectErrors >= 0;
  return !isCount || !(longOpenMs >= 0 && longOpenMs <= LONGEST_OPEN_MS) || failingTenants.length > MOST_TENANTS;
}

/** Seconds to add to an isolate's clock to have the store's: half a round trip is taken as the way there. */
export function clockOffset(sentAt: number, receivedAt: number, storeNow: number): number {
  return storeNow - (sentAt + receivedAt) / 2;
}
