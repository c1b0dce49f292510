import { inTime } from "../core/deadline.ts";

/** Did not answer in time. What was asked may still happen. */
export class DeadlineExceeded extends Error {
  override readonly name = "DeadlineExceeded";
}

/** Waits for a store, but not longer. @throws DeadlineExceeded */
export async function withinDeadline<Work>(work: Work, deadlineMs: number): Promise<Awaited<Work>> {
  return inTime(deadlineMs, work, () => new DeadlineExceeded());
}
