import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WriteBehind } from "../../src/cache/write-behind.ts";
import type { CacheEntry, TenantState } from "../../src/state/port.ts";

const START = 1_000_000;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const entry = (key: string, text = `text of ${key}`, ttlMs = 60_000): CacheEntry => ({ key, text, ttlMs });

function set(store: (tenant: string, entries: readonly CacheEntry[]) => Promise<void> = async () => undefined) {
  const stored: [string, string[]][] = [];
  const failed = vi.fn<(tenant: string, thrown: unknown) => void>();
  const state = {
    store: (tenant: string, entries: readonly CacheEntry[]) => {
      stored.push([tenant, entries.map(({ key, text }) => `${key}=${text}`)]);
      return store(tenant, entries);
    },
  } as unknown as TenantState;
  const waited: Promise<unknown>[] = [];
  const behind = new WriteBehind(state, Date.now, failed);
  const write = (tenant: string, what: CacheEntry) => behind.write(tenant, what, (work) => waited.push(work));
  return { behind, write, stored, failed, waited };
}

describe("storing", () => {
  test("answers of many requests go in one call for each tenant", async () => {
    const { write, stored, waited } = set();
    write("alice", entry("a", "1"));
    write("bob", entry("a", "2"));
    write("alice", entry("b", "3"));
    expect(stored).toEqual([]);
    await vi.advanceTimersByTimeAsync(20);
    expect(stored).toEqual([
      ["alice", ["a=1", "b=3"]],
      ["bob", ["a=2"]],
    ]);
    // One piece of work keeps the Worker alive for all of them.
    expect(waited).toHaveLength(1);
    await Promise.all(waited);
  });

  test("what keeps the Worker alive ends with the storing, not before", async () => {
    let finish: () => void = () => undefined;
    const storing = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { write, waited } = set(() => storing);
    const ended = vi.fn();
    write("alice", entry("a"));
    const waiting = waited[0]?.then(ended);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ended).not.toHaveBeenCalled();
    finish();
    await waiting;
    expect(ended).toHaveBeenCalledOnce();
  });

  test("the newest of two answers for a key goes", async () => {
    const { write, stored } = set();
    write("alice", entry("a", "old"));
    write("alice", entry("a", "new"));
    await vi.advanceTimersByTimeAsync(20);
    expect(stored).toEqual([["alice", ["a=new"]]]);
  });

  test("what comes later goes in a call of its own", async () => {
    const { write, stored, waited } = set();
    write("alice", entry("a", "1"));
    await vi.advanceTimersByTimeAsync(20);
    write("alice", entry("b", "2"));
    await vi.advanceTimersByTimeAsync(20);
    expect(stored).toEqual([
      ["alice", ["a=1"]],
      ["alice", ["b=2"]],
    ]);
    expect(waited).toHaveLength(2);
  });

  test("more than may wait goes at once", async () => {
    const { write, stored, waited } = set();
    const text = "x".repeat(1_048_576);
    for (const key of ["a", "b", "c", "d"]) write("alice", entry(key, text));
    expect(stored).toHaveLength(0);
    write("bob", entry("e", "one more"));
    expect(stored.map(([tenant, entries]) => [tenant, entries.length])).toEqual([
      ["alice", 4],
      ["bob", 1],
    ]);
    expect(waited).toHaveLength(2);
    write("alice", entry("f", "small"));
    expect(stored).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(20);
    expect(stored[2]).toEqual(["alice", ["f=small"]]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("reading", () => {
  test("what waits can be read by its tenant, under its key", () => {
    const { behind, write } = set();
    write("alice", entry("a", "text"));
    expect(behind.read("alice", "a")).toMatchObject({ text: "text", storedAt: START });
    expect(behind.read("alice", "b")).toBeUndefined();
    expect(behind.read("bob", "a")).toBeUndefined();
  });

  test("what was written again is read anew", () => {
    const { behind, write } = set();
    write("alice", entry("a", "old"));
    vi.setSystemTime(START + 5);
    write("alice", entry("a", "new"));
    expect(behind.read("alice", "a")).toMatchObject({ text: "new", storedAt: START + 5 });
  });

  test("what waits is gone when its time is over", () => {
    const { behind, write } = set();
    write("alice", entry("a", "text", 10));
    vi.setSystemTime(START + 9);
    expect(behind.read("alice", "a")).toBeDefined();
    vi.setSystemTime(START + 10);
    expect(behind.read("alice", "a")).toBeUndefined();
  });

  test("what was stored is the store's to give", async () => {
    const { behind, write } = set();
    write("alice", entry("a"));
    await vi.advanceTimersByTimeAsync(20);
    expect(behind.read("alice", "a")).toBeUndefined();
  });
});

describe("a store that fails", () => {
  test("is reported with the tenant and harms nobody", async () => {
    const gone = new Error("gone");
    const { write, failed, waited, stored } = set(async (tenant) => {
      if (tenant === "alice") throw gone;
    });
    write("alice", entry("a"));
    write("bob", entry("b"));
    await vi.advanceTimersByTimeAsync(20);
    await expect(Promise.all(waited)).resolves.toBeDefined();
    expect(failed.mock.calls).toEqual([["alice", gone]]);
    expect(stored.map(([tenant]) => tenant)).toEqual(["alice", "bob"]);
  });

  test("is tried again with the next answer only", async () => {
    const { write, failed, stored } = set(() => Promise.reject(new Error("gone")));
    write("alice", entry("a"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect([stored.length, failed.mock.calls.length]).toEqual([1, 1]);
    write("alice", entry("b", "2"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stored[1]).toEqual(["alice", ["b=2"]]);
  });

  test("that throws at once is no different", async () => {
    const { write, failed, waited } = set(() => {
      throw new Error("at once");
    });
    write("alice", entry("a"));
    await vi.advanceTimersByTimeAsync(20);
    await Promise.all(waited);
    expect(failed).toHaveBeenCalledOnce();
  });
});
