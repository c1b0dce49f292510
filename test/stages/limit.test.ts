import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GatewayError } from "../../src/core/failure.ts";
import type { Admission, Verdict } from "../../src/state/port.ts";
import {
  NOW,
  MONTH_END,
  LEASE_MS,
  perMinute,
  tokens,
  atOnce,
  budget,
  call,
  free,
  full,
  refusedBy,
  setUp,
  type Situation,
} from "./limit-set-up.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

const bodyOf = async (response: Response) => (await response.json()) as { error: Record<string, unknown> };

describe("asking", () => {
  test("is one call, for everything that the policy says", async () => {
    const policy = { limits: [perMinute, tokens, atOnce], budgets: [budget] };
    const { ask, state, forwarded } = setUp({ policy, question: { call, cacheKey: "key" } });
    expect((await ask()).status).toBe(200);
    expect(state.admit.mock.calls).toEqual([
      [
        "acme",
        {
          id: "id-1",
          leaseMs: LEASE_MS,
          nonce: undefined,
          cacheKey: "key",
          answered: false,
          limits: [
            {
              kind: "window",
              counter: "key:acmeAcme0001/requests/minute/sliding-window",
              onHit: true,
              amount: 1,
              limit: 10,
              windowMs: 60_000,
            },
            {
              kind: "bucket",
              counter: "tenant/tokens/hour/token-bucket",
              onHit: false,
              amount: 300,
              capacity: 1_000,
              fillMs: 3_600_000,
            },
            { kind: "concurrency", counter: "key:acmeAcme0001/concurrency", onHit: false, limit: 2 },
            {
              kind: "budget",
              counter: "tenant/money/hard/2026-11",
              onHit: false,
              amount: 700,
              limit: 1_000_000,
              hard: true,
              warnAt: 800_000,
              endsAt: MONTH_END,
            },
          ],
        },
      ],
    ]);
    expect(forwarded).toHaveBeenCalledOnce();
  });

  const subjects: [string, string, Situation["question"], Record<string, string>][] = [
    ["user", "user:digest of user ada", { call, user: "ada" }, {}],
    ["user", "user:digest of user bob", { call }, { "x-agentshield-metadata": '{"user":"bob"}' }],
    ["user", "user:", { call }, {}],
    ["user", "user:", { call }, { "x-agentshield-metadata": "{" }],
    ["ip", "ip:digest of address 192.0.2.7", { call }, { "cf-connecting-ip": "192.0.2.7" }],
    ["ip", "ip:", { call }, { "x-forwarded-for": "192.0.2.7" }],
    ["model", "model:openai/m", { call }, {}],
    ["model", `model:digest of model ${"m".repeat(256)}`, { call: { ...call, model: "m".repeat(256) } }, {}],
  ];
  test.each(subjects)("a limit per %s counts %s", async (per, counter, question = {}, headers) => {
    const { ask, state } = setUp({ policy: { limits: [{ ...perMinute, per }] }, question, headers });
    await ask();
    expect(state.admit.mock.calls[0]?.[1].limits[0]?.counter).toBe(`${counter}/requests/minute/sliding-window`);
  });

  test("what goes to no model is asked about requests only", async () => {
    const limits = [perMinute, tokens, atOnce, { ...perMinute, per: "model" }];
    const { ask, state, settled } = setUp({ policy: { limits, budgets: [budget] }, question: {} });
    await ask();
    expect(state.admit.mock.calls[0]?.[1].limits.map(({ counter }) => counter)).toEqual([
      "key:acmeAcme0001/requests/minute/sliding-window",
    ]);
    expect(settled).toEqual([]);
  });

  test("happens on the way back for a request that failed before, and its answer tells the limit", async () => {
    const below = () => {
      throw new GatewayError({ kind: "unknown_model" });
    };
    const { ask, state } = setUp({ dontAsk: true, question: {}, below });
    const { status, headers } = await ask();
    expect([status, headers.get("x-ratelimit-remaining-requests")]).toEqual([404, "9"]);
    expect(state.admit).toHaveBeenCalledOnce();
  });

  test("more than a limit ever lets through is refused without a call", async () => {
    const { ask, state, forwarded } = setUp({
      policy: { limits: [tokens] },
      question: { call: { ...call, tokens: 1_001 } },
    });
    const response = await ask();
    expect([response.status, response.headers.get("x-should-retry")]).toEqual([429, "false"]);
    expect((await bodyOf(response)).error).toMatchObject({ code: "rate_limit_exceeded", type: "tokens" });
    expect([state.admit.mock.calls, forwarded.mock.calls]).toEqual([[], []]);
  });
});

