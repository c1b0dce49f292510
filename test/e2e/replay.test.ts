import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Backend, type Deployment, type Made, question, startDeployment } from "../support/deployment.ts";
import { describeWithRedis } from "../support/redis.ts";
import { signatureHeaders } from "../support/signed.ts";
import { completion, json } from "../support/upstream.ts";

const POLICY = { zeroTrust: { require: "any", proofs: [{ kind: "hmac" }] } };
const PATH = "/v1/chat/completions";

for (const backend of ["Durable Objects", "Upstash"] as const)
  (backend === "Upstash" ? describeWithRedis : describe)(`a signed request that is sent again, on ${backend}`, () =>
    replayTests(backend),
  );

function replayTests(backend: Backend): void {
  let deployment: Deployment;
  let tenant: string;
  let made: Made;
  beforeAll(async () => {
    deployment = await startDeployment(backend);
  });
  afterAll(() => deployment.close());
  beforeEach(async () => {
    tenant = await deployment.tenant(POLICY);
    made = await deployment.key(tenant);
    deployment.upstream.seen.length = 0;
    deployment.upstream.answerWith(json(completion("ok")));
  });

  const signed = (body: object, nonce?: string, { signingSecret: secret } = made) =>
    signatureHeaders({ secret, method: "POST", path: PATH, body: JSON.stringify(body), ...(nonce && { nonce }) });
  /** Sends it, to one replica after the other. */
  async function send(body: object, headers: Record<string, string>, { key } = made): Promise<[number, string?]> {
    const response = await deployment.chat(key, body, headers);
    const { error } = (await response.json()) as { error?: { code: string } };
    return error === undefined ? [response.status] : [response.status, error.code];
  }
  const REFUSED = [401, "zero_trust_failed"];

  test("is refused, however often, and nothing is sent", async () => {
    const body = question();
    const headers = signed(body);
    expect(await send(body, headers)).toEqual([200]);
    for (let again = 0; again < 3; again += 1) expect(await send(body, headers)).toEqual(REFUSED);
    expect(deployment.upstream.seen).toHaveLength(1);
    const records = () => deployment.replicas.flatMap((replica) => replica.records());
    await expect.poll(() => records().filter(({ reason }) => reason === "hmac:replayed")).toHaveLength(3);
  });

  test("twenty times at once passes once", async () => {
    const body = question();
    const headers = signed(body);
    const statuses = await Promise.all(Array.from({ length: 20 }, () => send(body, headers)));
    expect(statuses.filter(([status]) => status === 200)).toHaveLength(1);
    expect(statuses.filter(([status]) => status !== 200)).toEqual(Array.from({ length: 19 }, () => REFUSED));
    expect(deployment.upstream.seen).toHaveLength(1);
    expect(await send(body, headers)).toEqual(REFUSED);
  });

  test("is refused with another body and the same nonce too, and an answer in the cache does not help", async () => {
    const [body, other] = [question(), question()];
    const nonce = "nonce-0123456789";
    expect(await send(body, signed(body, nonce))).toEqual([200]);
    const cached = async () => (await deployment.chat(made.key, body, signed(body))).headers.get("x-agentshield-cache");
    await expect.poll(cached).toBe("hit");
    const { length } = deployment.upstream.seen;
    expect(await send(other, signed(other, nonce))).toEqual(REFUSED);
    expect(await send(body, signed(body, nonce))).toEqual(REFUSED);
    expect(deployment.upstream.seen).toHaveLength(length);
  });

  test("is refused when it was no good the first time", async () => {
    const body = { messages: "none" };
    const headers = signed(body);
    expect(await send(body, headers)).toEqual([400, "invalid_request"]);
    expect(await send(body, headers)).toEqual(REFUSED);
  });

  test("passes with another key's nonce", async () => {
    const other = await deployment.key(tenant);
    const [body, theirs] = [question(), question()];
    const nonce = "nonce-9876543210";
    expect(await send(body, signed(body, nonce))).toEqual([200]);
    expect(await send(theirs, signed(theirs, nonce, other), other)).toEqual([200]);
  });

  test("passes when a limit refused it the first time: it has used up nothing", async () => {
    const limited = await deployment.key(tenant, {
      policy: { limits: [{ of: "concurrency", per: "key", amount: 1 }] },
    });
    let release = (): void => undefined;
    deployment.upstream.answerWith(async (response, request) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      await json(completion("ok"))(response, request);
    });
    const [first, second] = [question(), question()];
    const running = send(first, signed(first, undefined, limited), limited);
    await expect.poll(() => deployment.upstream.seen.length).toBe(1);
    const headers = signed(second, undefined, limited);
    expect(await send(second, headers, limited)).toEqual([429, "rate_limit_exceeded"]);
    deployment.upstream.answerWith(json(completion("ok")));
    release();
    expect(await running).toEqual([200]);
    await expect.poll(() => send(second, headers, limited)).toEqual([200]);
    expect(await send(second, headers, limited)).toEqual(REFUSED);
  });
}
