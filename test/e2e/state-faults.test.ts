import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Deployment, question, startDeployment } from "../support/deployment.ts";
import { bundleWith } from "../support/configured.ts";
import { signatureHeaders } from "../support/signed.ts";
import { describeWithRedis } from "../support/redis.ts";
import { completion, json } from "../support/upstream.ts";
import type { Fault } from "../support/faulty-server.ts";

/** What a caller waits for at most when the state does not answer, ms. */
const AT_MOST_MS = 300;
/** What this machine may take beside that; on an idle one it is a few ms. */
const SLACK_MS = Number(process.env["STATE_SLACK_MS"] ?? 400);

const faults: [string, Fault][] = [
  ["down", { kind: "drop" }],
  ["slow (5 s)", { kind: "delay", ms: 5_000 }],
  ["silent", { kind: "hang" }],
  ["answering garbage", { kind: "answer", status: 200, body: '{"result":' }],
  ["answering something else", { kind: "answer", status: 200, body: '{"result":["1","yes",[]]}' }],
  ["answering with a page", { kind: "answer", status: 502, body: "<html>bad gateway</html>" }],
  ["cut off in its answer", { kind: "cut" }],
];

const requests = { limits: [{ of: "requests", per: "key", amount: 1_000, every: "day" }] };
const money = { ...requests, budgets: [{ per: "tenant", period: "month", usd: 10 }] };
const signed = { ...requests, zeroTrust: { require: "any", proofs: [{ kind: "hmac" }] } };
const open = (...guards: string[]) => ({ onStateFailure: Object.fromEntries(guards.map((guard) => [guard, "open"])) });

const guards: [string, object, number][] = [
  ["limits, closed", { ...requests, ...open("money", "replay") }, 503],
  ["limits, open", { ...requests, ...open("limits") }, 200],
  ["money, closed", { ...money, ...open("limits", "replay") }, 503],
  ["money, open", { ...money, ...open("limits", "money") }, 200],
  ["replay, closed", { ...signed, ...open("limits", "money") }, 503],
  ["replay, open", { ...signed, ...open("limits", "replay") }, 200],
];

describeWithRedis("a Redis that fails", () => {
  let deployment: Deployment;
  let bundle: ReturnType<typeof bundleWith>;
  const keys = new Map<string, { key: string; signingSecret: string }>();

  beforeAll(async () => {
    bundle = bundleWith({});
    deployment = await startDeployment("Upstash", {}, { source: bundle.source, replicas: 1 });
    deployment.upstream.answerWith(json(completion("ok")));
    for (const [guard, policy] of guards) keys.set(guard, await deployment.key(await deployment.tenant(policy)));
  });
  afterAll(async () => {
    await deployment.close();
    bundle.remove();
  });
  beforeEach(async () => {
    if (deployment.upstash !== undefined) deployment.upstash.fault = undefined;
    // Keys are looked up while all is well; what fails is what comes behind.
    for (const guard of keys.keys()) await (await send(guard)).text();
    deployment.upstream.seen.length = 0;
  });

  async function send(guard: string): Promise<Response> {
    const { key, signingSecret } = keys.get(guard) ?? { key: "", signingSecret: "" };
    const body = question();
    const signature = signatureHeaders({
      secret: signingSecret,
      method: "POST",
      path: "/v1/chat/completions",
      body: JSON.stringify(body),
    });
    return deployment.chat(key, body, guard.startsWith("replay") ? signature : {});
  }

  test.each(faults)("%s: each guard does what its policy says, in time", async (_, fault) => {
    if (deployment.upstash === undefined) throw new Error("no Upstash");
    deployment.upstash.fault = fault;
    for (const [guard, , status] of guards) {
      const start = performance.now();
      const response = await send(guard);
      const waited = performance.now() - start;
      const text = await response.text();
      expect([guard, response.status]).toEqual([guard, status]);
      expect(waited).toBeLessThan(AT_MOST_MS + SLACK_MS);
      if (status === 503) expect(JSON.parse(text)).toMatchObject({ error: { code: "state_unavailable" } });
    }
    expect(deployment.upstream.seen).toHaveLength(guards.filter(([, , status]) => status === 200).length);
  });

  test("an unknown key is refused while nobody can look it up, and a known one is not", async () => {
    if (deployment.upstash === undefined) throw new Error("no Upstash");
    const tenant = await deployment.tenant(requests);
    const { key } = await deployment.key(tenant);
    deployment.upstash.fault = { kind: "drop" };
    const response = await deployment.chat(key, question());
    expect([response.status, ((await response.json()) as { error: object }).error]).toMatchObject([
      503,
      { code: "state_unavailable" },
    ]);
    expect((await send("limits, open")).status).toBe(200);
  });

  test("what passed meanwhile is charged when it is back", async () => {
    if (deployment.upstash === undefined) throw new Error("no Upstash");
    const tenant = await deployment.tenant({ ...money, ...open("limits", "money") });
    const { key } = await deployment.key(tenant);
    await (await deployment.chat(key, question())).text();
    deployment.upstash.fault = { kind: "drop" };
    await (await deployment.chat(key, question())).text();
    deployment.upstash.fault = undefined;
    const spent = async () => {
      const { data } = (await deployment.admin("GET", `/tenants/${tenant}/budgets`)) as {
        data: { spentUsd: number }[];
      };
      return Math.round((data[0]?.spentUsd ?? 0) * 1_000_000);
    };
    // Four micro-dollars each.
    await expect.poll(spent, { timeout: 15_000 }).toBe(8);
  });
});
