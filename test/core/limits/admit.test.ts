import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { admit, readAll, type Reservation } from "../../../src/core/limits/admit.ts";
import { counterOf } from "../../../src/core/limits/counter.ts";
import type { Charge, Limit } from "../../../src/core/limits/limit.ts";
import { settle } from "../../../src/core/limits/settle.ts";
import { bucket, budget, concurrency, memory, MINUTE, window } from "./limits.ts";

const NOW = 1_000 * MINUTE;
const LEASE = 10_000;
const all = (amount = 1): Limit[] => [
  window({ amount }),
  bucket({ amount }),
  concurrency(),
  budget({ amount, endsAt: NOW + 30 * MINUTE }),
];
const asked = (id: string, limits: readonly Limit[]) => ({ id, leaseMs: LEASE, limits });
const charge = (limit: Limit, used: number, since = NOW): Charge => ({ limit, since, used });

/** What is left of each limit. */
function left(counters: ReturnType<typeof memory>, now = NOW, limits = all()): number[] {
  return readAll(counters, limits, false, now).map(({ remaining }) => remaining);
}

describe("an admission", () => {
  test("charges every limit, and reads them as they are behind it", () => {
    const counters = memory();
    const { readings, reservation } = admit(counters, asked("a", all(4)), false, NOW);
    expect(readings.map(({ remaining }) => remaining)).toEqual([6, 6, 1, 96]);
    expect(readings.every(({ allowed, retryAfterMs }) => allowed && retryAfterMs === 0)).toBe(true);
    expect(reservation).toMatchObject({ at: NOW, endsAt: NOW + LEASE });
    expect([...(reservation?.amounts.values() ?? [])].map(({ amount }) => amount)).toEqual([4, 4, 1, 4]);
  });

  test.each([0, 1, 2, 3])("that limit %d refuses counts nothing anywhere", (index) => {
    const counters = memory();
    const full: Limit[] = [window({ amount: 10 }), bucket({ amount: 10 }), concurrency(1), budget({ amount: 100 })];
    const [refusing] = full.slice(index, index + 1);
    if (refusing === undefined) throw new Error("no limit");
    admit(counters, asked("first", [refusing]), false, NOW);
    const before = left(counters);
    const limits = all().map((limit, at) => (at === index && limit.kind === "concurrency" ? concurrency(1) : limit));
    const { readings, reservation } = admit(counters, asked("second", limits), false, NOW);
    expect(reservation).toBeUndefined();
    expect(readings.map(({ allowed }) => allowed)).toEqual([0, 1, 2, 3].map((at) => at !== index));
    expect(readings[index]?.retryAfterMs).toBeGreaterThan(0);
    expect(left(counters)).toEqual(before);
  });

  test("on a hit asks and charges what counts hits, and shows the rest as it is", () => {
    const counters = memory();
    admit(counters, asked("first", [bucket({ amount: 10 })]), false, NOW);
    const limits = [window({ onHit: true }), bucket({ amount: 5 })];
    const { readings, reservation } = admit(counters, asked("hit", limits), true, NOW);
    expect(readings).toMatchObject([
      { allowed: true, remaining: 9 },
      { allowed: true, remaining: 0, retryAfterMs: 0 },
    ]);
    expect([...(reservation?.amounts.keys() ?? [])]).toEqual(["window"]);
  });

  test("that a hit's limit refuses says so of that one only", () => {
    const counters = memory();
    admit(counters, asked("first", [window({ amount: 10 }), bucket({ amount: 10 })]), false, NOW);
    const { readings, reservation } = admit(counters, asked("hit", [window({ onHit: true }), bucket()]), true, NOW);
    expect([reservation, readings.map(({ allowed }) => allowed)]).toEqual([undefined, [false, true]]);
  });

  test("without limits passes", () => {
    expect(admit(memory(), asked("a", []), false, NOW).reservation?.amounts.size).toBe(0);
  });

  test("a counter's name that was of another kind begins anew", () => {
    const counters = memory();
    admit(counters, asked("a", [window({ counter: "tokens", amount: 10 })]), false, NOW);
    const { readings } = admit(counters, asked("b", [bucket({ counter: "tokens", amount: 4 })]), false, NOW);
    expect(readings[0]?.remaining).toBe(6);
  });
});

