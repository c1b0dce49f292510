import { describe, expect, test } from "vitest";
import { type ErrorAnswer, kindOfError, OUTCOME_EFFECTS, type OutcomeKind } from "../../src/router/outcome.ts";

describe("what an outcome does to its arm", () => {
  const rows: readonly (readonly [OutcomeKind, "none" | "penalty" | "headroom" | "long open" | "success", boolean])[] =
    [
      ["ok", "success", false],
      ["connect", "penalty", true],
      ["first_token_timeout", "penalty", true],
      ["stall", "penalty", false],
      ["server_error", "penalty", true],
      ["overloaded", "penalty", true],
      ["rate_limited_requests", "headroom", true],
      ["rate_limited_tokens", "headroom", true],
      ["quota", "long open", true],
      ["unauthorized", "long open", true],
      ["forbidden", "long open", true],
      ["unknown_model", "long open", true],
      ["bad_request", "none", false],
      ["content_filter", "none", false],
      ["client_gone", "none", false],
    ];

  test("every kind has its row", () => {
    expect(rows.map(([kind]) => kind).toSorted()).toEqual(Object.keys(OUTCOME_EFFECTS).toSorted());
  });

  test.each(rows)("%s: %s, retried %s", (kind, effect, retry) => {
    const { reliability, breaker, headroom, longOpenMs, retry: retries } = OUTCOME_EFFECTS[kind];
    expect(retries).toBe(retry);
    expect(breaker).toBe(effect === "penalty" ? "failure" : effect === "success" ? "success" : "none");
    expect(headroom !== "none").toBe(effect === "headroom");
    expect(longOpenMs >= 900_000).toBe(effect === "long open");
    const counts = { none: "none", penalty: "failure", headroom: "failure", "long open": "none", success: "success" };
    expect(reliability).toBe(counts[effect]);
  });
});

describe("kindOfError", () => {
  test.each<readonly [ErrorAnswer, OutcomeKind]>([
    [{ status: 400 }, "bad_request"],
    [{ status: 400, code: "content_filter" }, "content_filter"],
    [{ status: 400, code: "model_not_found" }, "unknown_model"],
    [{ status: 401 }, "unauthorized"],
    [{ status: 402 }, "quota"],
    [{ status: 403 }, "forbidden"],
    [{ status: 404 }, "unknown_model"],
    [{ status: 408 }, "first_token_timeout"],
    [{ status: 413 }, "bad_request"],
    [{ status: 422 }, "bad_request"],
    [{ status: 429 }, "rate_limited_requests"],
    [{ status: 429, type: "tokens" }, "rate_limited_tokens"],
    [{ status: 429, code: "insufficient_quota" }, "quota"],
    [{ status: 500 }, "server_error"],
    [{ status: 502 }, "server_error"],
    [{ status: 503 }, "overloaded"],
    [{ status: 504 }, "server_error"],
    [{ status: 529 }, "overloaded"],
    [{ status: 418, code: "made up" }, "bad_request"],
  ])("%j is %s", (answer, kind) => {
    expect(kindOfError(answer)).toBe(kind);
  });
});
