import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GatewayError } from "../../src/core/failure.ts";
import type { Exchange } from "../../src/stages/context.ts";
import type { Admission, Settlement, Verdict } from "../../src/state/port.ts";
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
} from "./limit-stage.ts";

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

describe("settling", () => {
  const policy = { limits: [perMinute, tokens, atOnce], budgets: [budget] };
  const usedOf = (settlement: Settlement | undefined) =>
    Object.fromEntries(settlement?.charges.map(({ limit, used }) => [limit.kind, used]) ?? []);

  test("replaces what was reserved by what was used, with an entry for the ledger", async () => {
    const { ask, settled } = setUp({
      policy,
      below: ({ record }) => {
        Object.assign(record, { provider: "openai", model: "m", cache: "miss", durationMs: 12.4 });
        record.usage = { promptTokens: 100, completionTokens: 50, reasoningTokens: 20 };
      },
    });
    await ask();
    expect(settled).toHaveLength(1);
    expect(settled[0]?.id).toBe("id-1");
    expect(usedOf(settled[0])).toMatchObject({ window: 1, bucket: 150, budget: 200 });
    expect(settled[0]?.charges.every(({ since }) => since === NOW - 3)).toBe(true);
    expect(settled[0]?.entry).toMatchObject({
      id: "id-1",
      requestId: "r",
      at: NOW - 3,
      tenant: "acme",
      keyId: "acmeAcme0001",
      provider: "openai",
      model: "m",
      outcome: "ok",
      inputTokens: 100,
      outputTokens: 50,
      reasoningTokens: 20,
      unpriced: false,
      costMicrodollars: 200,
    });
  });

  test.each([
    [
      "that failed before anything was answered",
      (exchange: Exchange) => void (exchange.record.outcome = "failed"),
      "failed",
    ],
    [
      "that was answered from the cache",
      ({ record }: Exchange) =>
        void Object.assign(record, { cache: "hit", usage: { promptTokens: 9, completionTokens: 9 } }),
      "ok",
    ],
  ])("a request %s costs nothing but itself", async (_, below, outcome) => {
    const { ask, settled } = setUp({ policy, below });
    await ask();
    expect(usedOf(settled[0])).toMatchObject({ window: 1, bucket: 0, budget: 0 });
    expect(settled[0]?.entry).toMatchObject({ outcome, costMicrodollars: 0, inputTokens: 0 });
  });

  test("notes the cost, and that nobody knows it", async () => {
    const below = (exchange: Exchange) => {
      delete exchange.price;
      exchange.record.usage = { promptTokens: 100, completionTokens: 50 };
    };
    const { ask, exchanges, settled } = setUp({ below });
    await ask();
    expect(exchanges[0]?.record).toMatchObject({ costMicrodollars: 0, unpriced: true });
    expect(settled[0]?.entry).toMatchObject({ unpriced: true, inputTokens: 100 });
  });
});

test("a request that is admitted anew, since its cached answer was no good, is settled once and spends its nonce once", async () => {
  const nonce = { value: "n", expiresAt: NOW + 1 };
  const again: Promise<unknown>[] = [];
  const below = (exchange: Exchange) => {
    exchange.record.usage = { promptTokens: 100, completionTokens: 50 };
    again.push(exchange.admit({ call }));
  };
  const policy = { limits: [perMinute, tokens], budgets: [budget] };
  const { ask, state, settled } = setUp({ policy, below, nonce, question: { call, cacheKey: "key" } });
  await ask();
  await Promise.all(again);
  expect(state.admit.mock.calls.map(([, admission]) => [admission.id, admission.nonce])).toEqual([
    ["id-1", nonce],
    ["id-2", undefined],
  ]);
  const used = settled.map(({ id, charges, entry }) => [id, charges.map((charge) => charge.used), entry?.id]);
  expect(used).toEqual([
    ["id-1", [0, 0, 0], undefined],
    ["id-2", [1, 150, 200], "id-2"],
  ]);
});

describe("a state that cannot be asked", () => {
  const down = () => Promise.reject(new TypeError("secret details"));
  const signed = { value: "n", expiresAt: NOW + 1 };
  const guards: [string, object, Exchange["nonce"], Record<string, string>][] = [
    ["limits", { limits: [perMinute] }, undefined, { money: "open", replay: "open" }],
    ["money", { budgets: [budget] }, undefined, { limits: "open", replay: "open" }],
    ["replay", {}, signed, { limits: "open", money: "open" }],
  ];

  test.each(guards)("lets nothing through that needs %s, by default", async (_, policy, nonce, onStateFailure) => {
    const { ask, forwarded, settled } = setUp({ policy: { ...policy, onStateFailure }, verdict: down, nonce });
    const response = await ask();
    const text = await response.text();
    expect([response.status, JSON.parse(text)]).toMatchObject([503, { error: { code: "state_unavailable" } }]);
    expect(text).not.toContain("secret");
    expect(forwarded).not.toHaveBeenCalled();
    // It may have been admitted for nobody.
    expect(settled.map(({ id, entry }) => [id, entry])).toEqual([["id-1", undefined]]);
    expect(settled[0]?.charges.every(({ used }) => used === 0)).toBe(true);
  });

  test.each(guards)("lets through what needs %s, if the policy says so", async (guard, policy, nonce) => {
    const onStateFailure = { [guard]: "open" };
    const { ask, forwarded, exchanges } = setUp({ policy: { ...policy, onStateFailure }, verdict: down, nonce });
    expect((await ask()).status).toBe(200);
    expect(forwarded).toHaveBeenCalledOnce();
    expect(exchanges[0]?.record.unguarded).toBe("TypeError");
  });

  test("is another thing than a request that cannot be asked for: that passes in no case", async () => {
    const onStateFailure = { limits: "open", money: "open", replay: "open" };
    const verdict = () => Promise.reject(new RangeError("counter: longer than 512"));
    const { ask, forwarded } = setUp({ policy: { onStateFailure }, verdict });
    expect((await ask()).status).toBe(500);
    expect(forwarded).not.toHaveBeenCalled();
  });

  test("what passes is charged as soon as it can be: its money, under another id", async () => {
    const onStateFailure = { limits: "open", money: "open" };
    const below = ({ record }: Exchange) => void (record.usage = { promptTokens: 100, completionTokens: 50 });
    const { ask, settled } = setUp({
      policy: { limits: [perMinute], budgets: [budget], onStateFailure },
      verdict: down,
      below,
    });
    await ask();
    const [released, charged] = settled;
    expect(released?.charges.map(({ used }) => used)).toEqual([0, 0]);
    expect(charged?.id).not.toBe(released?.id);
    expect(charged?.charges.map(({ limit, used }) => [limit.kind, used])).toEqual([["budget", 200]]);
    expect(charged?.entry?.costMicrodollars).toBe(200);
  });
});
