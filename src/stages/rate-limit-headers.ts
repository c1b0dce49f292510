import { goDuration } from "../core/duration.ts";
import type { DialectName } from "../dialects/port.ts";
import type { Met } from "./refusals.ts";

/** Names and forms of one dialect's headers. */
interface Form {
  readonly name: (part: "limit" | "remaining" | "reset", of: "requests" | "tokens") => string;
  /** @param now unix ms */
  readonly reset: (resetMs: number, now: number) => string;
}

/** OpenAI's API reference, "Rate limits in headers". */
const OPENAI: Form = { name: (part, of) => `x-ratelimit-${part}-${of}`, reset: goDuration };
/** Anthropic's API reference, "Rate limits", "Response headers": times as RFC 3339 has them. */
const ANTHROPIC: Form = { name: (part, of) => `anthropic-ratelimit-${of}-${part}`, reset: wholeSecond };

const FORMS: Readonly<Record<DialectName, Form>> = {
  "openai-chat": OPENAI,
  "openai-completions": OPENAI,
  "openai-embeddings": OPENAI,
  "anthropic-messages": ANTHROPIC,
};

const OF = ["requests", "tokens"] as const;

export const RATE_LIMIT_HEADERS: readonly string[] = [OPENAI, ANTHROPIC].flatMap(({ name }) =>
  OF.flatMap((of) => (["limit", "remaining", "reset"] as const).map((part) => name(part, of))),
);

/**
 * Of the limits of requests, and of those of tokens, the one that is nearest to being reached.
 * @param now unix ms, when they were read
 */
export function rateLimitHeaders(
  limits: readonly Met[],
  now: number,
  dialect: DialectName = "openai-chat",
): Record<string, string> {
  const { name, reset } = FORMS[dialect];
  const headers: Record<string, string> = {};
  for (const of of OF) {
    const [nearest] = limits.filter(({ about }) => about.of === of).toSorted((a, b) => share(a) - share(b));
    if (nearest === undefined) continue;
    headers[name("limit", of)] = String(nearest.about.amount);
    headers[name("remaining", of)] = String(nearest.reading.remaining);
    headers[name("reset", of)] = reset(nearest.reading.resetMs, now);
  }
  return headers;
}

function share({ about, reading }: Met): number {
  return reading.allowed ? reading.remaining / about.amount : -1;
}

/** The first whole second at which it is so. */
function wholeSecond(resetMs: number, now: number): string {
  return `${new Date(Math.ceil((now + resetMs) / 1000) * 1000).toISOString().slice(0, -".000Z".length)}Z`;
}
