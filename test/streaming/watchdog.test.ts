import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Deadlines, Watchdog } from "../../src/streaming/watchdog.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const DEADLINES: Deadlines = { firstByteMs: 100, idleMs: 30, totalMs: 1_000 };

/** A watchdog, and when and of what it expired. */
function watch(deadlines: Partial<Deadlines> = {}) {
  const start = Date.now();
  const expired: [string, number][] = [];
  const watchdog = new Watchdog({ ...DEADLINES, ...deadlines }, Date.now, (phase) =>
    expired.push([phase, Date.now() - start]),
  );
  return { watchdog, expired };
}

describe("each deadline, to the millisecond", () => {
  test("no headers in time", () => {
    const { expired } = watch();
    vi.advanceTimersByTime(99);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(expired).toEqual([["first_byte", 100]]);
  });

  test("silence before the headers is no silence", () => {
    const { watchdog, expired } = watch();
    vi.advanceTimersByTime(90);
    watchdog.touch();
    vi.advanceTimersByTime(10);
    expect(expired).toEqual([["first_byte", 100]]);
  });

  test("silence after the headers", () => {
    const { watchdog, expired } = watch();
    vi.advanceTimersByTime(90);
    watchdog.answering();
    vi.advanceTimersByTime(29);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(expired.map(([phase]) => phase)).toEqual(["idle"]);
  });

  test("an answer that goes on, for too long", () => {
    const { watchdog, expired } = watch();
    watchdog.answering();
    for (let count = 0; count < 110; count += 1) {
      vi.advanceTimersByTime(10);
      watchdog.touch();
    }
    expect(expired).toEqual([["total", 1_000]]);
  });

  test("a time for the whole that is shorter than each part", () => {
    expect(watch({ totalMs: 0 }).expired).toEqual([]);
    const { expired } = watch({ totalMs: 50 });
    vi.advanceTimersByTime(1_000);
    expect(expired).toEqual([["total", 50]]);
  });
});

describe("the timer", () => {
  test("a stream of many pieces has one", () => {
    const { watchdog, expired } = watch();
    watchdog.answering();
    for (let count = 0; count < 50; count += 1) {
      vi.advanceTimersByTime(1);
      watchdog.touch();
      expect(vi.getTimerCount()).toBe(1);
    }
    expect(expired).toEqual([]);
  });

  test("silence is counted from the last piece", () => {
    const { watchdog, expired } = watch({ firstByteMs: 10 });
    watchdog.answering();
    vi.advanceTimersByTime(25);
    watchdog.touch();
    vi.advanceTimersByTime(29);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(expired).toEqual([["idle", 55]]);
  });

  test("expires once", () => {
    const { expired } = watch();
    vi.advanceTimersByTime(10_000);
    expect(expired).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("does nothing after it was stopped", () => {
    const { watchdog, expired } = watch();
    watchdog.stop();
    vi.advanceTimersByTime(10_000);
    expect([expired, vi.getTimerCount()]).toEqual([[], 0]);
  });
});
