import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Directory } from "../../src/tenants/port.ts";
import { BadRecord } from "../../src/tenants/records.ts";
import { upstashDirectory } from "../../src/tenants/upstash.ts";
import { UpstashFault } from "../../src/upstash/fault.ts";
import { UpstashRedis } from "../../src/upstash/redis.ts";
import { describeWithRedis } from "../support/redis.ts";
import { startUpstash, type UpstashDouble } from "../support/upstash-rest.ts";
import { directoryContract } from "./directory.contract.ts";
import { storedKey, tenantRecord } from "./records.ts";

const DEADLINE_MS = 20_000;

const directoryAt = (upstash: UpstashDouble, deadlineMs = DEADLINE_MS): Directory =>
  upstashDirectory(new UpstashRedis({ url: upstash.url, token: upstash.token, fetch }), deadlineMs);

describeWithRedis("the contract", () => {
  directoryContract("Upstash", async () => {
    const upstash = await startUpstash();
    const directory = directoryAt(upstash);
    return {
      directory,
      // As many connections at a time as a server takes.
      fill: async (keys) => {
        for (let from = 0; from < keys.length; from += 100)
          await Promise.all(keys.slice(from, from + 100).map((key) => directory.addKey(key)));
      },
      spoil: async (what, id, json) => {
        const place = what === "tenant" ? ["as:directory:tenants", id] : [`as:directory:key:${id}`, "record"];
        expect(await upstash.redis.send(["HSET", ...place, json])).toBe(0);
      },
      close: upstash.close,
    };
  });
});

describeWithRedis("a directory at Upstash", () => {
  let upstash: UpstashDouble;
  let directory: Directory;
  beforeAll(async () => {
    upstash = await startUpstash();
    directory = directoryAt(upstash);
    for (const id of ["mine", "theirs"]) {
      await directory.addTenant(tenantRecord(id));
      await directory.addKey(storedKey(`${id}-key`, id));
    }
    await directory.find("mine-key");
  });
  afterAll(() => upstash.close());

  test("finding a key with its tenant is one request", async () => {
    const before = upstash.requests;
    await directory.find("mine-key");
    expect(upstash.requests - before).toBe(1);
  });

  test("a record that is another one's is given to nobody", async () => {
    const put = (key: string, field: string, json: unknown) =>
      upstash.redis.send(["HSET", key, field, JSON.stringify(json)]);
    await put("as:directory:key:mine-key", "record", storedKey("mine-key", "theirs"));
    await expect(directory.find("mine-key")).rejects.toBeInstanceOf(BadRecord);
    await expect(directory.keys("mine", 10)).rejects.toBeInstanceOf(BadRecord);
    await put("as:directory:key:mine-key", "record", storedKey("theirs-key", "mine"));
    await expect(directory.key("mine", "mine-key")).rejects.toBeInstanceOf(BadRecord);
    await put("as:directory:tenants", "theirs", tenantRecord("mine"));
    await expect(directory.find("theirs-key")).rejects.toBeInstanceOf(BadRecord);
    await expect(directory.tenants(10)).rejects.toBeInstanceOf(BadRecord);
  });

  test("an index without its record rejects", async () => {
    await upstash.redis.send(["ZADD", "as:directory:keys:empty", "0", "gone"]);
    await expect(directory.keys("empty", 10)).rejects.toBeInstanceOf(BadRecord);
  });

  describe("while it cannot be asked", () => {
    const key = storedKey("k", "mine", { version: 2 });
    const calls: [string, (directory: Directory) => Promise<unknown>][] = [
      ["find", (one) => one.find("mine-key")],
      ["tenant", (one) => one.tenant("mine")],
      ["tenants", (one) => one.tenants(1)],
      ["addTenant", (one) => one.addTenant(tenantRecord("new"))],
      ["replaceTenant", (one) => one.replaceTenant(tenantRecord("mine", { version: 2 }))],
      ["addKey", (one) => one.addKey(key)],
      ["key", (one) => one.key("mine", "mine-key")],
      ["keys", (one) => one.keys("mine", 1)],
      ["replaceKey", (one) => one.replaceKey(key)],
      ["ping", (one) => one.ping()],
    ];
    test.each(calls)("%s rejects", async (_, call) => {
      upstash.fault = { kind: "hang" };
      await expect(call(directoryAt(upstash, 50))).rejects.toMatchObject({ kind: "late" });
      upstash.fault = { kind: "answer", status: 200, body: '{"result":{}}' };
      await expect(call(directoryAt(upstash))).rejects.toBeInstanceOf(UpstashFault);
      upstash.fault = undefined;
    });

    test("a page whose second half fails rejects as a whole", async () => {
      const tenant = "paged";
      await directory.addTenant(tenantRecord(tenant));
      for (const id of ["p1", "p2", "p3"]) await directory.addKey(storedKey(id, tenant));
      upstash.fault = { kind: "half" };
      await expect(directory.keys(tenant, 3)).rejects.toMatchObject({ kind: "failed", code: "ERR" });
      upstash.fault = undefined;
      expect((await directory.keys(tenant, 3)).items).toHaveLength(3);
    });
  });
});
