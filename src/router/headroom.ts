/** What a key may still send, as its provider says. Unix ms. */
export interface Headroom {
  /** Nothing may be sent before. */
  readonly closedUntil: number;
  readonly requests: Remaining | undefined;
  readonly tokens: Remaining | undefined;
}

export interface Remaining {
  readonly left: number;
  readonly resetAt: number;
}

export const FULL_HEADROOM: Headroom = { closedUntil: 0, requests: undefined, tokens: undefined };

/** A provider that says nothing is asked again after that. */
const UNSAID_MS = 1_000;
const LONGEST_MS = 3_600_000;
const LONGEST_HEADER = 64;

export type HeaderReader = (name: string) => string | null;

/** What the headers of an answer say of the key's headroom. Unreadable headers change nothing. */
export function readHeadroom(before: Headroom, header: HeaderReader, now: number): Headroom {
  return {
    ...before,
    requests: remaining(header, "requests", now) ?? before.requests,
    tokens: remaining(header, "tokens", now) ?? before.tokens,
  };
}

/** The key was refused with 429: closed until the provider's time, or for a second. */
export function refuseUntil(before: Headroom, header: HeaderReader, now: number): Headroom {
  const waitMs = retryAfterMs(header, now) ?? UNSAID_MS;
  const read = readHeadroom(before, header, now);
  return { ...read, closedUntil: Math.max(before.closedUntil, now + Math.min(LONGEST_MS, waitMs)) };
}

/** Whether a request fits into what is left. What a reset has passed counts as full. */
export function hasRoom({ closedUntil, requests, tokens }: Headroom, wantedTokens: number, now: number): boolean {
  const fits = (remaining: Remaining | undefined, wanted: number): boolean =>
    remaining === undefined || now >= remaining.resetAt || remaining.left >= wanted;
  return now >= closedUntil && fits(requests, 1) && fits(tokens, wantedTokens);
}

function remaining(header: HeaderReader, of: "requests" | "tokens", now: number): Remaining | undefined {
  for (const names of [`x-ratelimit-*-${of}`, `anthropic-ratelimit-${of}-*`]) {
    const left = wholeNumber(header(names.replace("*", "remaining")));
    const resetMs = waitMs(header(names.replace("*", "reset")), now);
    if (left !== undefined && resetMs !== undefined) return { left, resetAt: now + Math.min(LONGEST_MS, resetMs) };
  }
  return undefined;
}

/** `retry-after-ms`, then `retry-after` in seconds or as an HTTP date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: HeaderReader, now: number): number | undefined {
  for (const name of ["retry-after-ms", "x-ms-retry-after-ms"]) {
    const ms = decimal(header(name));
    if (ms !== undefined) return ms;
  }
  const written = header("retry-after");
  const seconds = decimal(written);
  return seconds === undefined ? untilDate(written, now) : 1000 * seconds;
}

/** Go's duration (`6m0s`, `12ms`), a date, or seconds. */
function waitMs(written: string | null, now: number): number | undefined {
  return goMilliseconds(written) ?? untilDate(written, now) ?? seconds(written);
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

function goMilliseconds(written: string | null): number | undefined {
  if (written === null || written.length > LONGEST_HEADER) return undefined;
  const parts = [...written.matchAll(/(\d{1,9}(?:\.\d{1,9})?)(ms|h|m|s)/gy)];
  const length = parts.reduce((sum, [part]) => sum + part.length, 0);
  if (parts.length === 0 || length !== written.length) return undefined;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? ""] ?? 0), 0);
}

function untilDate(written: string | null, now: number): number | undefined {
  if (written === null || written.length > LONGEST_HEADER || !/[a-zA-Z]/.test(written)) return undefined;
  const at = Date.parse(written);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

function seconds(written: string | null): number | undefined {
  const number = decimal(written);
  return number === undefined ? undefined : 1000 * number;
}

function decimal(written: string | null): number | undefined {
  return written !== null && /^\d{1,12}(?:\.\d{1,9})?$/.test(written) ? Number(written) : undefined;
}

function wholeNumber(written: string | null): number | undefined {
  return written !== null && /^\d{1,15}$/.test(written) ? Number(written) : undefined;
}
