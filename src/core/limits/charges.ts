import type { Charge } from "./limit.ts";
import type { AskedLimit } from "./rules.ts";

/** What an admitted request used up. */
export interface Used {
  readonly tokens: number;
  readonly microdollars: number;
}

/**
 * What each limit is to be charged instead of what was reserved. A request counts as one however it
 * ended. @param since when it was admitted, by the state's clock.
 */
export function chargesFor(asked: readonly AskedLimit[], used: Used, since: number): readonly Charge[] {
  return asked.map(({ limit, about: { of } }) => ({
    limit,
    since,
    used: of === "tokens" ? used.tokens : of === "money" ? used.microdollars : 1,
  }));
}
