import type { Next } from "hono";
import { GatewayError } from "../core/failure.ts";
import type { RequestLimit, WindowLimit } from "../core/limits/limit.ts";
import type { Admission, TenantState, Verdict } from "../state/port.ts";
import { type Admitted, type Exchange, exchangeOf, type GatewayContext, timedWait } from "./context.ts";
import { commonHeaders } from "./response-headers.ts";

const WINDOW_MS = 60_000;
/** Requests hold nothing but their place in a window. */
const LEASE_MS = 60_000;
/** A state that takes longer is down, as far as a caller can tell. */
const STATE_DEADLINE_MS = 3_000;
/** Keys whose refusal is remembered in this isolate. */
const MAX_REFUSALS = 10_000;

interface Refusal {
  /** Unix ms. */
  readonly until: number;
  readonly decision: RequestLimit;
}

/**
 * Counts every request of a key in a sliding window. Counting waits until the cache key is known,
 * so that limit and cache cost one round trip; a request that fails before that is counted on the
 * way back. A refusal is remembered until it can end, so a flood costs neither parsing nor a call.
 */
export function limit(state: TenantState, now: () => number, newId: () => string) {
  const refusals = new Map<string, Refusal>();
  return async function limit(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const { tenant, keyId, requestsPerMinute } = exchange.caller;
    const refusal = refusals.get(keyId);
    if (refusal !== undefined && refusal.until > now()) throw refused(exchange, remembered(refusal, now()));
    let asked = false;
    const admit = async (cacheKey: string | undefined): Promise<Admitted> => {
      asked = true;
      const requests = requestLimit(keyId, requestsPerMinute);
      const admission = { id: newId(), leaseMs: LEASE_MS, limits: [requests], cacheKey };
      const verdict = await timedWait(exchange.record, "limit", now, () => ask(state, tenant, admission));
      const reading = verdict.kind === "replayed" ? undefined : verdict.readings[0];
      if (reading === undefined) throw new GatewayError({ kind: "state_unavailable", reason: "no_reading" });
      const decision = { ...reading, limit: requests.limit, windowMs: requests.windowMs };
      exchange.limitDecision = decision;
      if (verdict.kind === "admitted") return verdict;
      if (refusals.size >= MAX_REFUSALS) refusals.clear();
      refusals.set(keyId, { until: now() + decision.retryAfterMs, decision });
      throw refused(exchange, decision);
    };
    exchange.admit = admit;
    await next();
    if (asked) return;
    await admit(undefined);
    for (const [name, value] of Object.entries(commonHeaders(exchange))) c.res.headers.set(name, value);
  };
}

function requestLimit(keyId: string, limit: number): WindowLimit {
  return { kind: "window", counter: `requests:${keyId}`, limit, windowMs: WINDOW_MS, amount: 1, onHit: true };
}

/** A refusal as it stands now: less time is left than when it was made. */
function remembered({ until, decision }: Refusal, now: number): RequestLimit {
  const retryAfterMs = until - now;
  return { ...decision, retryAfterMs, resetMs: decision.resetMs - (decision.retryAfterMs - retryAfterMs) };
}

function refused(exchange: Exchange, decision: RequestLimit): GatewayError {
  exchange.limitDecision = decision;
  return new GatewayError({ kind: "rate_limited", decision });
}

/** Fails closed: without an answer in time nothing passes. */
async function ask(state: TenantState, tenant: string, admission: Admission): Promise<Verdict> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new GatewayError({ kind: "state_unavailable", reason: "deadline" })),
      STATE_DEADLINE_MS,
    );
  });
  try {
    return await Promise.race([state.admit(tenant, admission), deadline]);
  } catch (thrown) {
    if (thrown instanceof GatewayError) throw thrown;
    throw new GatewayError({
      kind: "state_unavailable",
      reason: thrown instanceof Error ? thrown.name : typeof thrown,
    });
  } finally {
    clearTimeout(timer);
  }
}
