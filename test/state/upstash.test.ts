import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BudgetLimit, ConcurrencyLimit, WindowLimit } from "../../src/core/limits/limit.ts";
import type { LedgerEntry } from "../../src/core/ledger-entry.ts";
import { upstashState } from "../../src/state/upstash.ts";
import { MAX_OUTBOX, OutboxFull } from "../../src/state/upstash-admission.ts";
import { deliveringKey, leasesKey, OUTBOXES, outboxKey, tenantKey } from "../../src/state/upstash-keys.ts";
import { CorruptedEntry } from "../../src/state/outbox-entry.ts";
import { UpstashFault } from "../../src/upstash/fault.ts";
import { UpstashRedis } from "../../src/upstash/redis.ts";
import { describeWithRedis } from "../support/redis.ts";
import type { Fault } from "../support/faulty-server.ts";
import { startUpstash, type UpstashDouble } from "../support/upstash-rest.ts";

const DEADLINE_MS = 250;
/** What a loaded machine may take beside. */
const LITTLE_MS = 750;
const DAY_MS = 86_400_000;

const WINDOW: WindowLimit = {
  kind: "window",
  counter: "requests",
  onHit: true,
  limit: 100,
  windowMs: DAY_MS,
  amount: 1,
};
const RUNNING: ConcurrencyLimit = { kind: "concurrency", counter: "running", onHit: true, limit: 1 };
const BUDGET: BudgetLimit = {
  kind: "budget",
  counter: "key:k:2026-11",
  onHit: false,
  limit: 1_000,
  amount: 400,
  hard: true,
  warnAt: 800,
  endsAt: Date.now() + DAY_MS,
};

let upstash: UpstashDouble;
let made = 0;
const freshId = () => `id-${(made += 1)}`;
const freshTenant = () => `tenant-${(made += 1)}`;

/** The state as one isolate has it, with a ledger that can be broken. */
function isolate(deadlineMs = 10_000) {
  const written: LedgerEntry[] = [];
  const ledger = {
    fails: false,
    written,
    batches: [] as number[],
    append: async (entries: readonly LedgerEntry[]) => {
      if (ledger.fails) throw new Error("the ledger is down");
      written.push(...entries);
      ledger.batches.push(entries.length);
    },
  };
  const client = new UpstashRedis({ url: upstash.url, token: upstash.token, fetch });
  const state = upstashState({ upstash: client, ledger, deadlineMs, backgroundDeadlineMs: deadlineMs });
  return { state, ledger };
}

const entry = (id: string, tenant: string): LedgerEntry => ({
  id,
  requestId: `request-${id}`,
  at: 1,
  tenant,
  keyId: "k",
  provider: "echo",
  model: "echo",
  outcome: "ok",
  cache: "miss",
  inputTokens: 1,
  cachedInputTokens: 0,
  outputTokens: 1,
  reasoningTokens: 0,
  estimated: false,
  unpriced: false,
  costMicrodollars: 12,
  durationMs: 3,
});

