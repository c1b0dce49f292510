import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Exchange } from "../../src/stages/context.ts";
import type { Settlement } from "../../src/state/port.ts";
import { NOW, perMinute, tokens, atOnce, budget, call, setUp } from "./limit-set-up.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
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
