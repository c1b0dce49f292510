import { describe, expect, test } from "vitest";
import { Leases } from "../../src/core/limits/leases.ts";
import { CounterMemory } from "../../src/state/counter-memory.ts";
import { NonceMemory } from "../../src/state/nonce-memory.ts";
import { REMEMBERED_MS } from "../../src/state/port.ts";
import { ReservationMemory } from "../../src/state/reservation-memory.ts";
import { atATime, LONG_MS, money, requests } from "./contract/asking.ts";

const NOW = 1_700_000_000_000;

describe("more counters than there is room for", () => {
  const minute = (counter: string) => requests(10, { counter, windowMs: 60_000 });
  const used = { kind: "window", start: NOW - (NOW % 60_000), current: 1, previous: 0 } as const;
  const filled = (...names: string[]) => {
    const counters = new CounterMemory(4);
    for (const name of names) counters.set(minute(name), used);
    counters.written(names);
    return counters;
  };
  const held = (counters: CounterMemory, ...names: string[]) =>
    names.filter((name) => counters.get(name) !== undefined);

  test("callers' own ones give way, the one first that was not used for longest", () => {
    const counters = filled("user:1", "key", "model:2", "ip:3");
    counters.set(minute("user:1"), used);
    expect(counters.makeRoom([minute("user:4")], NOW)).toBe(true);
    counters.set(minute("user:4"), used);
    expect(held(counters, "user:1", "key", "model:2", "ip:3", "user:4")).toEqual(["user:1", "key", "ip:3", "user:4"]);
    expect([...counters.changed].sort()).toEqual(["model:2", "user:1", "user:4"]);
  });

  test("not those that the admission itself asks for", () => {
    const counters = filled("user:1", "user:2", "user:3", "key");
    expect(counters.makeRoom([minute("user:1"), minute("user:9")], NOW)).toBe(true);
    expect(held(counters, "user:1", "user:2", "user:3", "key")).toEqual(["user:1", "user:3", "key"]);
  });

  test("money and what is held never give way, whatever the name is", () => {
    const counters = new CounterMemory(2);
    const leases = new Leases();
    leases.add("a", { amount: 1, endsAt: NOW + LONG_MS });
    counters.set(atATime(1, { counter: "user:running" }), { kind: "concurrency", leases });
    counters.set(money(9, 1, { counter: "user:budget" }), { kind: "budget", spent: 5, leases: new Leases() });
    expect(counters.makeRoom([minute("user:1")], NOW)).toBe(false);
    expect(held(counters, "user:running", "user:budget")).toEqual(["user:running", "user:budget"]);
  });

  test("others never give way, but what counts nothing any more does", () => {
    const counters = filled("a", "b", "c", "d");
    expect(counters.makeRoom([minute("e")], NOW)).toBe(false);
    expect(counters.makeRoom([minute("a"), minute("b")], NOW)).toBe(true);
    expect(counters.makeRoom([minute("e")], NOW + 120_000)).toBe(true);
    expect(counters.size).toBe(0);
  });

  test("and not what holds a lease, or money of a period that is not long over", () => {
    const counters = new CounterMemory(2);
    const leases = new Leases();
    leases.add("a", { amount: 1, endsAt: NOW + LONG_MS });
    counters.set(atATime(1), { kind: "concurrency", leases });
    counters.set(money(9, 1, { endsAt: NOW }), { kind: "budget", spent: 5, leases: new Leases() });
    counters.forgetExpired(NOW + 1);
    expect(counters.size).toBe(2);
    counters.forgetExpired(NOW + LONG_MS);
    expect(held(counters, "running", "budget")).toEqual(["budget"]);
    counters.forgetExpired(NOW + 7 * 86_400_000);
    expect(counters.size).toBe(0);
  });

  test("are looked through every second at most", () => {
    const counters = filled("a", "b", "c", "d");
    expect(counters.makeRoom([minute("e")], NOW + 99_500)).toBe(false);
    expect(counters.makeRoom([minute("e")], NOW + 100_001)).toBe(false);
    expect(counters.makeRoom([minute("e")], NOW + 100_500)).toBe(true);
  });
});

describe("more reservations than there is room for", () => {
  const reservation = (kind: "window" | "budget", endsAt: number) => ({
    at: NOW,
    endsAt,
    amounts: new Map([["c", { kind, amount: 1 }]]),
  });

  test("those that hold nothing give way, oldest first, and nothing else", () => {
    const reservations = new ReservationMemory(3);
    reservations.add("a", reservation("budget", NOW + 10));
    reservations.add("b", reservation("window", NOW + 10));
    reservations.add("c", reservation("window", NOW + 10));
    expect(reservations.makeRoom(NOW)).toBe(true);
    expect(["a", "b", "c"].map((id) => reservations.get(id) !== undefined)).toEqual([true, false, true]);
    reservations.add("d", reservation("budget", NOW + 5_000));
    expect(reservations.makeRoom(NOW)).toBe(true);
    reservations.add("e", reservation("budget", NOW + 5_000));
    expect(reservations.makeRoom(NOW)).toBe(false);
    expect(reservations.makeRoom(NOW + 2_000)).toBe(true);
    expect(reservations.get("a")).toBeUndefined();
  });

  test("they are remembered for late settlements as long as there is room", () => {
    const reservations = new ReservationMemory(3);
    reservations.add("a", reservation("budget", NOW));
    reservations.written(["a"]);
    reservations.forgetExpired(NOW + REMEMBERED_MS - 1);
    expect(reservations.get("a")).toBeDefined();
    reservations.forgetExpired(NOW + REMEMBERED_MS);
    expect(reservations.get("a")).toBeUndefined();
    expect([...reservations.changed]).toEqual(["a"]);
  });

  test("what the disk does not have need not leave it", () => {
    const reservations = new ReservationMemory(3);
    reservations.add("a", reservation("budget", NOW));
    expect([...reservations.changed]).toEqual(["a"]);
    reservations.remove("a");
    reservations.remove("unknown");
    expect([...reservations.changed]).toEqual([]);
  });
});

describe("nonces", () => {
  const nonce = (value: string, expiresAt = NOW + 10) => ({ value, expiresAt });

  test("there is room for no more until one is too old by itself", () => {
    const nonces = new NonceMemory(2);
    for (const value of ["a", "b"]) {
      expect(nonces.hasRoom(NOW)).toBe(true);
      nonces.add(nonce(value));
    }
    expect(nonces.hasRoom(NOW + 9)).toBe(false);
    expect(nonces.isSpent(nonce("a"), NOW + 9)).toBe(true);
    expect(nonces.hasRoom(NOW + 1_008)).toBe(false);
    expect(nonces.hasRoom(NOW + 1_009)).toBe(true);
  });

  test("one whose time is over counts as spent", () => {
    expect(new NonceMemory(2).isSpent(nonce("a"), NOW + 10)).toBe(true);
    expect(new NonceMemory(2).isSpent(nonce("a"), NOW + 9)).toBe(false);
  });
});
