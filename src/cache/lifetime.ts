import { isVolatile } from "./freshness.ts";

/** The longest life of an answer about what changes from time to time. */
const VOLATILE_MS = 3_600_000;

/**
 * How long an answer may be given, ms: as long as the caller's policy says; answers about prices,
 * versions and the like an hour at most.
 * @param asked the policy's time to live, ms.
 */
export function lifetimeMs(question: string, asked: number): number {
  return isVolatile(question) ? Math.min(asked, VOLATILE_MS) : asked;
}
