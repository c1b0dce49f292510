import type { Random } from "./random.ts";

/** A bucket of retries: every request pays a part of one in, every retry takes one out. */
export interface RetryBudget {
  readonly tokens: number;
}

/** It starts empty, so that retries never exceed the share, from the first request on. */
export const EMPTY_RETRY_BUDGET: RetryBudget = { tokens: 0 };
/** Most of all requests that may be retries. */
export const RETRY_SHARE = 0.1;
const MOST_SAVED = 10;
/** Tenths cannot be added without an error; a retry must not wait for another request because of it. */
const ROUNDING = 1e-9;

/** A request (not a retry) was sent. */
export function payIn({ tokens }: RetryBudget, share: number = RETRY_SHARE): RetryBudget {
  return { tokens: Math.min(MOST_SAVED, tokens + share) };
}

/** What is left after a retry, or nothing when there is none to take. */
export function takeRetry({ tokens }: RetryBudget): RetryBudget | undefined {
  return tokens + ROUNDING >= 1 ? { tokens: Math.max(0, tokens - 1) } : undefined;
}

export interface RetryRule {
  readonly mostAttempts: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

export const RETRIES: RetryRule = { mostAttempts: 3, firstWaitMs: 50, longestWaitMs: 2_000 };

export interface RetryQuestion {
  /** Attempts made so far. */
  readonly attempts: number;
  /** Whether a byte of an answer has reached the caller: then nothing may be repeated. */
  readonly hasBegun: boolean;
  /** Whether the failure's kind lets another arm try. */
  readonly isRetryable: boolean;
  readonly budget: RetryBudget;
  /** Until the request's deadline. */
  readonly leftMs: number;
}

export type RetryAnswer =
  | { readonly retry: true; readonly waitMs: number; readonly budget: RetryBudget }
  | { readonly retry: false; readonly because: "begun" | "kind" | "attempts" | "budget" | "deadline" };

/** Whether to try another arm, and after which wait: full jitter (Brooker, "Exponential backoff and jitter", AWS 2015). */
export function decideRetry(question: RetryQuestion, rule: RetryRule, random: Random): RetryAnswer {
  const { attempts, hasBegun, isRetryable, budget, leftMs } = question;
  if (hasBegun) return { retry: false, because: "begun" };
  if (!isRetryable) return { retry: false, because: "kind" };
  if (attempts >= rule.mostAttempts) return { retry: false, because: "attempts" };
  const waitMs = random() * Math.min(rule.longestWaitMs, rule.firstWaitMs * 2 ** Math.max(0, attempts - 1));
  if (waitMs >= leftMs) return { retry: false, because: "deadline" };
  const left = takeRetry(budget);
  return left === undefined ? { retry: false, because: "budget" } : { retry: true, waitMs, budget: left };
}