describeWithRedis("tenant state at Upstash", () => {
  beforeAll(async () => {
    upstash = await startUpstash();
  });
  afterAll(() => upstash.close());

  test("an admission is one request and one command, whatever it asks", async () => {
    const { state } = isolate();
    const nonce = () => ({ value: freshId(), expiresAt: Date.now() + 60_000 });
    const ask = () => {
      const limits = [WINDOW, { ...RUNNING, limit: 5 }, BUDGET];
      return state.admit("one", { id: freshId(), leaseMs: 1_000, limits, nonce: nonce(), cacheKey: "k" });
    };
    await ask();
    const [requests, commands] = [upstash.requests, upstash.commands.get("EVALSHA") ?? 0];
    expect(await ask()).toMatchObject({ kind: "admitted" });
    expect([upstash.requests - requests, (upstash.commands.get("EVALSHA") ?? 0) - commands]).toEqual([1, 1]);
  });

  test(
    "of 200 concurrent callers of two isolates exactly the limit of 100 pass, in 20 rounds",
    { timeout: 120_000 },
    async () => {
      const isolates = [isolate(30_000), isolate(30_000)] as const;
      for (let round = 0; round < 20; round += 1) {
        const tenant = freshTenant();
        const limits = [WINDOW, { ...BUDGET, amount: 10 }];
        const ask = ({ state }: (typeof isolates)[number]) =>
          state.admit(tenant, { id: freshId(), leaseMs: 60_000, limits });
        const callers = Array.from({ length: 100 }, () => isolates.map(ask)).flat();
        const verdicts = await Promise.all(callers);
        expect(verdicts.filter((verdict) => verdict.kind === "admitted")).toHaveLength(100);
        expect(await isolates[0].state.spending(tenant, [BUDGET.counter])).toEqual([{ spent: 0, reserved: 1_000 }]);
      }
    },
  );

  const faults: [string, Fault][] = [
    ["that hangs", { kind: "hang" }],
    ["that takes five seconds", { kind: "delay", ms: 5_000 }],
    ["whose answer is lost", { kind: "lost" }],
    ["whose answer ends in the middle", { kind: "cut" }],
    ["that closes the connection", { kind: "drop" }],
    ["that fails", { kind: "answer", status: 500, body: '{"error":"ERR internal"}' }],
    ["in front of which a proxy answers", { kind: "answer", status: 200, body: "<html>login</html>" }],
    ["that answers garbage", { kind: "answer", status: 200, body: '{"result":{"ok":true}}' }],
  ];
  test.each(faults)("with a service %s every call rejects within the deadline", async (_, fault) => {
    const { state } = isolate(DEADLINE_MS);
    upstash.fault = fault;
    try {
      const begin = performance.now();
      const calls = await Promise.allSettled([
        state.admit("faulty", { id: freshId(), leaseMs: 1_000, limits: [WINDOW] }),
        state.settle("faulty", [{ id: freshId(), charges: [{ limit: BUDGET, since: 1, used: 1 }] }]),
        state.spending("faulty", ["b"]),
        state.store("faulty", [{ key: "k", text: "t", ttlMs: 1_000 }]),
        state.deliver("faulty"),
        state.deliverAll(),
        state.ping(),
      ]);
      expect(performance.now() - begin).toBeLessThan(DEADLINE_MS + LITTLE_MS);
      for (const call of calls) {
        expect(call.status).toBe("rejected");
        expect(call.status === "rejected" && call.reason).toBeInstanceOf(UpstashFault);
      }
    } finally {
      upstash.fault = undefined;
    }
  });

  test("with a Redis that is down every call rejects", async () => {
    const other = await startUpstash();
    await other.close();
    const client = new UpstashRedis({ url: other.url, token: other.token, fetch });
    const state = upstashState({
      upstash: client,
      ledger: undefined,
      deadlineMs: DEADLINE_MS,
      backgroundDeadlineMs: DEADLINE_MS,
    });
    await expect(state.ping()).rejects.toMatchObject({ kind: "unreachable" });
    await expect(state.admit("t", { id: "i", leaseMs: 1_000, limits: [] })).rejects.toMatchObject({
      kind: "unreachable",
    });
  });

  test("an admission that was released before it came reserves nothing", async () => {
    const { state } = isolate();
    const [tenant, id] = [freshTenant(), freshId()];
    await state.settle(tenant, [{ id, charges: [] }]);
    const late = await state.admit(tenant, { id, leaseMs: 60_000, limits: [RUNNING, BUDGET, WINDOW] });
    expect(late.kind).toBe("refused");
    expect(await state.spending(tenant, [BUDGET.counter])).toEqual([{ spent: 0, reserved: 0 }]);
    expect(await state.admit(tenant, { id: freshId(), leaseMs: 60_000, limits: [RUNNING] })).toMatchObject({
      kind: "admitted",
    });
  });

  test("an admission whose answer was lost is released by its id alone, whatever it holds", async () => {
    const [{ state }, impatient] = [isolate(), isolate(DEADLINE_MS)];
    const [tenant, id] = [freshTenant(), freshId()];
    upstash.fault = { kind: "lost" };
    const lost = impatient.state.admit(tenant, { id, leaseMs: 60_000, limits: [RUNNING, BUDGET] });
    await expect(lost).rejects.toMatchObject({ kind: "late" });
    upstash.fault = undefined;
    expect(await state.spending(tenant, [BUDGET.counter])).toEqual([{ spent: 0, reserved: 400 }]);
    await state.settle(tenant, [{ id, charges: [] }]);
    expect(await state.spending(tenant, [BUDGET.counter])).toEqual([{ spent: 0, reserved: 0 }]);
    expect(await state.admit(tenant, { id: freshId(), leaseMs: 60_000, limits: [RUNNING] })).toMatchObject({
      kind: "admitted",
    });
  });

  test("money is exact where Lua itself would round, and a level is reported once", async () => {
    const { state } = isolate();
    const tenant = freshTenant();
    const large = { ...BUDGET, limit: 999_999_999_999_999, warnAt: 999_999_999_999_998, amount: 999_999_999_999_997 };
    const id = freshId();
    expect(await state.admit(tenant, { id, leaseMs: 60_000, limits: [large] })).toMatchObject({
      readings: [{ remaining: 2 }],
    });
    expect(await state.settle(tenant, [{ id, charges: [{ limit: large, since: 1, used: large.amount }] }])).toEqual([]);
    const spend = (id: string, used: number) => ({ id, charges: [{ limit: large, since: 1, used }] });
    const last = freshId();
    expect(await state.settle(tenant, [spend(last, 1), spend(last, 1), spend(freshId(), 1)])).toEqual([
      { counter: large.counter, level: "warning", spent: large.warnAt, limit: large.limit },
      { counter: large.counter, level: "spent", spent: large.limit, limit: large.limit },
    ]);
    expect(await state.settle(tenant, [spend(last, 5), spend(freshId(), 1)])).toEqual([]);
    expect(await state.spending(tenant, [large.counter])).toEqual([{ spent: 1_000_000_000_000_000, reserved: 0 }]);
  });

  test("a counter that cannot be read stops the admission before anything is counted", async () => {
    const { state } = isolate();
    const [tenant, id] = [freshTenant(), freshId()];
    await upstash.redis.send(["SET", tenantKey(tenant, "window", WINDOW.counter), "not a window"]);
    const asked = state.admit(tenant, { id, leaseMs: 60_000, limits: [RUNNING, BUDGET, WINDOW] });
    await expect(asked).rejects.toMatchObject({ kind: "failed" });
    expect(await state.spending(tenant, [BUDGET.counter])).toEqual([{ spent: 0, reserved: 0 }]);
    expect(await upstash.redis.send(["EXISTS", tenantKey(tenant, "request", id)])).toBe(0);
  });

  test("every key has a time to live, apart from outboxes", async () => {
    const { state } = isolate();
    const tenant = freshTenant();
    const bucket = { kind: "bucket", counter: "b", onHit: true, capacity: 10, fillMs: DAY_MS, amount: 5 } as const;
    const limits = [WINDOW, { ...RUNNING, limit: 9 }, BUDGET, bucket];
    const nonce = { value: "n", expiresAt: Date.now() + 60_000 };
    const ids = [freshId(), freshId()];
    await state.admit(tenant, { id: ids[0] ?? "", leaseMs: 60_000, limits, nonce });
    await state.admit(tenant, { id: ids[1] ?? "", leaseMs: 60_000, limits });
    const charges = limits.map((limit) => ({ limit, since: Date.now(), used: 1 }));
    await state.settle(tenant, [{ id: ids[0] ?? "", charges, entry: entry(ids[0] ?? "", tenant) }]);
    await state.store(tenant, [{ key: "k", text: "t", ttlMs: 60_000 }]);
    const keys = (await upstash.redis.send(["KEYS", `as:{${tenant}}:*`])) as Buffer[];
    const lives = await Promise.all(
      keys.map(
        async (key) => [String(key).replace(/id-\d+/, "id"), await upstash.redis.send(["PTTL", String(key)])] as const,
      ),
    );
    const longest: Record<string, number> = {
      "window:requests": 2 * DAY_MS,
      "bucket:b": DAY_MS + 60_000,
      "concurrency:running": 120_000,
      "budget:key%3a;k%3a;2026-11": 34 * DAY_MS,
      "budget:key%3a;k%3a;2026-11:leases": 34 * DAY_MS,
      "request:id": 60_000 + 900_000,
      "nonce:n": 60_000,
      "answer:k": 60_000,
    };
    for (const [key, ttl] of lives.filter(([key]) => !key.endsWith(":outbox"))) {
      const name = key.slice(`as:{${tenant}}:`.length);
      expect(longest[name], name).toBeDefined();
      expect(ttl, name).toBeGreaterThan((longest[name] ?? 0) / 3);
      expect(ttl, name).toBeLessThanOrEqual(longest[name] ?? 0);
    }
    expect(new Set(lives.map(([key]) => key)).size).toBe(Object.keys(longest).length + 1);
  });

  describe("the outbox", () => {
    const settled = (tenant: string, count: number) =>
      Array.from({ length: count }, () => freshId()).map((id) => ({ id, charges: [], entry: entry(id, tenant) }));

    test("entries reach the ledger once, a hundred at a time at most, and are forgotten", async () => {
      const { state, ledger } = isolate();
      const tenant = freshTenant();
      const settlements = settled(tenant, 250);
      for (const from of [0, 100, 200]) await state.settle(tenant, settlements.slice(from, from + 100));
      await state.settle(tenant, settlements.slice(0, 10));
      await state.deliver(tenant);
      expect(ledger.written).toEqual(settlements.map((one) => one.entry));
      expect(ledger.batches).toEqual([100, 100, 50]);
      expect(await upstash.redis.send(["EXISTS", outboxKey(tenant)])).toBe(0);
      expect(await upstash.redis.send(["SISMEMBER", OUTBOXES, tenant])).toBe(0);
    });

    test("of two isolates that deliver at once one does, so that the ledger is given nothing twice", async () => {
      const isolates = [isolate(), isolate(), isolate()];
      const tenant = freshTenant();
      const settlements = settled(tenant, 100);
      await isolates[0]?.state.settle(tenant, settlements);
      await Promise.all(isolates.map(({ state }) => state.deliver(tenant)));
      expect(isolates.flatMap(({ ledger }) => ledger.written)).toEqual(settlements.map((one) => one.entry));
    });

    test("a turn that was never ended ends by itself", async () => {
      const { state, ledger } = isolate();
      const tenant = freshTenant();
      await state.settle(tenant, settled(tenant, 1));
      await upstash.redis.send(["SET", deliveringKey(tenant), "one that has gone", "PX", "100"]);
      await expect.poll(() => state.deliver(tenant).then(() => ledger.written.length), { timeout: 5_000 }).toBe(1);
    });

    test("what a broken ledger did not take stays, and a sweep finds every tenant's", async () => {
      const { state, ledger } = isolate();
      const tenants = [freshTenant(), freshTenant()];
      for (const tenant of tenants) await state.settle(tenant, settled(tenant, 2));
      ledger.fails = true;
      await expect(state.deliverAll()).rejects.toThrow("the ledger is down");
      ledger.fails = false;
      await isolate().state.ping();
      await state.deliverAll();
      for (const tenant of tenants) expect(ledger.written.filter((one) => one.tenant === tenant)).toHaveLength(2);
      expect(await upstash.redis.send(["EXISTS", OUTBOXES])).toBe(0);
    });

    test("an entry that is none stays and is reported; the others are delivered", async () => {
      const { state, ledger } = isolate();
      const tenant = freshTenant();
      await state.settle(tenant, settled(tenant, 3));
      const stranger = JSON.stringify(entry("stranger", "another tenant"));
      await upstash.redis.send(["LPUSH", outboxKey(tenant), "{", '{"id":"y"}', stranger]);
      await expect(state.deliver(tenant)).rejects.toBeInstanceOf(CorruptedEntry);
      expect(ledger.written).toHaveLength(3);
      expect(await upstash.redis.send(["LLEN", outboxKey(tenant)])).toBe(3);
      expect(await upstash.redis.send(["SISMEMBER", OUTBOXES, tenant])).toBe(1);
      await upstash.redis.send(["DEL", outboxKey(tenant), OUTBOXES]);
    });

    test("when it is full nothing is admitted", { timeout: 60_000 }, async () => {
      const { state } = isolate();
      const tenant = freshTenant();
      const fill = "for i = 1, tonumber(ARGV[1]) do redis.call('RPUSH', KEYS[1], 'x') end";
      await upstash.redis.send(["EVAL", fill, "1", outboxKey(tenant), String(MAX_OUTBOX - 1)]);
      const ask = () => state.admit(tenant, { id: freshId(), leaseMs: 1_000, limits: [WINDOW] });
      expect(await ask()).toMatchObject({ kind: "admitted" });
      await upstash.redis.send(["RPUSH", outboxKey(tenant), "x"]);
      await expect(ask()).rejects.toBeInstanceOf(OutboxFull);
      await upstash.redis.send(["DEL", outboxKey(tenant)]);
    });
  });
});