describe("a settlement", () => {
  const used = [0, 2, 4, 9];
  test.each(used)("replaces 4 reserved by %d used", (amount) => {
    const counters = memory();
    const { reservation } = admit(counters, asked("a", all(4)), false, NOW);
    settle(counters, { id: "a", charges: all(4).map((limit) => charge(limit, amount)) }, reservation, NOW);
    expect(left(counters)).toEqual([10 - amount, 10 - amount, 2, 100 - amount]);
  });

  test("without charges ends what is held, and leaves windows and buckets as reserved", () => {
    const counters = memory();
    const { reservation } = admit(counters, asked("a", all(4)), false, NOW);
    settle(counters, { id: "a", charges: [] }, reservation, NOW);
    expect(left(counters)).toEqual([6, 6, 2, 100]);
  });

  test("after the lease has ended charges what was used", () => {
    const counters = memory();
    const { reservation } = admit(counters, asked("a", all(4)), false, NOW);
    const late = NOW + LEASE;
    expect(left(counters, late)).toEqual([6, 7, 2, 100]);
    settle(counters, { id: "a", charges: all(4).map((limit) => charge(limit, 6)) }, reservation, late);
    expect(left(counters, late)).toEqual([4, 5, 2, 94]);
  });

  test("of what nobody knows any more adds all that was used", () => {
    const counters = memory();
    settle(counters, { id: "a", charges: all(4).map((limit) => charge(limit, 3)) }, undefined, NOW);
    expect(left(counters)).toEqual([7, 7, 2, 97]);
  });

  test("of a hit adds what was used where nothing was reserved", () => {
    const counters = memory();
    const limits = [window({ onHit: true, amount: 4 }), bucket({ amount: 4 })];
    const { reservation } = admit(counters, asked("a", limits), true, NOW);
    settle(counters, { id: "a", charges: limits.map((limit) => charge(limit, 1)) }, reservation, NOW);
    expect(left(counters, NOW, limits)).toEqual([9, 9]);
  });

  test("corrects the window in which it was reserved, whatever the caller says", () => {
    const counters = memory();
    const { reservation } = admit(counters, asked("a", [window({ amount: 4 })]), false, NOW + 1);
    const next = NOW + MINUTE + 1;
    admit(counters, asked("b", [window({ amount: 2 })]), false, next);
    settle(counters, { id: "a", charges: [charge(window({ amount: 4 }), 1, next)] }, reservation, next);
    expect(counters.get("window")).toMatchObject({ current: 2, previous: 1 });
  });

  test("does not take back what was reserved in a counter of another kind", () => {
    const counters = memory();
    const { reservation } = admit(counters, asked("a", [window({ counter: "c", amount: 9 })]), false, NOW);
    const limit = bucket({ counter: "c" });
    settle(counters, { id: "a", charges: [charge(limit, 3)] }, reservation, NOW);
    expect(counterOf(counters, limit)).toMatchObject({ level: 7 });
  });
});

test("money and requests are as a list of events says, through admissions, settlements and ends of leases", () => {
  const limits: Limit[] = [
    concurrency(4),
    budget({ limit: 60, hard: true, endsAt: 1e12 }),
    budget({ counter: "soft", limit: 5, hard: false, endsAt: 1e12 }),
  ];
  const step = fc.record({ pause: fc.nat(4_000), amount: fc.nat(30), used: fc.nat(40), settles: fc.nat(6) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const counters = memory();
      const events: { id: string; amount: number; endsAt: number; reservation: Reservation; spent?: number }[] = [];
      let now = 0;
      for (const [index, { pause, amount, used, settles }] of steps.entries()) {
        now += pause;
        const running = events.filter(({ endsAt, spent }) => endsAt > now && spent === undefined);
        const spent = events.reduce((sum, event) => sum + (event.spent ?? 0), 0);
        const reserved = running.reduce((sum, event) => sum + event.amount, 0);
        const priced = limits.map((limit) => (limit.kind === "budget" ? { ...limit, amount } : limit));
        const { readings, reservation } = admit(counters, asked(`r${index}`, priced), false, now);
        const fits = running.length < 4 && spent + reserved + amount <= 60;
        expect(reservation !== undefined).toBe(fits);
        const more = fits ? amount : 0;
        expect(readings.map(({ remaining }) => remaining)).toEqual([
          4 - running.length - (fits ? 1 : 0),
          Math.max(0, 60 - spent - reserved - more),
          Math.max(0, 5 - spent - reserved - more),
        ]);
        if (reservation !== undefined) events.push({ id: `r${index}`, amount, endsAt: now + LEASE, reservation });
        const event = events.at(-settles);
        if (event === undefined || event.spent !== undefined) continue;
        event.spent = used;
        settle(counters, { id: event.id, charges: priced.map((limit) => charge(limit, used)) }, event.reservation, now);
      }
    }),
  );
});
