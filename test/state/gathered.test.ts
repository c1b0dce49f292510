import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Gathered } from "../../src/state/gathered.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const twice = () => {
  const work = vi.fn((items: readonly number[]) => items.map((item) => (item === 0 ? [] : [item, item])));
  return { work, gathered: new Gathered(work) };
};

test("what many callers bring is done in one go, and each is given its own", async () => {
  const { work, gathered } = twice();
  const results = [gathered.add([1, 0]), gathered.add([]), gathered.add([2, 3])];
  expect(work).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10);
  expect(await Promise.all(results)).toEqual([[1, 1], [], [2, 2, 3, 3]]);
  expect(work.mock.calls).toEqual([[[1, 0, 2, 3]]]);
});

test("what comes later is done later", async () => {
  const { work, gathered } = twice();
  const first = gathered.add([1]);
  await vi.advanceTimersByTimeAsync(10);
  await first;
  const second = gathered.add([2]);
  await vi.advanceTimersByTimeAsync(10);
  expect(await second).toEqual([2, 2]);
  expect(work).toHaveBeenCalledTimes(2);
});

test("a thousand items do not wait", async () => {
  const { work, gathered } = twice();
  const first = gathered.add([1]);
  const second = gathered.add(Array.from({ length: 999 }, () => 0));
  expect(work).toHaveBeenCalledOnce();
  expect([await first, await second]).toEqual([[1, 1], []]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a failure is everybody's, and the next ones are done", async () => {
  const { work, gathered } = twice();
  work.mockImplementationOnce(() => {
    throw new Error("full");
  });
  const failed = [1, 2].map((item) => expect(gathered.add([item])).rejects.toThrow("full"));
  await vi.advanceTimersByTimeAsync(10);
  await Promise.all(failed);
  const next = gathered.add([3]);
  await vi.advanceTimersByTimeAsync(10);
  expect(await next).toEqual([3, 3]);
});
