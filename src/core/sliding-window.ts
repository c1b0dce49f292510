/**
 * Sliding-window counter: two fixed windows, the older weighted by how much of it still lies
 * within the last `windowMs`. Constant memory per counter; the same arithmetic as
 * `@upstash/ratelimit`'s sliding window, so that every backend decides alike.
 */
export interface WindowState {
  /** Start of the current fixed window, unix ms, a multiple of the window's length. */
  readonly start: number;
  readonly current: number;
  readonly previous: number;
}

export interface WindowRule {
  readonly limit: number;
  readonly windowMs: number;
}

export interface WindowDecision extends WindowRule {
  readonly allowed: boolean;
  /** Whole calls that would still pass now. */
  readonly remaining: number;
  /** Until nothing counts any more, in ms. */
  readonly resetMs: number;
  /** Until a refused call would pass if nobody else calls, in ms; 0 when allowed. */
  readonly retryAfterMs: number;
}

export const EMPTY_WINDOW: WindowState = { start: 0, current: 0, previous: 0 };

/** Counts one call at `now` (unix ms) if the rule allows it; a refused call is not counted. */
export function countCall(
  state: WindowState,
  rule: WindowRule,
  now: number,
): { state: WindowState; decision: WindowDecision } {
  const aged = age(state, rule.windowMs, now);
  const elapsed = Math.max(0, now - aged.start);
  const weight = 1 - elapsed / rule.windowMs;
  const used = aged.previous * weight + aged.current;
  const allowed = used + 1 <= rule.limit;
  const next = allowed ? { ...aged, current: aged.current + 1 } : aged;
  return {
    state: next,
    decision: {
      ...rule,
      allowed,
      remaining: Math.max(0, Math.floor(rule.limit - used - (allowed ? 1 : 0))),
      resetMs: untilEmpty(next, rule.windowMs, elapsed),
      retryAfterMs: allowed ? 0 : untilAllowed(aged, rule, elapsed),
    },
  };
}

function age(state: WindowState, windowMs: number, now: number): WindowState {
  const start = now - (now % windowMs);
  // A clock that went back must not forget what was counted.
  if (start <= state.start) return state;
  return { start, current: 0, previous: start - state.start === windowMs ? state.current : 0 };
}

function untilEmpty(state: WindowState, windowMs: number, elapsed: number): number {
  if (state.current > 0) return 2 * windowMs - elapsed;
  return state.previous > 0 ? windowMs - elapsed : 0;
}

function untilAllowed(state: WindowState, rule: WindowRule, elapsed: number): number {
  const { limit, windowMs } = rule;
  if (state.current + 1 <= limit) {
    const share = 1 - (limit - 1 - state.current) / state.previous;
    return Math.ceil(share * windowMs - elapsed);
  }
  const share = state.current === 0 ? 1 : Math.max(0, 1 - (limit - 1) / state.current);
  return Math.ceil(windowMs - elapsed + share * windowMs);
}