describe("a refusal", () => {
  test("is remembered for five seconds, with what is left of the time: the limit may be raised meanwhile", async () => {
    const { ask, state, forwarded } = setUp({ verdict: refusedBy(["window"]) });
    const first = await ask();
    expect([first.status, first.headers.get("retry-after")]).toEqual([429, "20"]);
    vi.advanceTimersByTime(1_500);
    const { status, headers } = await ask();
    expect([status, headers.get("retry-after"), headers.get("x-ratelimit-reset-requests")]).toEqual([429, "17", "47s"]);
    expect(state.admit).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(500);
    await ask();
    expect(state.admit).toHaveBeenCalledTimes(2);
    expect(forwarded).not.toHaveBeenCalled();
  });

  test.each([
    ["of tokens", { limits: [tokens] }, ["bucket"]],
    ["of requests at a time", { limits: [atOnce] }, ["concurrency"]],
    ["of one of its users", { limits: [{ ...perMinute, per: "user" }] }, ["window"]],
    ["of money", { budgets: [budget] }, ["budget"]],
  ])("%s is asked for again: another request may fit", async (_, policy, kinds) => {
    const { ask, state } = setUp({ policy, verdict: refusedBy(kinds) });
    await ask();
    await ask();
    expect(state.admit).toHaveBeenCalledTimes(2);
  });

  test("is not remembered for longer than it lasts", async () => {
    const brief = { ...full, retryAfterMs: 700 };
    const verdict = async ({ limits }: Admission): Promise<Verdict> => ({
      kind: "refused",
      readings: limits.map(() => brief),
    });
    const { ask, state } = setUp({ verdict });
    await ask();
    await ask();
    expect(state.admit).toHaveBeenCalledTimes(2);
  });

  test("for money comes before others, is final, and nothing is settled", async () => {
    const policy = { limits: [perMinute, tokens], budgets: [budget] };
    const { ask, settled } = setUp({ policy, verdict: refusedBy(["bucket", "budget"]) });
    const response = await ask();
    expect([response.status, response.headers.get("retry-after")]).toEqual([402, null]);
    expect((await bodyOf(response)).error).toMatchObject({ code: "budget_exceeded", type: "insufficient_quota" });
    expect(settled).toEqual([]);
  });

  test("of a proof that has come before is a proof that fails", async () => {
    const nonce = { value: "n", expiresAt: NOW + 1 };
    const { ask, state, forwarded } = setUp({ verdict: async () => ({ kind: "replayed" }), nonce });
    const response = await ask();
    expect([response.status, (await bodyOf(response)).error["code"]]).toEqual([401, "zero_trust_failed"]);
    expect(state.admit.mock.calls[0]?.[1].nonce).toEqual(nonce);
    expect(forwarded).not.toHaveBeenCalled();
  });

  test.each([
    [
      "an id that was given up",
      async ({ limits }: Admission) => ({ kind: "refused", readings: limits.map(() => free) }),
    ],
    ["too few readings", async () => ({ kind: "admitted", at: NOW, readings: [], cached: undefined })],
  ])("a verdict about %s lets nothing through", async (_, verdict) => {
    const { ask, forwarded } = setUp({ verdict: verdict as Situation["verdict"] & object });
    expect((await ask()).status).toBe(503);
    expect(forwarded).not.toHaveBeenCalled();
  });
});
