import { describe, expect, test } from "vitest";
import { parseApiKey } from "../../src/core/api-key.ts";
import { goDuration } from "../../src/core/duration.ts";
import { type Failure, failureOf, GatewayError } from "../../src/core/failure.ts";
import { wireError } from "../../src/core/failure-on-the-wire.ts";

describe("goDuration writes what Go and OpenAI write", () => {
  test.each([
    [0, "0ms"],
    [-5, "0ms"],
    [12, "12ms"],
    [1000, "1s"],
    [1500, "1.5s"],
    [59_999, "59.999s"],
    [60_000, "1m0s"],
    [360_000, "6m0s"],
    [3_600_000, "1h0m0s"],
    [90_061_000, "25h1m1s"],
  ])("%d ms is %s", (milliseconds, text) => {
    expect(goDuration(milliseconds)).toBe(text);
  });
});

describe("parseApiKey", () => {
  test("splits a key", () => {
    expect(parseApiKey("sk-as-abcDEF123456-secretsecretsecret-_12345")).toEqual({
      publicId: "abcDEF123456",
      secret: "secretsecretsecret-_12345",
    });
  });
  test.each([
    "",
    "sk-",
    "sk-as-short-secretsecretsecretsecret",
    "sk-as-abcDEF123456-short",
    `sk-as-abcDEF123456-${"x".repeat(129)}`,
    "sk-as-abcDEF123456-secretsecretsecretsec ret",
    "xsk-as-abcDEF123456-secretsecretsecretsecret",
  ])("refuses %j", (text) => {
    expect(parseApiKey(text)).toBeUndefined();
  });
});

describe("wireError", () => {
  const reading = { allowed: false, remaining: 0, resetMs: 1, retryAfterMs: 1_001 };
  const about = { of: "requests", per: "key", amount: 10, everyMs: 60_000 } as const;
  const tokens = { ...about, of: "tokens" } as const;
  const money = { of: "money", per: "tenant", amount: 5_000_000, period: "month" } as const;
  const failures: [Failure, number, string][] = [
    [{ kind: "bad_key", reason: "missing" }, 401, "invalid_api_key"],
    [{ kind: "proof_failed", faults: [{ proof: "oidc", fault: "expired" }] }, 401, "zero_trust_failed"],
    [{ kind: "invalid_request", message: "m", param: "p" }, 400, "invalid_request"],
    [{ kind: "too_large", message: "m", param: null }, 413, "request_too_large"],
    [{ kind: "unknown_path" }, 404, "not_found"],
    [{ kind: "wrong_method", allowed: "POST" }, 405, "method_not_allowed"],
    [{ kind: "unknown_model" }, 404, "model_not_found"],
    [{ kind: "rate_limited", about, reading }, 429, "rate_limit_exceeded"],
    [{ kind: "over_limit", about: tokens }, 429, "rate_limit_exceeded"],
    [{ kind: "budget_exceeded", about: money, reading }, 402, "budget_exceeded"],
    [{ kind: "unknown_price" }, 403, "model_not_allowed"],
    [{ kind: "not_allowed", reason: "ip" }, 403, "not_allowed"],
    [{ kind: "model_not_allowed" }, 403, "model_not_allowed"],
    [{ kind: "state_unavailable", reason: "r" }, 503, "state_unavailable"],
    [
      { kind: "upstream_refused", status: 422, refusal: { message: "m", param: null, code: null } },
      422,
      "upstream_refused",
    ],
    [{ kind: "upstream_rate_limited", retryAfter: "7" }, 429, "rate_limit_exceeded"],
    [{ kind: "upstream_rejected_gateway", status: 401 }, 502, "upstream_error"],
    [{ kind: "upstream_broken", reason: "r" }, 502, "upstream_error"],
    [{ kind: "upstream_timeout", phase: "idle" }, 504, "upstream_timeout"],
    [{ kind: "client_gone" }, 499, "client_closed_request"],
    [{ kind: "misconfigured", reason: "r" }, 500, "misconfigured"],
    [{ kind: "internal", reason: "r" }, 500, "internal_error"],
  ];
  test.each(failures)("%j is %d %s", (failure, status, code) => {
    expect(wireError(failure)).toMatchObject({ status, code });
  });
  test("a limit says when to try again, rounded up", () => {
    expect(wireError({ kind: "rate_limited", about, reading })).toMatchObject({ retryAfter: "2", final: false });
  });
  const limits: [Failure, string, string][] = [
    [{ kind: "rate_limited", about, reading }, "requests", "10 requests per 60 s for each key"],
    [{ kind: "rate_limited", about: tokens, reading }, "tokens", "10 tokens per 60 s for each key"],
    [
      { kind: "rate_limited", about: { of: "concurrency", per: "user", amount: 3 }, reading },
      "requests",
      "3 requests at a time for each user",
    ],
    [{ kind: "over_limit", about: tokens }, "tokens", "10 tokens per 60 s"],
  ];
  test.each(limits)("%j is of type %s and names its figure", (failure, type, words) => {
    expect(wireError(failure)).toMatchObject({ type, message: expect.stringContaining(words) });
  });
  test("what does not help is not tried again, and a budget's figure is nobody's business", () => {
    expect(wireError({ kind: "over_limit", about: tokens })).toMatchObject({ final: true });
    const error = wireError({ kind: "budget_exceeded", about: money, reading });
    expect(error).toMatchObject({ final: true, type: "insufficient_quota" });
    expect(error.message).not.toMatch(/5/);
    expect(error.retryAfter).toBeUndefined();
  });
  test("the reason of a failure is not for the caller", () => {
    const reason = "reason-for-the-record";
    for (const kind of ["state_unavailable", "upstream_broken", "misconfigured", "internal"] as const) {
      expect(JSON.stringify(wireError({ kind, reason }))).not.toContain(reason);
    }
  });
});

test("what is thrown elsewhere becomes an internal failure without its text", () => {
  expect(failureOf(new TypeError("joe@example.org"))).toEqual({ kind: "internal", reason: "TypeError" });
  expect(failureOf("joe@example.org")).toEqual({ kind: "internal", reason: "string" });
  expect(failureOf(new GatewayError({ kind: "unknown_path" }))).toEqual({ kind: "unknown_path" });
});
