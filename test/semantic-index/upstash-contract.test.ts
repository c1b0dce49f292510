import { CAPACITY } from "../../src/semantic-index/port.ts";
import { upstashIndex } from "../../src/semantic-index/upstash.ts";
import { indexKey } from "../../src/semantic-index/upstash-keys.ts";
import { UpstashRedis } from "../../src/upstash/redis.ts";
import { UpstashVector } from "../../src/upstash/vector.ts";
import { describeWithRedis } from "../support/redis.ts";
import { startUpstash } from "../support/upstash-rest.ts";
import { startUpstashVector } from "../support/upstash-vector.ts";
import { DEADLINE_MS, DIMENSIONS, SMALL } from "./asking.ts";
import { semanticIndexContract } from "./semantic-index.contract.ts";

/** What is written is found this much later. */
const INDEX_DELAY_MS = 30;

describeWithRedis("the contract", () => {
  semanticIndexContract("Upstash", async () => {
    const double = await startUpstash();
    const vectors = await startUpstashVector(DIMENSIONS, INDEX_DELAY_MS);
    const index = upstashIndex({
      redis: new UpstashRedis({ url: double.url, token: double.token, fetch }),
      vector: new UpstashVector({ url: vectors.url, token: vectors.token, fetch }),
      deadlineMs: DEADLINE_MS,
      now: Date.now,
      capacity: { ...CAPACITY, ...SMALL },
    });
    return {
      index,
      corrupt: async (tenant, id) =>
        void (await double.redis.send(["SET", indexKey(tenant, "entry", id), '{"space":1}'])),
      close: async () => {
        await vectors.close();
        await double.close();
      },
    };
  });
});
