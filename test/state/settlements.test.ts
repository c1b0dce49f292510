import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Settlement } from "../../src/state/port.ts";
import { Settlements } from "../../src/state/settlements.ts";

const notice = { counter: "c", level: "warning", spent: 8, limit: 10 } as const;

function setUp(settle: (settlements: readonly Settlement[]) => Promise<readonly (typeof notice)[]> = async () => []) {
  const state = {
    settle: vi.fn((_: string, settlements: readonly Settlement[]) => settle(settlements)),
    deliver: vi.fn<(tenant: string) => Promise<void>>(async () => undefined),
    admit: vi.fn(),
    spending: vi.fn(),
    store: vi.fn(),
    ping: vi.fn(),
  };
  const events = { notices: vi.fn(async () => undefined), lost: vi.fn(), undelivered: vi.fn() };
  const settlements = new Settlements(state, events, Date.now);
  const work: Promise<unknown>[] = [];
  const add = (tenant: string, settlement: Settlement) =>
    settlements.add(tenant, settlement, (promise) => void work.push(promise));
  const calls = () => state.settle.mock.calls.map(([tenant, batch]) => [tenant, batch.map(({ id }) => id)]);
  return { state, events, add, calls, done: () => Promise.all(work) };
}

const plain = (id: string): Settlement => ({ id, charges: [] });
const holdsPlace = (id: string): Settlement => ({
  id,
  charges: [{ limit: { kind: "concurrency", counter: "c", onHit: false, limit: 1 }, since: 0, used: 0 }],
});
const withEntry = (id: string) => ({ id, charges: [], entry: { id } }) as unknown as Settlement;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("settlements", () => {
  test("that end within a short time go together, one call for each tenant", async () => {
    const { add, calls } = setUp();
    add("a", plain("1"));
    add("b", plain("2"));
    await vi.advanceTimersByTimeAsync(10);
    add("a", plain("3"));
    expect(calls()).toEqual([]);
    await vi.advanceTimersByTimeAsync(10);
    expect(calls()).toEqual([
      ["a", ["1", "3"]],
      ["b", ["2"]],
    ]);
    add("a", plain("4"));
    await vi.advanceTimersByTimeAsync(20);
    expect(calls()[2]).toEqual(["a", ["4"]]);
  });

  test("that free a place among requests at a time are sent at once, with what waits", () => {
    const { add, calls } = setUp();
    add("a", plain("1"));
    add("a", holdsPlace("2"));
    expect(calls()).toEqual([["a", ["1", "2"]]]);
  });

  test("are no more than a call takes", () => {
    const { add, calls } = setUp();
    for (let index = 0; index < 250; index += 1) add("a", plain(`${index}`));
    expect(calls().map(([, ids]) => ids?.length)).toEqual([100, 100]);
  });

  test("whose task was ended by the runtime are sent by the next one", async () => {
    const { add, calls } = setUp();
    add("a", plain("1"));
    // The runtime has ended the request, and with it its timer.
    vi.clearAllTimers();
    vi.setSystemTime(Date.now() + 500);
    add("a", plain("2"));
    await vi.advanceTimersByTimeAsync(100);
    expect(calls()).toEqual([]);
    vi.setSystemTime(Date.now() + 600);
    add("a", plain("3"));
    await vi.advanceTimersByTimeAsync(20);
    expect(calls()).toEqual([["a", ["1", "2", "3"]]]);
  });

  test("are sent again until the state takes them", async () => {
    let failures = 2;
    const { add, calls, events, done } = setUp(async () => {
      failures -= 1;
      if (failures >= 0) throw new Error("down");
      return [];
    });
    add("a", plain("1"));
    await vi.advanceTimersByTimeAsync(2_000);
    await done();
    expect(calls()).toEqual([
      ["a", ["1"]],
      ["a", ["1"]],
      ["a", ["1"]],
    ]);
    expect(events.lost).not.toHaveBeenCalled();
  });

  test("are given up, and said to be, when the platform would end the work", async () => {
    const { add, calls, events, done } = setUp(() => Promise.reject(new TypeError("down")));
    const lost = plain("1");
    add("a", lost);
    await vi.advanceTimersByTimeAsync(29_000);
    await done();
    expect(calls()).toHaveLength(5);
    expect(events.lost.mock.calls).toEqual([["a", [lost], expect.any(TypeError)]]);
  });

  test("beyond what an isolate holds are said to be lost at once", async () => {
    const { add, events } = setUp(() => new Promise(() => undefined));
    for (let index = 0; index < 10_000; index += 1) add("a", plain(`${index}`));
    expect(events.lost).not.toHaveBeenCalled();
    add("b", plain("one more"));
    expect(events.lost.mock.calls).toEqual([["b", [plain("one more")], undefined]]);
  });

  test("that take long are not tried again when the platform would end the try", async () => {
    const slow = () =>
      new Promise<never>((_, reject) => {
        setTimeout(() => reject(new TypeError("late")), 5_000);
      });
    const { add, calls, events, done } = setUp(slow);
    add("a", plain("1"));
    await vi.advanceTimersByTimeAsync(29_000);
    await done();
    expect(calls()).toHaveLength(4);
    expect(events.lost).toHaveBeenCalledOnce();
  });

  test("that the runtime has ended on their way are said to be lost, and keep no others out", async () => {
    const { add, calls, events } = setUp(() => new Promise(() => undefined));
    for (let index = 0; index < 10_000; index += 1) add("a", plain(`${index}`));
    vi.setSystemTime(Date.now() + 60_001);
    add("b", holdsPlace("one more"));
    expect(calls().at(-1)).toEqual(["b", ["one more"]]);
    expect(events.lost.mock.calls.flatMap(([, batch]) => batch as Settlement[])).toHaveLength(10_000);
  });

  test("tell of budgets once", async () => {
    const { add, events, done } = setUp(async () => [notice]);
    add("a", plain("1"));
    await vi.advanceTimersByTimeAsync(20);
    await done();
    expect(events.notices.mock.calls).toEqual([["a", [notice]]]);
  });
});

describe("the ledger", () => {
  test("is given a tenant's entries a while later, once for all", async () => {
    const { add, state } = setUp();
    add("a", withEntry("1"));
    await vi.advanceTimersByTimeAsync(900);
    add("a", withEntry("2"));
    add("b", plain("3"));
    expect(state.deliver).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(state.deliver.mock.calls).toEqual([["a"]]);
    add("a", withEntry("4"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(state.deliver.mock.calls).toEqual([["a"], ["a"]]);
  });

  test("that fails is said, and nothing else fails", async () => {
    const { add, state, events, done } = setUp();
    state.deliver.mockRejectedValue(new TypeError("down"));
    add("a", withEntry("1"));
    await vi.advanceTimersByTimeAsync(1_000);
    await done();
    expect(events.undelivered.mock.calls).toEqual([["a", expect.any(TypeError)]]);
  });
});
