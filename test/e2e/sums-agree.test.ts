import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Backend, type Deployment, question, startDeployment } from "../support/deployment.ts";
import { describeWithRedis } from "../support/redis.ts";
import { completion, DONE, event, json, stream, streamEvents } from "../support/upstream.ts";

const ENDS = ["whole", "streamed", "hit", "refused by the provider", "broken", "cut", "client gone"] as const;
type End = (typeof ENDS)[number];

for (const backend of ["Durable Objects", "Upstash"] as const)
  (backend === "Upstash" ? describeWithRedis : describe)(`ledger and budgets on ${backend}`, () => sumsTests(backend));

function sumsTests(backend: Backend): void {
  let deployment: Deployment;
  beforeAll(async () => {
    // Each replica on this machine has a ledger of its own.
    deployment = await startDeployment(backend, {}, { replicas: 1 });
  });
  afterAll(() => deployment.close());

  /** A request that ends in a way, however many tokens it took. */
  async function send(key: string, end: End, tokens: number): Promise<void> {
    const { upstream } = deployment;
    const usage = { prompt_tokens: tokens, completion_tokens: tokens * 2, total_tokens: tokens * 3 };
    const whole = { ...completion("ok"), usage };
    const pieces = streamEvents(["some ", "text"]);
    const last = event({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [], usage });
    const body = question({ stream: end === "streamed" || end === "cut" || end === "client gone", max_tokens: 5_000 });
    switch (end) {
      case "whole":
        upstream.answerWith(json(whole));
        break;
      case "hit":
        upstream.answerWith(json(whole));
        await (await deployment.chat(key, body)).text();
        break;
      case "refused by the provider":
        upstream.answerWith(json({ error: { message: "no", type: "x", param: null, code: null } }, 400));
        break;
      case "broken":
        upstream.answerWith((response) => void response.writeHead(200).end("{"));
        break;
      case "streamed":
        upstream.answerWith(stream([...pieces, last, DONE]));
        break;
      case "cut":
        upstream.answerWith(stream(pieces.slice(0, 2)));
        break;
      case "client gone": {
        upstream.answerWith(async (response) => {
          response.writeHead(200, { "content-type": "text/event-stream" });
          // A client that has gone is noticed when something is written to it.
          const writing = setInterval(() => response.write(pieces.slice(0, 2).join("")), 20);
          await new Promise((resolve) => response.on("close", resolve));
          clearInterval(writing);
        });
        const leaving = new AbortController();
        const response = await deployment.chat(key, body, {}, leaving.signal);
        const reader = response.body?.getReader();
        await reader?.read();
        leaving.abort();
        await reader?.read().catch(() => undefined);
        return;
      }
    }
    await (await deployment.chat(key, body)).text();
  }

  test("agree to the micro-dollar, however requests end", async () => {
    const runs = fc.array(fc.record({ end: fc.constantFrom(...ENDS), tokens: fc.nat(9_999) }), {
      minLength: 8,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(runs, async (requests) => {
        const budgets = [
          { per: "tenant", period: "month", usd: 1_000 },
          { per: "key", period: "day", usd: 1_000, kind: "soft" },
        ];
        const tenant = await deployment.tenant({ budgets });
        const { key } = await deployment.key(tenant);
        // One after the other where the provider answers differently each time; the requests themselves overlap with settling.
        for (const { end, tokens } of requests) await send(key, end, tokens + 1);
        const expected = requests.length + requests.filter(({ end }) => end === "hit").length;
        const usage = await expect
          .poll(() => usageOf(tenant), { timeout: 15_000 })
          .toMatchObject({ requests: expected })
          .then(() => usageOf(tenant));
        const spent = await budgetsOf(tenant);
        expect(spent.map(({ spentUsd }) => spentUsd)).toEqual([usage.costUsd, usage.costUsd]);
        expect(spent.map(({ reservedUsd }) => reservedUsd)).toEqual([0, 0]);
        expect(usage.cacheHits).toBe(requests.filter(({ end }) => end === "hit").length);
      }),
      { numRuns: 3 },
    );
  }, 90_000);

  test("of requests at the same time agree too", async () => {
    const tenant = await deployment.tenant({ budgets: [{ per: "tenant", period: "day", usd: 1_000 }] });
    const keys = await Promise.all([deployment.key(tenant), deployment.key(tenant)]);
    deployment.upstream.answerWith(json(completion("ok")));
    await Promise.all(
      Array.from({ length: 150 }, async (_, index) => {
        await (await deployment.chat(keys[index % 2]?.key ?? "", question())).text();
      }),
    );
    await expect.poll(() => usageOf(tenant), { timeout: 15_000 }).toMatchObject({ requests: 150 });
    expect((await budgetsOf(tenant))[0]).toMatchObject({ spentUsd: (await usageOf(tenant)).costUsd, reservedUsd: 0 });
    const perKey = await usage(tenant, "&groupBy=key");
    expect(perKey.map(({ requests }) => requests)).toEqual([75, 75]);
  });

  async function usage(tenant: string, more = ""): Promise<{ requests: number; cacheHits: number; costUsd: number }[]> {
    const report = (await deployment.admin("GET", `/usage?tenant=${tenant}${more}`)) as { data: never[] };
    return report.data;
  }
  async function usageOf(tenant: string) {
    const [all] = await usage(tenant);
    return all ?? { requests: 0, cacheHits: 0, costUsd: 0 };
  }
  async function budgetsOf(tenant: string): Promise<{ spentUsd: number; reservedUsd: number }[]> {
    return ((await deployment.admin("GET", `/tenants/${tenant}/budgets`)) as { data: never[] }).data;
  }
}
