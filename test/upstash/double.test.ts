import { createHash } from "node:crypto";
import { Redis } from "@upstash/redis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { script, UpstashRedis } from "../../src/upstash/redis.ts";
import { describeWithRedis } from "../support/redis.ts";
import { startUpstash, type UpstashDouble } from "../support/upstash-rest.ts";

let upstash: UpstashDouble;

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(upstash.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${upstash.token}`, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return [response.status, await response.json()] as const;
}

describeWithRedis("the double of Upstash", () => {
  beforeAll(async () => {
    upstash = await startUpstash();
  });
  afterAll(() => upstash.close());

  test("speaks to the real client, in base64 too", async () => {
    for (const responseEncoding of ["base64", false] as const) {
      const { url, token } = upstash;
      const redis = new Redis({ url, token, responseEncoding, retry: { retries: 0 }, enableTelemetry: false });
      expect(await redis.set("greeting", "日本 \u0000")).toBe("OK");
      expect(await redis.get("greeting")).toBe("日本 \u0000");
      expect(await redis.hset("hash", { a: "b" })).toBeLessThanOrEqual(1);
      expect(await redis.pipeline().hgetall("hash").ping().exec()).toEqual([{ a: "b" }, "PONG"]);
      expect(await redis.multi().get("nothing").strlen("greeting").exec()).toEqual([null, 8]);
    }
  });

  test("commands, pipelines and their errors have the shapes that the service documents", async () => {
    expect(await post("/", ["PING"])).toEqual([200, { result: "PONG" }]);
    expect(await post("/", ["NOT-A-COMMAND"])).toEqual([400, { error: expect.stringMatching(/^ERR unknown command/) }]);
    expect(await post("/", ["GET"])).toEqual([400, { error: expect.stringMatching(/^ERR wrong number/) }]);
    expect(
      await post("/pipeline", [
        ["SET", "n", 1],
        ["HGET", "n", "x"],
        ["GET", "n"],
      ]),
    ).toEqual([200, [{ result: "OK" }, { error: expect.stringMatching(/^WRONGTYPE/) }, { result: "1" }]]);
    expect(await post("/multi-exec", [["SET", "n", 2], ["GET"]])).toEqual([
      400,
      { error: expect.stringMatching(/^EXECABORT/) },
    ]);
    expect(await post("/", ["GET", "n"])).toEqual([200, { result: "1" }]);
    expect(await post("/", ["PING"], { authorization: "Bearer another" })).toEqual([
      401,
      { error: expect.any(String) },
    ]);
    expect(await post("/", "{")).toEqual([400, { error: expect.any(String) }]);
  });

  test("a script is found by the hash of its own text, and only when it was sent", async () => {
    const { text, hash } = script(
      "return { KEYS[1], redis.call('INCRBY', KEYS[1], 1) }".replace("INCRBY", "HLEN").replace(", 1)", ")"),
    );
    expect(hash).toBe(createHash("sha1").update(text).digest("hex"));
    expect(await post("/", ["EVALSHA", hash, 1, "set"])).toEqual([400, { error: expect.stringMatching(/^NOSCRIPT/) }]);
    expect(await post("/", ["EVAL", text, 1, "set"])).toEqual([200, { result: ["set", 0] }]);
    expect(await post("/", ["EVALSHA", hash, 1, "set"])).toEqual([200, { result: ["set", 0] }]);
  });

  test("a script that touches a key which it was not given fails", async () => {
    for (const body of [
      "redis.call('GET', 'other')",
      "redis.call('DEL', KEYS[1], 'other')",
      "redis.pcall('SET', 'other', 1)",
    ]) {
      const [status, answer] = await post("/", ["EVAL", script(`return ${body}`).text, 1, "mine"]);
      expect([status, answer]).toEqual([400, { error: expect.stringContaining("undeclared key") }]);
    }
  });

  test("a script that uses what Upstash's Lua does not have fails", async () => {
    const { text } = script("return cjson.encode({})");
    expect((await post("/", ["EVAL", text, 0]))[0]).toBe(400);
  });

  test("the text of a script is sent once; then its hash is enough, also for other clients", async () => {
    const known = script("return 'known'");
    const clients = [1, 2].map(() => new UpstashRedis({ url: upstash.url, token: upstash.token, fetch }));
    const requestsOf = async (client: UpstashRedis | undefined) => {
      const before = upstash.requests;
      expect(await client?.call(5_000, ({ evaluate }) => evaluate(known, [], []))).toBe("known");
      return upstash.requests - before;
    };
    expect(await requestsOf(clients[0])).toBe(2);
    expect(await requestsOf(clients[0])).toBe(1);
    expect(await requestsOf(clients[1])).toBe(1);
    await upstash.redis.send(["SCRIPT", "FLUSH"]);
    expect(await requestsOf(clients[1])).toBe(2);
    expect(await requestsOf(clients[0])).toBe(1);
  });
});
