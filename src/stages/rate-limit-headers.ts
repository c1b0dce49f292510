import { goDuration } from "../core/duration.ts";
import type { Met } from "./refusals.ts";

/**
 * Of the limits of requests, and of those of tokens, the one that is nearest to being reached.
 * Source: OpenAI's API reference, "Rate limits in headers".
 */
export function rateLimitHeaders(limits: readonly Met[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const of of ["requests", "tokens"] as const) {
    const [nearest] = limits.filter(({ about }) => about.of === of).toSorted((a, b) => share(a) - share(b));
    if (nearest === undefined) continue;
    headers[`x-ratelimit-limit-${of}`] = String(nearest.about.amount);
    headers[`x-ratelimit-remaining-${of}`] = String(nearest.reading.remaining);
    headers[`x-ratelimit-reset-${of}`] = goDuration(nearest.reading.resetMs);
  }
  return headers;
}

function share({ about, reading }: Met): number {
  return reading.allowed ? reading.remaining / about.amount : -1;
}
