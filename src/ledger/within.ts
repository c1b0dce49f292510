import { inTime } from "../core/deadline.ts";

/** A database that did not answer in time. */
export class LedgerTimeout extends Error {
  override readonly name = "LedgerTimeout";
  constructor(ms: number) {
    super(`the ledger did not answer within ${ms} ms`);
  }
}

/** The work's result, or a rejection after `ms`. The work itself goes on: a database cannot be told to forget. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return inTime(ms, work, () => new LedgerTimeout(ms));
}
