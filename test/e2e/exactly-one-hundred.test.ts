import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Backend, type Deployment, question, startDeployment } from "../support/deployment.ts";
import { describeWithRedis } from "../support/redis.ts";
import { completion, json } from "../support/upstream.ts";

const CALLERS = 200;
const FIT = 100;
/** All of them are run by `EXACT_ROUNDS=20 npm test`. */
const ROUNDS = Number(process.env["EXACT_ROUNDS"] ?? 1);
const rounds = Array.from({ length: ROUNDS }, (_, index) => index + 1);

for (const backend of ["Durable Objects", "Upstash"] as const)
  (backend === "Upstash" ? describeWithRedis : describe)(`200 callers at once, on ${backend}`, () =>
    callersTests(backend),
  );

function callersTests(backend: Backend): void {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await startDeployment(backend);
  });
  afterAll(() => deployment.close());

  /** Sends them while the provider keeps every answer back until all others are decided. */
  async function statuses(key: string, passing: number): Promise<number[]> {
    const { upstream } = deployment;
    upstream.seen.length = 0;
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    upstream.answerWith(async (response, request) => {
      await opened;
      await json(completion("ok"))(response, request);
    });
    let decided = 0;
    const answers = Array.from({ length: CALLERS }, async () => {
      const response = await deployment.chat(key, question({ max_tokens: 16 }));
      decided += 1;
      if (decided >= CALLERS - passing) open();
      await response.text();
      return response.status;
    });
    const fallback = setTimeout(open, 20_000);
    const all = await Promise.all(answers);
    clearTimeout(fallback);
    expect(upstream.seen).toHaveLength(all.filter((status) => status === 200).length);
    return all;
  }

  const counted = (all: readonly number[]) => {
    const counts: Record<number, number> = {};
    for (const status of all) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  };

  const limits: [string, object][] = [
    ["requests", { of: "requests", per: "key", amount: FIT, every: "day" }],
    ["requests, in a bucket", { of: "requests", per: "tenant", amount: FIT, every: "day", algorithm: "token-bucket" }],
    ["requests at a time", { of: "concurrency", per: "tenant", amount: FIT }],
  ];
  describe.each(limits)("against a limit of 100 %s", (_, limit) => {
    test.each(rounds)("exactly 100 pass, round %d", async () => {
      const { key } = await deployment.key(await deployment.tenant({ limits: [limit] }));
      expect(counted(await statuses(key, FIT))).toEqual({ 200: FIT, 429: CALLERS - FIT });
    });
  });

  describe("against a budget for 100", () => {
    test.each(rounds)("exactly 100 pass, round %d", async () => {
      const one = await reservationOfOne();
      const usd = (one * FIT) / 1_000_000;
      const policy = { limits: [{ of: "requests", per: "key", amount: 100_000, every: "day" }] };
      const tenant = await deployment.tenant({ ...policy, budgets: [{ per: "tenant", period: "month", usd }] });
      const { key } = await deployment.key(tenant);
      expect(counted(await statuses(key, FIT))).toEqual({ 200: FIT, 402: CALLERS - FIT });
      await expect.poll(async () => (await budgetOf(tenant)).reservedUsd, { timeout: 10_000 }).toBe(0);
      const { spentUsd } = await budgetOf(tenant);
      // Three tokens in and five out, of gpt-4o-mini, are less than four micro-dollars.
      expect(Math.round(spentUsd * 1_000_000)).toBe(FIT * 4);
    });
  });

  async function budgetOf(tenant: string): Promise<{ spentUsd: number; reservedUsd: number }> {
    const { data } = (await deployment.admin("GET", `/tenants/${tenant}/budgets`)) as {
      data: { spentUsd: number; reservedUsd: number }[];
    };
    const [budget] = data;
    if (budget === undefined) throw new Error("no budget");
    return budget;
  }

  /** Micro-dollars that one of the requests reserves, as the API shows them while it runs. */
  async function reservationOfOne(): Promise<number> {
    const tenant = await deployment.tenant({ budgets: [{ per: "tenant", period: "month", usd: 1 }] });
    const { key } = await deployment.key(tenant);
    let reserved = 0;
    deployment.upstream.answerWith(async (response, request) => {
      reserved = Math.round((await budgetOf(tenant)).reservedUsd * 1_000_000);
      await json(completion("ok"))(response, request);
    });
    await (await deployment.chat(key, question({ max_tokens: 16 }))).text();
    expect(reserved).toBeGreaterThan(0);
    return reserved;
  }
}
