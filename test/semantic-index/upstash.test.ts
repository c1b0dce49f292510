import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { CAPACITY, type IndexScope } from "../../src/semantic-index/port.ts";
import { upstashIndex } from "../../src/semantic-index/upstash.ts";
import { indexKey, TENANTS } from "../../src/semantic-index/upstash-keys.ts";
import { DeadlineExceeded } from "../../src/state/deadline.ts";
import { UpstashFault } from "../../src/upstash/fault.ts";
import { UpstashRedis } from "../../src/upstash/redis.ts";
import { UpstashVector } from "../../src/upstash/vector.ts";
import type { Fault } from "../support/faulty-server.ts";
import { describeWithRedis } from "../support/redis.ts";
import { startUpstash, type UpstashDouble } from "../support/upstash-rest.ts";
import { startUpstashVector } from "../support/upstash-vector.ts";
import { asking, entry, freshScope, SOON, vectorOf } from "./asking.ts";

const QUERY_DEADLINE_MS = 100;
const DEADLINE_MS = 250;
/** What a loaded machine may take beside. */
const LITTLE_MS = 750;

let redis: UpstashDouble;
let vectors: Awaited<ReturnType<typeof startUpstashVector>>;

/** The index as one isolate has it. */
function isolate(deadlineMs = 20_000, now: () => number = Date.now) {
  const index = upstashIndex({
    redis: new UpstashRedis({ url: redis.url, token: redis.token, fetch }),
    vector: new UpstashVector({ url: vectors.url, token: vectors.token, fetch }),
    deadlineMs,
    now,
    capacity: CAPACITY,
  });
  return { index, ...asking(() => index) };
}

