import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { chatFraming } from "../../src/dialects/openai-chat/framing.ts";
import { eventStream, PING_MS } from "../../src/streaming/event-stream.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const end = () => ({ complete: vi.fn(), broken: vi.fn(() => ({ error: { code: "x" } })), cancelled: vi.fn() });
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

test("chunks, then the end marker, once", async () => {
  const told = end();
  const batches = (async function* () {
    yield [{ a: 1 }, { b: "é" }];
    yield [{ c: 3 }];
  })();
  expect(await new Response(eventStream(batches, chatFraming, told)).text()).toBe(
    'data: {"a":1}\n\ndata: {"b":"é"}\n\ndata: {"c":3}\n\ndata: [DONE]\n\n',
  );
  expect(told.complete).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

test("an answer that breaks ends with an error event and no end marker", async () => {
  const told = end();
  const batches = (async function* () {
    yield [{ a: 1 }];
    throw new Error("broken");
  })();
  expect(await new Response(eventStream(batches, chatFraming, told)).text()).toBe(
    'data: {"a":1}\n\ndata: {"error":{"code":"x"}}\n\n',
  );
  expect(told.complete).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test("silence is filled with comments, but not while events come", async () => {
  let give: (value: IteratorResult<{ n: number }[]>) => void = () => undefined;
  const batches = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<IteratorResult<{ n: number }[]>>((resolve) => (give = resolve)),
    }),
  };
  const reader = eventStream(batches, chatFraming, end()).getReader();
  const first = reader.read();
  vi.advanceTimersByTime(PING_MS);
  expect(text((await first).value)).toBe(": ping\n\n");
  const second = reader.read();
  give({ done: false, value: [{ n: 1 }] });
  expect(text((await second).value)).toBe('data: {"n":1}\n\n');
  const third = reader.read();
  vi.advanceTimersByTime(PING_MS);
  vi.advanceTimersByTime(PING_MS);
  expect(text((await third).value)).toBe(": ping\n\n");
});

test("a client that goes away stops the source and the comments", async () => {
  const told = end();
  let returned = false;
  const batches = (async function* () {
    try {
      for (;;) yield [{ a: 1 }];
    } finally {
      returned = true;
    }
  })();
  const reader = eventStream(batches, chatFraming, told).getReader();
  await reader.read();
  await reader.cancel();
  expect([told.cancelled.mock.calls.length, returned, vi.getTimerCount()]).toEqual([1, true, 0]);
});

test("nothing is read ahead of the reader", async () => {
  let asked = 0;
  const batches = {
    [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false as const, value: [{ n: (asked += 1) }] }) }),
  };
  const reader = eventStream(batches, chatFraming, end()).getReader();
  await reader.read();
  await Promise.resolve();
  expect(asked).toBeLessThanOrEqual(2);
  await reader.cancel();
});
