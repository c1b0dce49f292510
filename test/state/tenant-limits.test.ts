import { beforeEach, describe, expect, test } from "vitest";
import { REMEMBERED_MS, type Settlement } from "../../src/state/port.ts";
import { TenantLimits } from "../../src/state/tenant-limits.ts";
import { admission, atATime, charges, LONG_MS, money, readingsOf, requests, tokens } from "./contract/asking.ts";
import { sqlite } from "./sqlite.ts";

const NOW = 1_700_000_000_000;
const DAY_MS = 86_400_000;
const all = () => [requests(100, { amount: 4 }), tokens(100, 4), atATime(10), money(100, 4, { endsAt: NOW + DAY_MS })];

let storage: ReturnType<typeof sqlite>;
let limits: TenantLimits;
beforeEach(() => {
  storage = sqlite();
  limits = new TenantLimits(storage.sql, NOW);
});

const left = (now = NOW) =>
  readingsOf(
    limits.admit(
      admission(
        all().map((limit) => ({ ...limit, onHit: false })),
        { answered: true },
      ),
      undefined,
      now,
    ),
  ).map(({ remaining }) => remaining);
const admit = (id: string, leaseMs = LONG_MS) => limits.admit(admission(all(), { id, leaseMs }), undefined, NOW).kind;
const settle = (settlement: Settlement, now: number) => limits.settle([settlement], now)[0];
const table = (name: string) => storage.rows(`SELECT * FROM ${name}`);
/** All of it on the disk, and read from there. */
const restart = (now = NOW) => {
  while (limits.write());
  limits = new TenantLimits(storage.sql, now);
};

describe("what was written", () => {
  test("is as it was after a restart, with what is reserved", () => {
    admit("a");
    admit("b");
    settle({ id: "b", charges: charges(all(), 7, NOW) }, NOW);
    const before = left();
    expect(before).toEqual([89, 89, 9, 89]);
    restart();
    expect(left()).toEqual(before);
    expect(limits.spending(["budget"], NOW)).toEqual([{ spent: 7, reserved: 4 }]);
    settle({ id: "a", charges: charges(all(), 1, NOW) }, NOW);
    expect(left()).toEqual([92, 92, 10, 92]);
  });

  test("of a lease that ended meanwhile does not count", () => {
    admit("a", 1_000);
    restart(NOW + 1_000);
    expect(left(NOW + 1_000)).toEqual([96, 96, 10, 100]);
  });

  test("a bucket keeps all of its digits", () => {
    const thirds = tokens(7, 1, { fillMs: 3_001 });
    for (let ms = 0; ms < 5; ms += 1) limits.admit(admission([thirds]), undefined, NOW + 701 * ms);
    const level = () => limits.admit(admission([tokens(7, 7, { fillMs: 3_001 })]), undefined, NOW + 2_900);
    const before = level();
    restart();
    expect(level()).toEqual(before);
  });

  test("holds no reservation that was settled before it was written", () => {
    admit("a");
    settle({ id: "a", charges: [] }, NOW);
    restart();
    expect(table("reservations").filter(({ id }) => id === "a")).toEqual([]);
  });

  test("is written once", () => {
    admit("a");
    expect([limits.write(), limits.write()]).toEqual([false, false]);
    storage.rows("DELETE FROM counters RETURNING 1");
    limits.write();
    expect(table("counters")).toEqual([]);
  });

  test("is bounded in one go, and the rest follows", () => {
    const many = (from: number) =>
      Array.from({ length: 32 }, (_, index) => requests(9, { counter: `c${from + index}` }));
    for (let from = 0; from < 320 * 32; from += 32) limits.admit(admission(many(from)), undefined, NOW);
    expect(limits.write()).toBe(true);
    expect(storage.rows("SELECT COUNT(*) AS n FROM counters")).toEqual([{ n: 5_000 }]);
    while (limits.write());
    expect(storage.rows("SELECT COUNT(*) AS n FROM counters")).toEqual([{ n: 320 * 32 }]);
  });
});

describe("what is over", () => {
  test("is forgotten, in memory and on the disk", () => {
    admit("a", 1_000);
    settle({ id: "b", charges: charges(all(), 1, NOW) }, NOW);
    limits.admit(
      admission([], { id: "c", leaseMs: 1_000, nonce: { value: "n", expiresAt: NOW + 10 } }),
      undefined,
      NOW,
    );
    restart();
    expect(["counters", "reservations", "settled", "nonces"].map((name) => table(name).length)).toEqual([3, 2, 1, 1]);
    expect(limits.isEmpty()).toBe(false);
    limits.sweep(NOW + 2_000 + REMEMBERED_MS);
    while (limits.write());
    expect(["counters", "reservations", "settled", "nonces"].map((name) => table(name).length)).toEqual([3, 0, 0, 0]);
    limits.sweep(NOW + 80 * DAY_MS);
    while (limits.write());
    expect(limits.isEmpty()).toBe(true);
  });

  test("many settled ids are forgotten in several goes", () => {
    const many = Array.from({ length: 5_001 }, (_, index) => ({ id: `r${index}`, charges: [] }));
    limits.settle(many, NOW);
    expect([limits.sweep(NOW + REMEMBERED_MS), table("settled").length]).toEqual([true, 1]);
    expect([limits.sweep(NOW + REMEMBERED_MS), table("settled").length]).toEqual([false, 0]);
  });

  test("an id that was settled is known until long after the end of its lease", () => {
    admit("a", LONG_MS);
    settle({ id: "a", charges: charges(all(), 1, NOW) }, NOW);
    limits.sweep(NOW + LONG_MS + REMEMBERED_MS - 1);
    expect(settle({ id: "a", charges: charges(all(), 1, NOW) }, NOW)).toBeUndefined();
    limits.sweep(NOW + LONG_MS + REMEMBERED_MS);
    expect(table("settled")).toEqual([]);
  });
});

describe("where there is no room", () => {
  test("for one more counter, nothing is let through and nothing counted", () => {
    for (let from = 0; from < 100_000; from += 32)
      limits.admit(
        admission(
          Array.from({ length: 32 }, (_, index) => requests(9, { counter: `c${from + index}` })).slice(
            0,
            100_000 - from,
          ),
        ),
        undefined,
        NOW,
      );
    expect(() => limits.admit(admission([requests(9, { counter: "one more" })]), undefined, NOW)).toThrow("counters");
    expect(limits.admit(admission([requests(9, { counter: "c0" })]), undefined, NOW)).toMatchObject({
      readings: [{ remaining: 7 }],
    });
    settle({ id: "a", charges: charges([money(9, 1)], 3, NOW) }, NOW);
    expect(limits.spending(["budget"], NOW)[0]?.spent).toBe(3);
  });

  test("for one more reservation, nothing is let through", () => {
    for (let count = 0; count < 20_000; count += 1) limits.admit(admission([atATime(1e9)]), undefined, NOW);
    expect(() => limits.admit(admission([atATime(1e9)]), undefined, NOW)).toThrow("reservations");
  });

  test("for one more nonce, nothing is let through", () => {
    const proof = (value: number) => admission([], { nonce: { value: `n${value}`, expiresAt: NOW + 60_000 } });
    storage.rows(
      `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999) INSERT INTO nonces SELECT 'n' || i, ${NOW + 60_000} FROM n`,
    );
    limits = new TenantLimits(storage.sql, NOW);
    expect(() => limits.admit(proof(-1), undefined, NOW)).toThrow("nonces");
    expect(limits.admit(proof(7), undefined, NOW).kind).toBe("replayed");
  });
});
