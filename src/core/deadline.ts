/** What was waited for did not come in time. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/**
 * Waits for work, and no longer than a number of ms. The work itself goes on: what was asked may still happen.
 * @param late makes what is thrown when it does not come in time.
 */
export async function inTime<Work>(
  ms: number,
  work: Work,
  late: () => Error = () => new DeadlineError(),
): Promise<Awaited<Work>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
