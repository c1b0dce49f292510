import { Hono } from "hono";
import { vi } from "vitest";
import { tenantPolicy } from "../../src/config/tenant-policy.ts";
import { flatRate } from "../../src/core/money/price.ts";
import { type Exchange, exchangeOf, type GatewayEnvironment, type Question } from "../../src/stages/context.ts";
import { limit } from "../../src/stages/limit.ts";
import { refuse } from "../../src/stages/refuse.ts";
import type { Admission, Settlement, Verdict } from "../../src/state/port.ts";
import { Settlements } from "../../src/state/settlements.ts";

export const NOW = Date.UTC(2026, 10, 21, 12);
export const MONTH_END = Date.UTC(2026, 11, 1);
export const LEASE_MS = 660_000;

export const perMinute = { of: "requests", per: "key", amount: 10, every: "minute" } as const;
export const tokens = { of: "tokens", per: "tenant", amount: 1_000, every: "hour", algorithm: "token-bucket" } as const;
export const atOnce = { of: "concurrency", per: "key", amount: 2 } as const;
export const budget = { per: "tenant", period: "month", usd: 1, kind: "hard" } as const;
export const call = { model: "openai/m", tokens: 300, microdollars: 700 };
const price = { input: { base: flatRate(1), tiers: [] }, output: { base: flatRate(2), tiers: [] } };

export const free = { allowed: true, remaining: 9, resetMs: 60_000, retryAfterMs: 0 };
export const full = { allowed: false, remaining: 0, resetMs: 50_000, retryAfterMs: 20_000 };

export interface Situation {
  readonly policy?: object;
  readonly verdict?: (admission: Admission) => Promise<Verdict>;
  readonly question?: Question;
  readonly headers?: Record<string, string>;
  /** What the stages below do, beside asking for admission. */
  readonly below?: (exchange: Exchange) => void;
  readonly dontAsk?: boolean;
  readonly nonce?: Exchange["nonce"];
}

const admitted = async ({ limits }: Admission): Promise<Verdict> => ({
  kind: "admitted",
  at: NOW - 3,
  readings: limits.map(() => free),
  cached: undefined,
});
export const refusedBy =
  (kinds: readonly string[]) =>
  async ({ limits }: Admission): Promise<Verdict> => ({
    kind: "refused",
    readings: limits.map(({ kind }) => (kinds.includes(kind) ? full : free)),
  });

/** The stage between what comes before it and a last stage, with a state that answers as told. */
export function setUp({
  policy = { limits: [perMinute] },
  verdict = admitted,
  question = { call },
  ...rest
}: Situation) {
  const settled: Settlement[] = [];
  const state = {
    admit: vi.fn((_: string, admission: Admission) => verdict(admission)),
    settle: vi.fn(async (_: string, settlements: readonly Settlement[]) => {
      settled.push(...settlements);
      return [];
    }),
    spending: vi.fn(),
    store: vi.fn(),
    deliver: vi.fn(async () => undefined),
    ping: vi.fn(),
  };
  const events = { notices: vi.fn(), lost: vi.fn(), undelivered: vi.fn() };
  const forwarded = vi.fn();
  const exchanges: Exchange[] = [];
  const app = new Hono<GatewayEnvironment>();
  app.onError(refuse);
  app.use(async (c, next) => {
    const caller = { tenant: "acme", keyId: "acmeAcme0001", policy: tenantPolicy.parse(policy) };
    const record = {
      requestId: "r",
      startedAt: 0,
      route: "",
      status: 0,
      outcome: "ok" as const,
      timings: {},
      tenant: "acme",
      keyId: "acmeAcme0001",
    };
    const exchange = { record, caller, atEnd: [], price, nonce: rest.nonce } as unknown as Exchange;
    c.set("exchange", exchange);
    exchanges.push(exchange);
    await next();
    for (const work of exchange.atEnd) work();
  });
  let made = 0;
  const newId = () => `id-${(made += 1)}`;
  const settlements = new Settlements(state, events, Date.now);
  const digestFor = () => (text: string) => `digest of ${text.replace("\n", " ")}`;
  app.get("/", limit({ state, settlements, digestFor, leaseMs: LEASE_MS, now: Date.now, newId }), async (c) => {
    const exchange = exchangeOf(c);
    if (question.call !== undefined) exchange.call = question.call;
    if (rest.dontAsk !== true) await exchange.admit(question);
    rest.below?.(exchange);
    forwarded();
    return c.text("forwarded");
  });
  const waited: Promise<unknown>[] = [];
  const context = {
    waitUntil: (work: Promise<unknown>) => void waited.push(work),
    passThroughOnException: () => undefined,
  };
  const ask = async () => {
    const response = await app.request(
      "/",
      { headers: rest.headers ?? {} },
      {},
      context as unknown as ExecutionContext,
    );
    await vi.advanceTimersByTimeAsync(1_500);
    return response;
  };
  return { state, forwarded, ask, settled, exchanges, events };
}
