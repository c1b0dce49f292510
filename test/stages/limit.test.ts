import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GatewayError } from "../../src/core/failure.ts";
import { type Exchange, exchangeOf, type GatewayEnvironment } from "../../src/stages/context.ts";
import { limit } from "../../src/stages/limit.ts";
import { refuse } from "../../src/stages/refuse.ts";
import type { TenantState, Verdict } from "../../src/state/port.ts";

const caller = { tenant: "acme", keyId: "acmeAcme0001", requestsPerMinute: 10 };
const allowed = { allowed: true, remaining: 9, resetMs: 60_000, retryAfterMs: 0 };
const REQUESTS = {
  kind: "window",
  counter: "requests:acmeAcme0001",
  limit: 10,
  windowMs: 60_000,
  amount: 1,
  onHit: true,
};
const exceeded = { ...allowed, allowed: false, remaining: 0, resetMs: 50_000, retryAfterMs: 20_000 };

/** The stage between what comes before it and a last stage, with a state that answers as told. */
function setUp(verdict: () => Promise<Verdict>, last?: (exchange: Exchange) => Promise<void>) {
  const state = {
    admit: vi.fn(verdict),
    settle: vi.fn(),
    spending: vi.fn(),
    store: vi.fn(),
    deliver: vi.fn(),
    ping: vi.fn(),
  };
  const forwarded = vi.fn();
  const app = new Hono<GatewayEnvironment>();
  app.onError(refuse);
  app.use(async (c, next) => {
    const record = { requestId: "r", startedAt: 0, route: "", status: 0, outcome: "ok" as const, timings: {} };
    c.set("exchange", { record, close: () => undefined, caller } as unknown as Exchange);
    await next();
  });
  app.get(
    "/",
    limit(
      state satisfies TenantState,
      () => Date.now(),
      () => "id",
    ),
    async (c) => {
      await (last ?? ((exchange) => exchange.admit("key")))(exchangeOf(c));
      forwarded();
      return c.text("forwarded");
    },
  );
  return { state, forwarded, ask: () => app.request("/") };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a state that does not answer lets nothing through", () => {
  test("that is down", async () => {
    const { ask, forwarded } = setUp(() => Promise.reject(new Error("secret details")));
    const response = await ask();
    const text = await response.text();
    expect([response.status, JSON.parse(text)]).toMatchObject([503, { error: { code: "state_unavailable" } }]);
    expect(text).not.toContain("secret");
    expect(forwarded).not.toHaveBeenCalled();
  });

  test("that hangs", async () => {
    const { ask, forwarded } = setUp(() => new Promise(() => undefined));
    const asked = ask();
    await vi.advanceTimersByTimeAsync(3_000);
    expect((await asked).status).toBe(503);
    expect(forwarded).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a refusal", () => {
  test("is remembered until it can end, with what is left of the time", async () => {
    const { ask, state, forwarded } = setUp(async () => ({ kind: "refused", readings: [exceeded] }));
    expect((await ask()).status).toBe(429);
    vi.advanceTimersByTime(5_000);
    const { status, headers } = await ask();
    expect([status, headers.get("retry-after"), headers.get("x-ratelimit-reset-requests")]).toEqual([429, "15", "45s"]);
    expect(state.admit).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(15_000);
    await ask();
    expect(state.admit).toHaveBeenCalledTimes(2);
    expect(forwarded).not.toHaveBeenCalled();
  });
});

describe("counting", () => {
  test("happens once for a request that goes through, with its cache key", async () => {
    const { ask, state, forwarded } = setUp(async () => ({
      kind: "admitted",
      at: 0,
      readings: [allowed],
      cached: undefined,
    }));
    expect((await ask()).status).toBe(200);
    expect(state.admit.mock.calls).toEqual([
      ["acme", { id: "id", leaseMs: 60_000, limits: [REQUESTS], cacheKey: "key" }],
    ]);
    expect(forwarded).toHaveBeenCalledOnce();
  });

  test("happens on the way back for one that failed before, and its answer tells the limit", async () => {
    const { ask, state } = setUp(
      async () => ({ kind: "admitted", at: 0, readings: [allowed], cached: undefined }),
      async () => {
        throw new GatewayError({ kind: "unknown_model" });
      },
    );
    const { status, headers } = await ask();
    expect([status, headers.get("x-ratelimit-remaining-requests")]).toEqual([404, "9"]);
    expect(state.admit).toHaveBeenCalledOnce();
  });
});
