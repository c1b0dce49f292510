import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/core/failure.ts";
import { wireError } from "../../src/core/failure-on-the-wire.ts";
import type { Exchange } from "../../src/stages/context.ts";
import { flatRate } from "../../src/core/money/price.ts";
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
const about = { of: "requests", per: "key", amount: 5, everyMs: 60_000 } as const;
const reading = { allowed: true, remaining: 3, resetMs: 90_500, retryAfterMs: 0 };
/** In dollars for a million tokens: 1 for input, 2 for output. */
const price = { input: { base: flatRate(1), tiers: [] }, output: { base: flatRate(2), tiers: [] } };
const meter = { usage: () => ({ promptTokens: 400, completionTokens: 6 }) };
const exchange = (more: object = {}, recorded: object = {}) =>
  ({
    record: { ...record, ...recorded },
    limits: [{ about, reading }],
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

  const costs: [string, object, object, string | undefined][] = [
    ["is known of a whole answer", { answer: { kind: "json" }, price, meter }, {}, "0.000412"],
    ["is nothing for one from the cache", { answer: { kind: "stream" } }, { cache: "hit" }, "0.000000"],
    ["of a stream is not known yet", { answer: { kind: "stream" }, price, meter }, {}, undefined],
    ["is not known without a price", { answer: { kind: "json" }, meter }, {}, "unknown"],
    ["is nobody's where no model was asked", { answer: { kind: "json" }, price }, {}, undefined],
  ];
  test.each(costs)("its cost %s", (_, more, recorded, cost) => {
    expect(answerHeaders(exchange(more, recorded))["x-agentshield-cost-usd"]).toBe(cost);
  });

  test("the limits of requests and of tokens that are nearest to being reached are told", () => {
    const met = (of: string, amount: number, remaining: number, allowed = true) => ({
      about: { of, per: "key", amount },
      reading: { allowed, remaining, resetMs: remaining * 10, retryAfterMs: 0 },
    });
    const limits = [met("requests", 100, 60), met("requests", 10, 5), met("tokens", 10, 9), met("tokens", 9_000, 1)];
    const headers = answerHeaders(exchange({ limits: [...limits, met("concurrency", 1, 0), met("money", 1, 0)] }));
    expect(headers).toMatchObject({
      "x-ratelimit-limit-requests": "10",
      "x-ratelimit-remaining-requests": "5",
      "x-ratelimit-reset-requests": "50ms",
      "x-ratelimit-limit-tokens": "9000",
      "x-ratelimit-remaining-tokens": "1",
      "x-ratelimit-reset-tokens": "10ms",
    });
    const refused = answerHeaders(exchange({ limits: [met("requests", 10, 0), met("requests", 20, 7, false)] }));
    expect(refused).toMatchObject({ "x-ratelimit-limit-requests": "20", "x-ratelimit-remaining-requests": "7" });
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
      { kind: "rate_limited", about, reading: { ...reading, retryAfterMs: 1_001 } },
      { "retry-after": "2" },
      ["x-should-retry"],
    ],
    [{ kind: "rate_limited", about, reading: { ...reading, retryAfterMs: 1 } }, { "retry-after": "1" }, []],
    [{ kind: "over_limit", about }, { "x-should-retry": "false" }, ["retry-after"]],
    [{ kind: "budget_exceeded", about, reading }, {}, ["retry-after"]],
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
