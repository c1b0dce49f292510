import { afterAll, beforeAll, expect, test } from "vitest";
import { type Deployment, question, startDeployment } from "../support/deployment.ts";
import { describeWithRedis } from "../support/redis.ts";
import { signatureHeaders } from "../support/signed.ts";
import { completion, json } from "../support/upstream.ts";

/** Everything that a request may have to be asked for at once. */
const POLICY = {
  limits: [
    { of: "requests", per: "key", amount: 1_000, every: "minute" },
    { of: "requests", per: "ip", amount: 1_000, every: "hour" },
    { of: "tokens", per: "tenant", amount: 1_000_000, every: "day" },
    { of: "tokens", per: "user", amount: 1_000_000, every: "hour", algorithm: "token-bucket" },
    { of: "concurrency", per: "model", amount: 100 },
  ],
  budgets: [
    { per: "tenant", period: "month", usd: 100 },
    { per: "key", period: "day", usd: 10 },
  ],
  zeroTrust: { require: "any", proofs: [{ kind: "hmac" }] },
};

describeWithRedis("the hot path", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await startDeployment("Upstash", {}, { replicas: 1 });
  });
  afterAll(() => deployment.close());

  test("asks the state once before the provider is called, whatever there is to ask, and never for a known refusal", async () => {
    const { upstash, upstream } = deployment;
    if (upstash === undefined) throw new Error("no Upstash");
    const { key, signingSecret } = await deployment.key(await deployment.tenant(POLICY));
    const send = async (): Promise<number> => {
      const body = question({ user: "ada@example.org" });
      const signed = signatureHeaders({
        secret: signingSecret,
        method: "POST",
        path: "/v1/chat/completions",
        body: JSON.stringify(body),
      });
      const response = await deployment.chat(key, body, signed);
      await response.text();
      return response.status;
    };
    let asked = 0;
    upstream.answerWith((response, request) => {
      asked = upstash.requests;
      return json(completion("ok"))(response, request);
    });
    expect(await send()).toBe(200);
    for (let round = 0; round < 5; round += 1) {
      // What the request before has left behind, settling and the answer for the cache, is done.
      await expect.poll(() => upstash.requests - before(upstash.requests), { interval: 120 }).toBe(0);
      const start = upstash.requests;
      expect(await send()).toBe(200);
      expect(asked - start).toBe(1);
    }
  });

  let last = -1;
  /** The count that was seen when it was asked last. */
  function before(requests: number): number {
    const seen = last;
    last = requests;
    return seen;
  }
});
