import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/core/failure.ts";
import { wireError } from "../../src/core/failure-on-the-wire.ts";
import type { Exchange } from "../../src/stages/context.ts";
import { answerHeaders, errorHeaders, EXPOSED_HEADERS } from "../../src/stages/response-headers.ts";

const record: Exchange["record"] = {
  requestId: "request-1",
  startedAt: 0,
  route: "POST /v1/chat/completions",
  status: 200,
  outcome: "ok",
  timings: { auth: 0, scan: 1.26, upstream: 120 },
  cache: "miss",
  found: { EMAIL_ADDRESS: 2, CREDIT_CARD: 1 },
};
const limitDecision = { limit: 5, windowMs: 60_000, allowed: true, remaining: 3, resetMs: 90_500, retryAfterMs: 0 };
const exchange = (more: object = {}, recorded: object = {}) =>
  ({
    record: { ...record, ...recorded },
    limitDecision,
    target: { provider: { id: "openai" }, model: "gpt-5" },
    dropped: [],
    ...more,
  }) as unknown as Exchange;

describe("an answer", () => {
  test("says what was done with it", () => {
    expect(answerHeaders(exchange())).toEqual({
      "x-request-id": "request-1",
      "server-timing": "auth;dur=0, scan;dur=1.3, upstream;dur=120",
      "x-ratelimit-limit-requests": "5",
      "x-ratelimit-remaining-requests": "3",
      "x-ratelimit-reset-requests": "1m30.5s",
      "x-agentshield-provider": "openai",
      "x-agentshield-model": "gpt-5",
      "x-agentshield-pii": "EMAIL_ADDRESS=2,CREDIT_CARD=1",
      "x-agentshield-cache": "miss",
      "x-agentshield-attempts": "1",
    });
  });

  test.each([
    ["of a stream it is not known", { answer: { kind: "stream" } }, { redacted: { US_SSN: 1 } }],
    ["where answers are only restored it is not said", { answer: { kind: "json", body: {} } }, {}],
  ])("what was replaced: %s", (_, more, recorded) => {
    expect(answerHeaders(exchange(more, recorded))).not.toHaveProperty("x-agentshield-pii-redacted");
  });

  const cases: [string, object, object, object][] = [
    ["nothing found", {}, { found: {} }, { "x-agentshield-pii": "none" }],
    ["not looked for", {}, { found: undefined }, { "x-agentshield-pii": "none" }],
    [
      "values of the provider's own",
      { answer: { kind: "json", body: {} } },
      { redacted: { EMAIL_ADDRESS: 1, US_SSN: 2 } },
      { "x-agentshield-pii-redacted": "EMAIL_ADDRESS=1,US_SSN=2" },
    ],
    [
      "no values of the provider's own",
      { answer: { kind: "json", body: {} } },
      { redacted: {} },
      { "x-agentshield-pii-redacted": "none" },
    ],
    ["from the cache", { cacheAgeMs: 1_999 }, { cache: "hit" }, { age: "1", "x-agentshield-attempts": "0" }],
    ["from the cache at once", { cacheAgeMs: 0 }, { cache: "hit" }, { age: "0", "x-agentshield-cache": "hit" }],
    ["past the cache", {}, { cache: undefined }, { "x-agentshield-cache": "bypass", "x-agentshield-attempts": "1" }],
    [
      "fields that could not be carried",
      { dropped: ["seed", "logit_bias", "tools[0].function.strict"] },
      {},
      { "x-agentshield-dropped-params": "seed,logit_bias,tools[0].function.strict" },
    ],
    [
      "names of the caller's making stay out",
      { dropped: ["seed", "x\r\nset-cookie: a", "ada@example.org", "a b", "é"] },
      {},
      { "x-agentshield-dropped-params": "seed" },
    ],
  ];
  test.each(cases)("%s", (_, more, recorded, expected) => {
    expect(answerHeaders(exchange(more, recorded))).toMatchObject(expected);
  });

  test("only what there is to say is said", () => {
    for (const headers of [answerHeaders(exchange()), answerHeaders(exchange({ dropped: undefined }))]) {
      expect(headers).not.toHaveProperty("age");
      expect(headers).not.toHaveProperty("x-agentshield-dropped-params");
    }
  });

  test("a browser may read every header", () => {
    const said = answerHeaders(exchange({ cacheAgeMs: 1, dropped: ["seed"] }));
    for (const name of [...Object.keys(said), "retry-after"]) expect(EXPOSED_HEADERS).toContain(name);
  });
});

describe("an error", () => {
  const failures: [Failure, object, string[]][] = [
    [{ kind: "bad_key", reason: "missing" }, {}, ["retry-after", "x-should-retry"]],
    [
      { kind: "rate_limited", decision: { ...limitDecision, retryAfterMs: 1_001 } },
      { "retry-after": "2" },
      ["x-should-retry"],
    ],
    [{ kind: "rate_limited", decision: { ...limitDecision, retryAfterMs: 1 } }, { "retry-after": "1" }, []],
    [{ kind: "upstream_rate_limited", retryAfter: "7" }, { "retry-after": "7" }, []],
    [{ kind: "upstream_rate_limited", retryAfter: null }, {}, ["retry-after"]],
    [{ kind: "misconfigured", reason: "r" }, { "x-should-retry": "false" }, ["retry-after"]],
    [{ kind: "upstream_rejected_gateway", status: 401 }, { "x-should-retry": "false" }, []],
    [{ kind: "upstream_broken", reason: "r" }, {}, ["x-should-retry"]],
    [{ kind: "state_unavailable", reason: "r" }, {}, ["x-should-retry"]],
    [{ kind: "upstream_timeout", phase: "idle" }, {}, ["x-should-retry"]],
  ];
  test.each(failures)("%j", (failure, expected, absent) => {
    const headers = errorHeaders(exchange(), wireError(failure));
    expect(headers).toMatchObject({ "x-request-id": "request-1", "x-ratelimit-limit-requests": "5", ...expected });
    for (const name of absent) expect(headers).not.toHaveProperty(name);
  });

  test("before any stage has run there is nothing to say", () => {
    expect(errorHeaders({}, wireError({ kind: "unknown_path" }))).toEqual({});
  });
});