describeWithRedis("the semantic index at Upstash", () => {
  beforeAll(async () => {
    [redis, vectors] = await Promise.all([startUpstash(), startUpstashVector(16)]);
  });
  afterAll(async () => {
    await vectors.close();
    await redis.close();
  });
  afterEach(() => {
    redis.fault = undefined;
    vectors.fault = undefined;
    vectors.indexDelayMs = 0;
  });

  test("a query is one request to each service, also in an isolate that does not know the epoch", async () => {
    const scope = freshScope();
    await isolate().put(scope, "text", vectorOf(1));
    const { index, texts } = isolate();
    const before = [redis.requests, vectors.requests];
    expect(await texts(scope, vectorOf(1))).toEqual(["text"]);
    expect([redis.requests - (before[0] ?? 0), vectors.requests - (before[1] ?? 0)]).toEqual([1, 1]);
    await index.bumpEpoch(scope.tenant, {});
    const after = vectors.requests;
    expect(await texts(scope, vectorOf(1))).toEqual([]);
    expect(vectors.requests - after).toBe(2);
    expect(await texts(scope, vectorOf(1))).toEqual([]);
    expect(vectors.requests - after).toBe(3);
  });

  test("what was just written may not be found; it is later, and a removed one is not", async () => {
    const { put, texts, index } = isolate();
    const scope = freshScope();
    vectors.indexDelayMs = 150;
    const id = await put(scope, "text", vectorOf(1));
    expect(await texts(scope, vectorOf(1))).toEqual([]);
    await expect.poll(() => texts(scope, vectorOf(1)), SOON).toEqual(["text"]);
    await put(scope, "other", vectorOf(2));
    await index.remove(scope.tenant, { id });
    await expect.poll(() => texts(scope, vectorOf(2)), SOON).toEqual(["other"]);
  });

  test("an isolate sees at once that another one has emptied the scope", async () => {
    const [one, other] = [isolate(), isolate()];
    const scope = freshScope({ namespace: "a" });
    await one.put(scope, "text", vectorOf(1));
    expect(await other.texts(scope, vectorOf(1))).toEqual(["text"]);
    await one.index.bumpEpoch(scope.tenant, { namespace: "a" });
    expect(await other.texts(scope, vectorOf(1))).toEqual([]);
    await other.put(scope, "new", vectorOf(1));
    expect(await one.texts(scope, vectorOf(1))).toEqual(["new"]);
  });

  const faults: [string, Fault][] = [
    ["hangs", { kind: "hang" }],
    ["takes five seconds", { kind: "delay", ms: 5_000 }],
    ["does not answer", { kind: "lost" }],
    ["ends its answer in the middle", { kind: "cut" }],
    ["closes the connection", { kind: "drop" }],
    ["fails", { kind: "answer", status: 500, body: '{"error":"internal","status":500}' }],
    ["refuses", { kind: "answer", status: 429, body: '{"error":"Exceeded daily query limit","status":429}' }],
    ["is behind a proxy that answers", { kind: "answer", status: 200, body: "<html>login</html>" }],
    ["answers garbage", { kind: "answer", status: 200, body: '{"result":{"ok":true}}' }],
    ["answers nothing", { kind: "answer", status: 200, body: "{}" }],
    ["answers too many", { kind: "answer", status: 200, body: `{"result":[${'{"id":"a","score":1},'.repeat(20)}1]}` }],
    ["answers scores that are none", { kind: "answer", status: 200, body: '{"result":[{"id":"a","score":7}]}' }],
    ["answers without ids", { kind: "answer", status: 200, body: '{"result":[{"score":1}]}' }],
  ];
  for (const service of ["Redis", "Vector"] as const) {
    test.each(faults)(`where ${service} %s, a query rejects in its time`, async (_, fault) => {
      const scope = freshScope();
      await isolate().put(scope, "text", vectorOf(1));
      const { index } = isolate(DEADLINE_MS);
      if (service === "Redis") redis.fault = fault;
      else vectors.fault = fault;
      const begin = performance.now();
      const thrown = await index.query(scope, vectorOf(1), 5, QUERY_DEADLINE_MS).catch((thrown: unknown) => thrown);
      expect(thrown instanceof UpstashFault || thrown instanceof DeadlineExceeded).toBe(true);
      expect(performance.now() - begin).toBeLessThan(QUERY_DEADLINE_MS + LITTLE_MS);
      expect(String(thrown)).not.toMatch(/text|token|internal|login|limit/);
    });
  }

  test("where both hang, nothing else hangs either", async () => {
    const { index } = isolate(DEADLINE_MS);
    const { tenant } = freshScope();
    const scope = freshScope({ tenant });
    redis.fault = { kind: "hang" };
    vectors.fault = { kind: "hang" };
    const begin = performance.now();
    const calls = await Promise.allSettled([
      index.put(scope, "0.0.0", entry("text", vectorOf(1))),
      index.addAlias(scope, "0.0.0", "id", { text: "alias", vector: vectorOf(1) }, "key"),
      index.addNegative(tenant, "id", "no"),
      index.remove(tenant, { id: "id" }),
      index.remove(tenant, { tag: "tag" }),
      index.bumpEpoch(tenant, {}),
      index.report(tenant, "id"),
      index.record(tenant, {}),
      index.sums(tenant),
      index.audits(tenant),
      index.ping(),
      index.sweepAll(),
    ]);
    expect(performance.now() - begin).toBeLessThan(DEADLINE_MS + LITTLE_MS);
    expect(calls.map((call) => call.status === "rejected" && call.reason instanceof UpstashFault)).toEqual(
      calls.map(() => true),
    );
  });

  test("an entry whose vector was not written is found by nobody, and can be kept again", async () => {
    const { index, put, texts } = isolate();
    const scope = freshScope();
    vectors.fault = { kind: "half" };
    await put(scope, "text", vectorOf(1));
    vectors.fault = { kind: "answer", status: 500, body: "{}" };
    await expect(index.put(scope, "0.0.0", entry("lost", vectorOf(2)))).rejects.toMatchObject({ kind: "refused" });
    vectors.fault = undefined;
    expect(await texts(scope, vectorOf(2))).toEqual(["text"]);
    await put(scope, "lost", vectorOf(2));
    expect(await texts(scope, vectorOf(2))).toEqual(["lost", "text"]);
  });

  test("a vector without its entry, or whose entry was written anew elsewhere, is not found", async () => {
    const { index, put, texts } = isolate();
    const scope = freshScope();
    const [orphan, moved] = [await put(scope, "orphan", vectorOf(1)), await put(scope, "moved", vectorOf(2))];
    await redis.redis.send(["DEL", indexKey(scope.tenant, "entry", orphan)]);
    const key = indexKey(scope.tenant, "entry", moved);
    const record = JSON.parse(((await redis.redis.send(["GET", key])) as Buffer).toString()) as object;
    await redis.redis.send(["SET", key, JSON.stringify({ ...record, space: "as-of-another-scope" })]);
    expect(await texts(scope, vectorOf(1))).toEqual([]);
    expect((await index.sums(scope.tenant)).corrupted).toBe(0);
  });

  test("a sweep removes vectors whose time is over, and spaces that are empty or were emptied", async () => {
    let now = Date.now();
    const { index, put, texts } = isolate(20_000, () => now);
    await index.sweepAll();
    const [scope, { tenant }] = [freshScope(), freshScope()];
    const emptied = { ...scope, tenant, namespace: "emptied" };
    await put(scope, "brief", vectorOf(1), { ttlMs: 60_000, tags: ["t"] });
    await put(scope, "long", vectorOf(2), { ttlMs: 3_600_000 });
    await put({ ...scope, namespace: "brief" }, "alone", vectorOf(1), { ttlMs: 60_000 });
    await put(emptied, "old", vectorOf(1));
    await index.bumpEpoch(tenant, { namespace: "emptied" });
    const spacesOf = async (one: IndexScope) =>
      Number(await redis.redis.send(["ZCARD", indexKey(one.tenant, "spaces")]));
    const before = Object.keys(vectors.ids()).length;
    now += 120_000;
    await index.sweepAll();
    expect(Object.keys(vectors.ids()).length).toBe(before - 2);
    expect(await texts(scope, vectorOf(1))).toEqual(["long"]);
    expect([await spacesOf(scope), await spacesOf(emptied)]).toEqual([1, 0]);
    expect(await redis.redis.send(["SISMEMBER", TENANTS, tenant])).toBe(0);
    expect(await redis.redis.send(["ZCARD", indexKey(scope.tenant, "expiry")])).toBe(1);
    expect(await redis.redis.send(["ZCARD", indexKey(scope.tenant, "worth")])).toBe(1);
    await index.sweepAll();
    expect(await texts(scope, vectorOf(2))).toEqual(["long"]);
  });

  test("a sweep of an entry's old place does not take the new one", async () => {
    let now = Date.now();
    const { index, put, texts } = isolate(20_000, () => now);
    const scope = freshScope();
    await put(scope, "text", vectorOf(1), { ttlMs: 60_000 });
    await index.bumpEpoch(scope.tenant, {});
    await put(scope, "text", vectorOf(1), { ttlMs: 3_600_000 });
    now += 120_000;
    await index.sweepAll();
    expect(await texts(scope, vectorOf(1))).toEqual(["text"]);
    const [id = ""] = Object.values(vectors.ids()).flat().slice(-1);
    expect(await redis.redis.send(["ZSCORE", indexKey(scope.tenant, "worth"), id])).not.toBeNull();
  });

  test("every key has a time to live, apart from what is swept and what is counted", async () => {
    const { index, put, epochOf } = isolate();
    const scope = freshScope();
    const id = await put(scope, "text", vectorOf(1), { tags: ["t"] });
    await index.addAlias(scope, await epochOf(scope), id, { text: "alias", vector: vectorOf(2) }, "key");
    await index.addNegative(scope.tenant, id, "no");
    await index.record(scope.tenant, { used: [id], sums: { misses: 1 }, audit: { audited: 1, wrong: 0 } });
    await index.bumpEpoch(scope.tenant, { namespace: "other" });
    const keys = (await redis.redis.send(["KEYS", `as:{${scope.tenant}}:*`])) as Buffer[];
    const lasting: string[] = [];
    for (const key of keys.map(String)) {
      if ((await redis.redis.send(["PTTL", key])) === -1) lasting.push(key.split(":")[3] ?? "");
    }
    expect(lasting.toSorted()).toEqual(["epochs", "expiry", "spaces", "sums"]);
    expect(keys.length).toBeGreaterThan(10);
  });
});