describe("keys", () => {
  const units = [
    "a",
    "3",
    "A",
    ":",
    "{",
    "}",
    "%",
    ";",
    "%3a;",
    "%25;",
    ".",
    "-",
    "_",
    " ",
    "\n",
    "é",
    "漢",
    "😀",
    "\ud800",
  ];
  const name = fc.string({ unit: fc.constantFrom(...units, "\udc00", "\u0000", ":leases", "outbox") });
  const kind = fc.constantFrom("window", "bucket", "concurrency", "budget", "request", "nonce", "answer");

  /** Reads a name back from its part of a key. */
  const read = (part = "") =>
    part.replaceAll(/%([0-9a-f]+);/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));

  test("tenant, kind and name can be read back from each, so no two share one", () => {
    fc.assert(
      fc.property(name, kind, name, (tenant, kind, name) => {
        const parts = /^as:\{([^:{}\s]*)\}:([a-z]+):([^:{}\s]*)$/.exec(tenantKey(tenant, kind as "window", name));
        expect([read(parts?.[1]), parts?.[2], read(parts?.[3])]).toEqual([tenant, kind, name]);
        const leases = /^as:\{([^:{}\s]*)\}:budget:([^:{}\s]*):leases$/.exec(leasesKey(tenant, name));
        expect([read(leases?.[1]), read(leases?.[2])]).toEqual([tenant, name]);
        for (const [key, end] of [
          [outboxKey(tenant), "outbox"],
          [deliveringKey(tenant), "delivering"],
        ] as const) {
          const [, written, last] = /^as:\{([^:{}\s]*)\}:([a-z]+)$/.exec(key) ?? [];
          expect([read(written), last]).toEqual([tenant, end]);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
