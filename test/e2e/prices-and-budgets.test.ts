import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleWith } from "../support/configured.ts";
import { type Deployment, question, startDeployment } from "../support/deployment.ts";
import {
  completion,
  DONE,
  event,
  json,
  startUpstream,
  stream,
  streamEvents,
  type TestUpstream,
} from "../support/upstream.ts";

const SECRET = `whsec_${Buffer.from("thirty-two bytes of a secret key").toString("base64")}`;

let receiver: TestUpstream;
let bundle: ReturnType<typeof bundleWith>;
let deployment: Deployment;

beforeAll(async () => {
  receiver = await startUpstream();
  receiver.answerWith((response) => void response.writeHead(204).end());
  bundle = bundleWith({
    state: { deadlineMs: 5_000 },
    budgetWebhook: { url: `${receiver.url}/budgets`, secretVariable: "BUDGET_WEBHOOK_SECRET" },
  });
  deployment = await startDeployment("Durable Objects", { BUDGET_WEBHOOK_SECRET: SECRET }, { source: bundle.source });
});
afterAll(async () => {
  await deployment.close();
  await receiver.close();
  bundle.remove();
});

const usage = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 };

test("a budget that is passed is told, once for each level, of the tenant's and of the key's", async () => {
  deployment.upstream.answerWith(json(completion("ok")));
  // Each request reserves more than it costs, which is four micro-dollars.
  const tenant = await deployment.tenant({
    budgets: [
      { per: "tenant", period: "month", usd: 0.000005, kind: "soft" },
      { per: "key", period: "day", usd: 0.000008, kind: "soft", warnAt: 1 },
    ],
  });
  const { key, id } = await deployment.key(tenant);
  for (let count = 0; count < 3; count += 1) await (await deployment.chat(key, question())).text();
  await expect.poll(() => receiver.seen.length).toBe(4);
  const told = receiver.seen.map(({ path, body }) => ({
    path,
    ...(JSON.parse(body) as { type: string; data: object }),
  }));
  const about = (type: string, data: object) =>
    expect.objectContaining({ path: "/budgets", type, data: expect.objectContaining(data) });
  const today = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
  const month = expect.stringMatching(/^\d{4}-\d\d$/);
  expect(told).toEqual(
    expect.arrayContaining([
      about("budget.warning", { tenant, key_id: null, kind: "soft", period: month, limit_microdollars: 5 }),
      about("budget.spent", { tenant, key_id: null, period: month, spent_microdollars: 8 }),
      about("budget.warning", { tenant, key_id: id, period: today, limit_microdollars: 8 }),
      about("budget.spent", { tenant, key_id: id, period: today, spent_microdollars: 8 }),
    ]),
  );
});

test("a model without a known price is refused where a hard budget stands, before the provider is called", async () => {
  deployment.upstream.seen.length = 0;
  const { key } = await deployment.key(
    await deployment.tenant({ budgets: [{ per: "tenant", period: "day", usd: 1 }] }),
  );
  const response = await deployment.chat(key, question({ model: "openai/nobody-knows" }));
  expect([response.status, await response.json()]).toMatchObject([
    403,
    { error: { code: "model_not_allowed", param: "model" } },
  ]);
  expect(deployment.upstream.seen).toHaveLength(0);
});

test("where it counts as nothing, the answer and the usage say so", async () => {
  deployment.upstream.answerWith(json(completion("ok")));
  const tenant = await deployment.tenant({ unknownPrice: "count-as-zero" });
  const { key } = await deployment.key(tenant);
  const response = await deployment.chat(key, question({ model: "openai/nobody-knows" }));
  await response.text();
  expect([response.status, response.headers.get("x-agentshield-cost-usd")]).toEqual([200, "unknown"]);
  const used = async () => ((await deployment.admin("GET", `/usage?tenant=${tenant}`)) as { data: object[] }).data;
  await expect.poll(used).toMatchObject([{ requests: 1, unpriced: 1, costUsd: 0 }]);
});

test("what a stream has cost stands in a comment before its end", async () => {
  const last = event({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [], usage });
  deployment.upstream.answerWith(stream([...streamEvents(["some text"]), last, DONE]));
  const { key } = await deployment.key(await deployment.tenant({}));
  const text = await (await deployment.chat(key, question({ stream: true }))).text();
  expect(text.endsWith(": x-agentshield-cost-usd: 0.000004\n\ndata: [DONE]\n\n")).toBe(true);
});

test("counting tokens uses up none of a limit of tokens, and nothing of a budget", async () => {
  const limits = [{ of: "tokens", per: "key", amount: 100, every: "day" }];
  const tenant = await deployment.tenant({ limits, budgets: [{ per: "tenant", period: "day", usd: 1 }] });
  const { key } = await deployment.key(tenant);
  const response = await fetch(`${deployment.replicas[0]?.url}/v1/messages/count_tokens`, {
    method: "POST",
    headers: { "x-api-key": key, "content-type": "application/json" },
    body: JSON.stringify({ model: "openai/gpt-4o-mini", messages: [{ role: "user", content: "How many?" }] }),
  });
  expect([response.status, await response.json()]).toEqual([200, { input_tokens: expect.any(Number) }]);
});
