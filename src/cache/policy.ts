import { GatewayError } from "../core/failure.ts";
import type { Settings } from "../config/schema.ts";

/** What a request wants of the cache. */
export interface CachePolicy {
  readonly read: boolean;
  readonly write: boolean;
  readonly ttlMs: number;
  /** An extra partition, chosen by the caller; empty by default. */
  readonly namespace: string;
}

const NAMESPACE = /^[\w.:-]{0,64}$/;

/**
 * Reads `cache-control`, `x-agentshield-cache-ttl` (seconds) and `x-agentshield-cache-namespace`.
 * A request for several choices wants them to differ, so it neither reads nor writes.
 * @throws GatewayError `invalid_request`
 */
export function cachePolicy(headers: Headers, choices: number, settings: Settings["cache"]): CachePolicy {
  const control = new Set((headers.get("cache-control") ?? "").toLowerCase().split(/\s*,\s*/));
  const namespace = headers.get("x-agentshield-cache-namespace") ?? "";
  if (!NAMESPACE.test(namespace))
    throw invalidHeader("x-agentshield-cache-namespace", "at most 64 letters, digits and _ . : -");
  const ttl = ttlSeconds(headers.get("x-agentshield-cache-ttl"), settings);
  const usable = settings.enabled && choices === 1;
  return {
    read: usable && !control.has("no-cache"),
    write: usable && ttl > 0 && !control.has("no-store"),
    ttlMs: ttl * 1000,
    namespace,
  };
}

function ttlSeconds(asked: string | null, settings: Settings["cache"]): number {
  if (asked === null) return settings.ttlSeconds;
  if (!/^\d{1,9}$/.test(asked)) throw invalidHeader("x-agentshield-cache-ttl", "a whole number of seconds");
  return Math.min(Number(asked), settings.maxTtlSeconds);
}

function invalidHeader(name: string, expected: string): GatewayError {
  return new GatewayError({
    kind: "invalid_request",
    param: name,
    message: `Invalid header '${name}': must be ${expected}.`,
  });
}
