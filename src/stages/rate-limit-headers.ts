import { goDuration } from "../core/duration.ts";
import type { Met } from "./refusals.ts";

type Headers = Record<string, string>;

/** How callers are told of limits: as OpenAI does, or as Anthropic does. */
export type Wording = "openai" | "anthropic";

/**
 * The limit of requests and the limit of tokens that are nearest to being reached.
 * Sources: OpenAI, "Rate limits in headers"; Anthropic, "Rate limits: response headers".
 * @param now unix ms
 */
export function rateLimitHeaders(met: readonly Met[], wording: Wording, now: number): Headers {
  const headers: Headers = {};
  for (const of of ["requests", "tokens"] as const) {
    const nearest = met.filter(({ about }) => about.of === of).toSorted((a, b) => share(a) - share(b))[0];
    if (nearest === undefined) continue;
    const { about, reading } = nearest;
    const values = { limit: String(about.amount), remaining: String(reading.remaining) };
    if (wording === "openai") {
      headers[`x-ratelimit-limit-${of}`] = values.limit;
      headers[`x-ratelimit-remaining-${of}`] = values.remaining;
      headers[`x-ratelimit-reset-${of}`] = goDuration(reading.resetMs);
    } else {
      headers[`anthropic-ratelimit-${of}-limit`] = values.limit;
      headers[`anthropic-ratelimit-${of}-remaining`] = values.remaining;
      headers[`anthropic-ratelimit-${of}-reset`] = new Date(now + reading.resetMs)
        .toISOString()
        .replace(/\.\d+Z$/, "Z");
    }
  }
  return headers;
}

function share({ about, reading }: Met): number {
  return reading.allowed ? reading.remaining / about.amount : -1;
}
