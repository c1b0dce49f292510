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
  const decision = { limit: 10, windowMs: 60_000, allowed: false, remaining: 0, resetMs: 1, retryAfterMs: 1_001 };
  const failures: [Failure, number, string][] = [
    [{ kind: "bad_key", reason: "missing" }, 401, "invalid_api_key"],
    [{ kind: "proof_failed", faults: [{ proof: "oidc", fault: "expired" }] }, 401, "zero_trust_failed"],
    [{ kind: "invalid_request", message: "m", param: "p" }, 400, "invalid_request"],
    [{ kind: "too_large", message: "m", param: null }, 413, "request_too_large"],
    [{ kind: "unknown_path" }, 404, "not_found"],
    [{ kind: "wrong_method", allowed: "POST" }, 405, "method_not_allowed"],
    [{ kind: "unknown_model" }, 404, "model_not_found"],
    [{ kind: "rate_limited", decision }, 429, "rate_limit_exceeded"],
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
    expect(wireError({ kind: "rate_limited", decision })).toMatchObject({ retryAfter: "2", final: false });
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
