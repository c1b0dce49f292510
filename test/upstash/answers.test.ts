import { describe, expect, test } from "vitest";
import type { WindowLimit } from "../../src/core/limits/limit.ts";
import { upstashState } from "../../src/state/upstash.ts";
import { upstashDirectory } from "../../src/tenants/upstash.ts";
import { UpstashFault } from "../../src/upstash/fault.ts";
import { UpstashRedis } from "../../src/upstash/redis.ts";

const CANARY = "hunter2";
const LIMIT: WindowLimit = { kind: "window", counter: CANARY, onHit: true, limit: 5, windowMs: 60_000, amount: 1 };
const ADMISSION = { id: CANARY, leaseMs: 1_000, limits: [LIMIT], cacheKey: CANARY };
const SETTLEMENT = { id: CANARY, charges: [{ limit: LIMIT, since: 1, used: 1 }] };
const ENTRY = { key: CANARY, text: CANARY, ttlMs: 1_000 };

/** Every call there is, against a service that always answers the same. */
function callsTo(answer: () => Response | Promise<Response>) {
  const requests: string[] = [];
  const upstash = new UpstashRedis({
    url: `https://${CANARY}.example`,
    token: CANARY,
    fetch: async (url) => {
      requests.push(url);
      return answer();
    },
  });
  const ledger = { append: async () => undefined };
  const state = upstashState({ upstash, ledger, deadlineMs: 300, backgroundDeadlineMs: 300 });
  const directory = upstashDirectory(upstash, 300);
  return {
    requests,
    calls: {
      admit: () => state.admit(CANARY, ADMISSION),
      settle: () => state.settle(CANARY, [SETTLEMENT]),
      spending: () => state.spending(CANARY, [CANARY]),
      store: () => state.store(CANARY, [ENTRY]),
      deliver: () => state.deliver(CANARY),
      deliverAll: () => state.deliverAll(),
      ping: () => state.ping(),
      find: () => directory.find(CANARY),
      tenants: () => directory.tenants(3),
      keys: () => directory.keys(CANARY, 3),
      "the directory's ping": () => directory.ping(),
    },
  };
}

