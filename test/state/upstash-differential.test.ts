import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { admit, passed, readAll, type Reservation } from "../../src/core/limits/admit.ts";
import type { Counter, Counters } from "../../src/core/limits/counter.ts";
import type { BudgetLimit, Charge, Limit } from "../../src/core/limits/limit.ts";
import { settle } from "../../src/core/limits/settle.ts";
import type { TenantState, Verdict } from "../../src/state/port.ts";
import { upstashState } from "../../src/state/upstash.ts";
import { UpstashRedis } from "../../src/upstash/redis.ts";
import { describeWithRedis } from "../support/redis.ts";
import { startUpstash, type UpstashDouble } from "../support/upstash-rest.ts";

// Longer than the test runs: keys live by Redis' own clock, decisions follow the test's.
const WINDOW_MS = 600_000;
const LEASE_MS = 450_000;
/** So large that a number which Lua writes by itself would lose digits. */
const MICRODOLLARS = 900_000_000_000_000;
const LARGE = 700_000_000_000_003;

/** The decisions of `core/limits`, kept in memory as simply as can be. */
class Model {
  readonly #counters = new Map<string, Counter>();
  readonly #reservations = new Map<string, Reservation>();
  readonly #settled = new Set<string>();
  readonly #access: Counters = {
    get: (name) => this.#counters.get(name),
    set: ({ counter }, value) => void this.#counters.set(counter, value),
  };

  admit(id: string, limits: readonly Limit[], answered: boolean, now: number): Verdict {
    const known = this.#reservations.get(id);
    if (known !== undefined || this.#settled.has(id)) {
      const readings = readAll(this.#access, limits, answered, now);
      const holds = limits.every(({ counter, onHit }) => (answered && !onHit) || known?.amounts.has(counter));
      if (known === undefined || known.endsAt <= now || !holds) return { kind: "refused", readings };
      return { kind: "admitted", at: known.at, readings: readings.map(passed), cached: undefined };
    }
    const { readings, reservation } = admit(this.#access, { id, leaseMs: LEASE_MS, limits }, answered, now);
    if (reservation === undefined) return { kind: "refused", readings };
    this.#reservations.set(id, reservation);
    return { kind: "admitted", readings, at: now, cached: undefined };
  }

  settle(id: string, charges: readonly Charge[], now: number) {
    if (this.#settled.has(id)) return [];
    this.#settled.add(id);
    const reservation = this.#reservations.get(id);
    this.#reservations.delete(id);
    return settle(this.#access, { id, charges }, reservation, now);
  }

  spending(limit: BudgetLimit, now: number) {
    const counter = this.#counters.get(limit.counter);
    if (counter?.kind !== "budget") return { spent: 0, reserved: 0 };
    counter.leases.expire(now);
    return { spent: counter.spent, reserved: counter.leases.total };
  }
}

const BEGIN = 1_790_000_000_123;
const ENDS_AT = BEGIN + 3 * WINDOW_MS;
const budget = (counter: string, hard: boolean, limit: number): BudgetLimit => {
  return {
    kind: "budget",
    counter,
    onHit: false,
    limit,
    amount: 0,
    hard,
    warnAt: Math.floor(limit * 0.8),
    endsAt: ENDS_AT,
  };
};
const HARD = budget("hard", true, MICRODOLLARS + 7);
const SOFT = budget("soft", false, 1_000);
const LIMITS: readonly (readonly [Limit, mostAmount: number])[] = [
  [{ kind: "window", counter: "requests", onHit: true, limit: 7, windowMs: WINDOW_MS, amount: 1 }, 1],
  [
    { kind: "window", counter: "tokens", onHit: false, limit: 1_000_000_000_001, windowMs: 85_714, amount: 1 },
    400_000_000_000,
  ],
  [{ kind: "bucket", counter: "bucket", onHit: false, capacity: 1_003, fillMs: WINDOW_MS - 1, amount: 1 }, 1_003],
  [{ kind: "bucket", counter: "large", onHit: false, capacity: LARGE, fillMs: WINDOW_MS - 7, amount: 1 }, LARGE / 3],
  [{ kind: "concurrency", counter: "running", onHit: true, limit: 3 }, 1],
  [HARD, MICRODOLLARS / 3],
  [SOFT, 600],
];

const share = fc.double({ min: 0, max: 1, noNaN: true });
/** Limits with what each of them is asked for. */
const asked = fc
  .array(fc.tuple(fc.nat(LIMITS.length - 1), share), { minLength: 1, maxLength: 4 })
  .map((picks): Limit[] => {
    const amounts = new Map(picks);
    return LIMITS.flatMap(([limit, most], index): Limit[] => {
      const part = amounts.get(index);
      if (part === undefined) return [];
      return [limit.kind === "concurrency" ? limit : { ...limit, amount: Math.max(1, Math.ceil(most * part)) }];
    });
  });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("admit" as const), limits: asked, answered: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("again" as const), which: share, answered: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("settle" as const),
      which: share,
      part: fc.double({ min: 0, max: 3, noNaN: true }),
      charged: fc.constantFrom("all" as const, "some" as const, "none" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: -1_000, max: WINDOW_MS }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

let upstash: UpstashDouble;
let runs = 0;
let now = BEGIN;

function newState(): { state: TenantState; tenant: string } {
  runs += 1;
  now = BEGIN;
  const client = new UpstashRedis({ url: upstash.url, token: upstash.token, fetch });
  const ledger = { append: async () => undefined };
  const state = upstashState({
    upstash: client,
    ledger,
    deadlineMs: 5_000,
    backgroundDeadlineMs: 5_000,
    now: () => now,
  });
  return { state, tenant: `tenant-${runs}` };
}

/** Does the steps with both, and compares after each. */
async function follow(steps: readonly Step[]): Promise<void> {
  const { state, tenant } = newState();
  const model = new Model();
  const admissions: { id: string; limits: readonly Limit[]; at: number }[] = [];
  for (const one of steps) {
    if (one.do === "wait") now += one.ms;
    if (one.do === "admit") {
      const id = `id-${admissions.length}`;
      admissions.push({ id, limits: one.limits, at: now });
      const { limits, answered } = one;
      const verdict = await state.admit(tenant, { id, leaseMs: LEASE_MS, limits, answered });
      expect(verdict).toEqual(model.admit(id, limits, answered, now));
    }
    const again = one.do === "again" && admissions[Math.floor(one.which * admissions.length)];
    if (again) {
      const { id, limits } = again;
      const verdict = await state.admit(tenant, { id, leaseMs: LEASE_MS, limits, answered: one.answered });
      expect(verdict).toEqual(model.admit(id, limits, one.answered, now));
    }
    const settled = one.do === "settle" && admissions[Math.floor(one.which * admissions.length)];
    if (settled) {
      const { id, limits, at } = settled;
      const kept = { all: limits.length, some: 1, none: 0 }[one.charged];
      const charges = limits.slice(0, kept).map((limit): Charge => {
        const amount = limit.kind === "concurrency" ? 1 : limit.amount;
        return { limit, since: at, used: Math.round(amount * one.part) };
      });
      const expected = model.settle(id, charges, now);
      expect(await state.settle(tenant, [{ id, charges }])).toEqual(expected);
    }
    const counters = [HARD, SOFT];
    const spending = await state.spending(
      tenant,
      counters.map(({ counter }) => counter),
    );
    expect(spending).toEqual(counters.map((limit) => model.spending(limit, now)));
  }
}

describeWithRedis("Lua and TypeScript", () => {
  beforeAll(async () => {
    upstash = await startUpstash();
  });
  afterAll(() => upstash.close());

  test("decide alike, whatever comes, and whatever the clock does", { timeout: 240_000 }, () =>
    fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), follow), {
      numRuns: Number(process.env["FC_RUNS"] ?? 60),
    }),
  );
});
