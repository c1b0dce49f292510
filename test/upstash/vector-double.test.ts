import { Index } from "@upstash/vector";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { UpstashVector } from "../../src/upstash/vector.ts";
import { startUpstashVector } from "../support/upstash-vector.ts";

/*
 * The double as Upstash's own client sees it, with the client's own transport; then what the gateway's
 * transport makes of it.
 */
const DEADLINE_MS = 10_000;
let double: Awaited<ReturnType<typeof startUpstashVector>>;
let made = 0;
let space = "";

const client = (token = double.token) =>
  new Index({ url: double.url, token, retry: false, enableTelemetry: false }).namespace(space);
const vector = () => new UpstashVector({ url: double.url, token: double.token, fetch });

beforeAll(async () => {
  double = await startUpstashVector(2);
});
afterAll(() => double.close());
beforeEach(() => {
  double.indexDelayMs = 0;
  double.fault = undefined;
  made += 1;
  space = `space-${made}`;
});

test("scores are (1 + cosine) / 2, the nearest first, at most as many as asked for", async () => {
  await client().upsert([
    { id: "same", vector: [3, 0], metadata: { a: 1 } },
    { id: "across", vector: [0, 2] },
    { id: "opposite", vector: [-1, 0] },
  ]);
  const found = await client().query({ vector: [1, 0], topK: 3, includeMetadata: true });
  expect(found).toEqual([
    { id: "same", score: 1, metadata: { a: 1 } },
    { id: "across", score: 0.5 },
    { id: "opposite", score: 0 },
  ]);
  expect(await client().query({ vector: [1, 0], topK: 1 })).toEqual([{ id: "same", score: 1 }]);
});

test("what was just written is fetched, and found by queries only later", async () => {
  double.indexDelayMs = 100;
  await client().upsert({ id: "a", vector: [1, 0], metadata: { b: 2 } });
  expect(await client().fetch(["a", "b"], { includeMetadata: true })).toEqual([{ id: "a", metadata: { b: 2 } }, null]);
  expect(await client().query({ vector: [1, 0], topK: 1 })).toEqual([]);
  await expect.poll(() => client().query({ vector: [1, 0], topK: 1 })).toHaveLength(1);
});

test("namespaces are made by what is written, are apart, and are deleted once", async () => {
  const index = new Index({ url: double.url, token: double.token, retry: false, enableTelemetry: false });
  expect(await client().query({ vector: [1, 0], topK: 1 })).toEqual([]);
  expect(await index.listNamespaces()).not.toContain(space);
  await client().upsert({ id: "a", vector: [1, 0] });
  expect(await index.namespace(`${space}-other`).query({ vector: [1, 0], topK: 1 })).toEqual([]);
  expect(await index.listNamespaces()).toContain(space);
  expect(await client().delete(["a", "b"])).toEqual({ deleted: 1 });
  await index.deleteNamespace(space);
  await expect(index.deleteNamespace(space)).rejects.toThrow(/does not exist/);
});

test("what it does not take is an error", async () => {
  await expect(client("wrong").query({ vector: [1, 0], topK: 1 })).rejects.toThrow(/Unauthorized/);
  await expect(client().upsert({ id: "a", vector: [1, 0, 0] })).rejects.toThrow(/dimension/);
  await expect(client().query({ vector: [1], topK: 1 })).rejects.toThrow(/dimension/);
  const metadata = { text: "x".repeat(48 * 1_024) };
  await expect(client().upsert({ id: "a", vector: [1, 0], metadata })).rejects.toThrow(/too large/);
});

test("the gateway's client gives cosines", async () => {
  await vector().upsert(space, "a", [1, 1], DEADLINE_MS);
  await vector().upsert(space, "b", [-2, -2], DEADLINE_MS);
  const found = await vector().query(space, [1, 1], 5, DEADLINE_MS);
  expect(found.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(found.map(({ cosine }) => Math.round(cosine * 1e6) / 1e6)).toEqual([1, -1]);
  await vector().delete(space, ["a"], DEADLINE_MS);
  expect((await vector().query(space, [1, 1], 5, DEADLINE_MS)).map(({ id }) => id)).toEqual(["b"]);
  await vector().deleteNamespace(space, DEADLINE_MS);
  await expect(vector().deleteNamespace(space, DEADLINE_MS)).resolves.toBeUndefined();
  expect(await vector().query(space, [1, 1], 5, DEADLINE_MS)).toEqual([]);
});

test("it tries once, and follows nobody elsewhere", async () => {
  const requests = double.requests;
  double.fault = { kind: "drop" };
  await expect(vector().query(space, [1, 1], 5, DEADLINE_MS)).rejects.toMatchObject({ kind: "unreachable" });
  double.fault = { kind: "answer", status: 307, body: "" };
  await expect(vector().query(space, [1, 1], 5, DEADLINE_MS)).rejects.toMatchObject({ kind: "refused", code: "307" });
  expect(double.requests - requests).toBe(2);
  expect(await vector().delete(space, [], DEADLINE_MS)).toBeUndefined();
  expect(double.requests - requests).toBe(2);
});

test("a body without an end is read to a bound only", async () => {
  let pulled = 0;
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
  const bloated = new UpstashVector({ url: "http://x.test", token: "t", fetch: async () => new Response(endless()) });
  await expect(bloated.query(space, [1], 1, DEADLINE_MS)).rejects.toMatchObject({ kind: "garbled" });
  expect(pulled).toBeLessThan(200);
});