async function thrownBy(call: () => Promise<unknown>): Promise<Error> {
  const thrown = await call().then(
    (value) => new Error(`resolved with ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  expect(thrown).toBeInstanceOf(Error);
  return thrown as Error;
}

const json =
  (value: unknown, status = 200) =>
  () =>
    new Response(JSON.stringify(value), { status });
const READING = ["1", "4", "60000", "0"];

const wrong: [string, () => Response | Promise<Response>][] = [
  ["nothing", () => new Response("")],
  ["a page", () => new Response(`<html><body>${CANARY}</body></html>`)],
  ["a page with 502", () => new Response(`<html>${CANARY}</html>`, { status: 502 })],
  ["half a document", () => new Response(`{"result":["${CANARY}`)],
  ["bytes that are no text", () => new Response(new Uint8Array([0x22, 0xff, 0xfe, 0x22]))],
  ["null", json(null)],
  ["a number", json(7)],
  ["a text", json(CANARY)],
  ["no result", json({})],
  ["an empty list", json([])],
  ["a list for a command", json([{ result: 1 }])],
  ["a result of null", json({ result: null })],
  ["a result of true", json({ result: true })],
  ["a result of another kind", json({ result: { [CANARY]: 1 } })],
  ["a text as a result", json({ result: CANARY })],
  ["a number that nobody asked for", json({ result: 17 })],
  ["an error that is no text", json({ error: { [CANARY]: 1 } })],
  ["an error", json({ error: `ERR ${CANARY}` })],
  ["an error with a result", json({ result: ["admitted", READING, "1", null], error: `ERR ${CANARY}` })],
  ["an error with 400", json({ error: `WRONGTYPE ${CANARY}` }, 400)],
  ["a result with 400", json({ result: ["admitted", READING, "1", null] }, 400)],
  ["a result with 500", json({ result: ["admitted", READING, "1", null] }, 500)],
  ["401", json({ error: `WRONGPASS ${CANARY}` }, 401)],
  ["a redirect", () => new Response("", { status: 302, headers: { location: `https://${CANARY}.example/` } })],
  ["a list of nothing", json({ result: [null, null, null] })],
  ["a verdict that does not exist", json({ result: ["allowed", READING, "1", null] })],
  ["a verdict without readings", json({ result: ["admitted", [], "1", null] })],
  ["a verdict with half a reading", json({ result: ["admitted", READING.slice(0, 3), "1", null] })],
  ["a verdict with one reading too many", json({ result: ["admitted", [...READING, ...READING], "1", null] })],
  ["readings that are numbers", json({ result: ["admitted", [1, 4, 60_000, 0], "1", null] })],
  ["readings that are no numbers", json({ result: ["admitted", ["1", "4e1", "0x10", " "], "1", null] })],
  ["a reading too large for a number", json({ result: ["admitted", ["1", "9".repeat(16), "1", "0"], "1", null] })],
  ["a reading neither allowed nor refused", json({ result: ["refused", ["yes", "4", "60000", "0"]] })],
  ["a verdict without a time", json({ result: ["admitted", READING, null, null] })],
  ["a cached answer without its time", json({ result: ["admitted", READING, "1", CANARY] })],
  ["a cached answer of another kind", json({ result: ["admitted", READING, "1", 7] })],
  ["a notice of nothing", json({ result: ["settled", [[9, 9, "spent", "1"]]] })],
  ["a notice of another limit", json({ result: ["settled", [[1, 1, "spent", "1"]]] })],
  ["an endless list of keys", json({ result: ["keys", [CANARY]] })],
  ["a cursor without end", json({ result: ["5", []] })],
  ["a broken connection", () => Promise.reject(new TypeError(`fetch failed: ${CANARY}`))],
  ["a body that is too large", () => new Response(new Uint8Array(9 * 1_048_576).fill(32))],
  ["a body that breaks", () => new Response(brokenBody())],
];

function brokenBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`{"result":"${CANARY}`));
      controller.error(new Error(CANARY));
    },
  });
}

describe("what is no answer of Upstash", () => {
  test.each(wrong)("%s: every call rejects, and says nothing of what it knows", async (_, answer) => {
    for (const [name, call] of Object.entries(callsTo(answer).calls)) {
      const thrown = await thrownBy(call);
      expect(thrown, name).toBeInstanceOf(UpstashFault);
      expect(`${thrown.message} ${JSON.stringify(thrown)} ${String(thrown.cause)}`, name).not.toMatch(/hunter2/i);
    }
  });

  test.each([
    ["500", json({ result: "PONG" }, 500), "refused", "500"],
    ["a redirect", () => new Response(null, { status: 302 }), "refused", "302"],
    ["an error of Redis", json({ error: `OOM ${CANARY}` }, 400), "failed", "OOM"],
    ["an error without a name", json({ error: CANARY }), "failed", undefined],
    ["a broken connection", () => Promise.reject(new TypeError(CANARY)), "unreachable", undefined],
    ["garbage", () => new Response(CANARY), "garbled", undefined],
  ])("%s: what went wrong is told by its kind", async (_, answer, kind, code) => {
    expect(await thrownBy(callsTo(answer).calls.ping)).toMatchObject({ kind, code });
  });

  test("one that never comes: every call rejects at its deadline, and its request is aborted", async () => {
    const { calls } = callsTo(() => new Promise(() => undefined));
    const begin = performance.now();
    const thrown = await Promise.all(Object.values(calls).map(thrownBy));
    expect(thrown.map((error) => (error as UpstashFault).kind)).toEqual(thrown.map(() => "late"));
    expect(performance.now() - begin).toBeLessThan(1_000);
  });

  test("a request is not tried again", async () => {
    for (const [, answer] of wrong.filter(([name]) => name !== "an endless list of keys")) {
      const { calls, requests } = callsTo(answer);
      await thrownBy(calls.admit);
      expect(requests).toHaveLength(1);
    }
  });
});
