import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, type ExpectStatic, test } from "vitest";
import { adminClient } from "../support/admin-client.ts";
import { bundleWith } from "../support/configured.ts";
import { type Backend, type Deployment, question, startDeployment } from "../support/deployment.ts";
import { chat, openConnection } from "../support/gateway.ts";
import { describeWithRedis } from "../support/redis.ts";
import { type SilentProvider, startSilentProvider } from "../support/silent-provider.ts";
import type { Fault } from "../support/faulty-server.ts";
import { completion, DONE, event, json, type SeenRequest, stream, streamEvents } from "../support/upstream.ts";

/** Where a request stands when something happens to it. */
const STEPS = {
  admitted: "before the provider has it",
  thinking: "while the provider thinks",
  streaming: "after the first byte of a stream",
  answered: "after the last byte, before it is settled",
  settled: "when it is settled, before the ledger has it",
} as const;
type Step = keyof typeof STEPS;
/** So many that what lies on the way cannot hold them. */
const LONG_EVENT = event({
  id: "c",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [{ index: 0, delta: { content: "word ".repeat(10_000) }, finish_reason: null }],
});
const ENDS = ["the gateway is killed", "the client goes", "the provider breaks off"] as const;
type End = (typeof ENDS)[number];

const TOTAL_MS = 4_000;
const MARGIN_MS = 1_000;
const LEASE_MS = TOTAL_MS + MARGIN_MS;
/** What this machine may take to look, beside the lease; on an idle one it is some ms. */
const SLACK_MS = Number(process.env["STATE_SLACK_MS"] ?? 2_000);
/** Longer than a change waits for the disk of a Durable Object. */
const FLUSHED_MS = 1_500;

/** Of one answer, micro-dollars: three tokens in and five out, of gpt-4o-mini. */
const COST = 4;
const POLICY = {
  limits: [
    { of: "concurrency", per: "key", amount: 1 },
    { of: "tokens", per: "tenant", amount: 1_000_000_000, every: "day" },
  ],
  budgets: [{ per: "tenant", period: "month", usd: 100 }],
};

const silent = new Map<End, SilentProvider>();
let bundle: ReturnType<typeof bundleWith>;

beforeAll(async () => {
  for (const end of ENDS) silent.set(end, await startSilentProvider());
  bundle = bundleWith({
    timeouts: { totalMs: TOTAL_MS, firstByteMs: TOTAL_MS, idleMs: TOTAL_MS },
    state: { leaseMarginMs: MARGIN_MS, deadlineMs: 5_000 },
    providers: ENDS.map((end, index) => ({ id: `silent-${index}`, baseUrl: `${silent.get(end)?.url}/v1` })),
    prices: ENDS.map((_, index) => ({ model: `silent-${index}/*`, as: "openai/gpt-4o-mini" })),
  });
});
afterAll(async () => {
  for (const provider of silent.values()) await provider.close();
  bundle.remove();
});

for (const backend of ["Durable Objects", "Upstash"] as const)
  (backend === "Upstash" ? describeWithRedis : describe)(`between reserving and settling, on ${backend}`, () =>
    stepTests(backend),
  );

/** A request that stands at a step. */
interface Run {
  readonly tenant: string;
  readonly key: string;
  readonly client: ReturnType<typeof openConnection>;
  /** It was admitted before, unix ms. */
  readonly since: number;
  /** Of the test that it belongs to: several run at a time. */
  readonly expect: ExpectStatic;
}

function stepTests(backend: Backend): void {
  let deployment: Deployment;
  /** What each request is answered with, by its words; and the answers that have begun. */
  const behaviours = new Map<string, (response: ServerResponse, request: SeenRequest) => void | Promise<void>>();
  const begun = new Map<string, ServerResponse>();

  beforeAll(async () => {
    deployment = await startDeployment(backend, {}, { source: bundle.source });
    deployment.upstream.answerWith(async (response, request) => {
      const { messages } = JSON.parse(request.body) as { messages: [{ content: string }] };
      const behaviour = behaviours.get(messages[0].content) ?? json(completion("ok"));
      begun.set(messages[0].content, response);
      await behaviour(response, request);
    });
  });
  afterAll(async () => {
    await deployment.close();
    for (const provider of silent.values()) provider.breakOff();
  });

  const gateway = (index = 0) => deployment.replicas[index % deployment.replicas.length] ?? { url: "" };
  const words = (step: Step, end: string) => `a request ${STEPS[step]}; ${end}`;

  /** Sends a request, and waits until it stands at a step. */
  async function begin(
    step: Step,
    end: End | "nothing goes wrong" | "the client stops reading",
    { before, expect: own = expect }: { readonly before?: () => void; readonly expect?: ExpectStatic } = {},
  ): Promise<Run> {
    const tenant = await deployment.tenant(POLICY);
    const { key } = await deployment.key(tenant);
    const content = words(step, end);
    behaviours.set(content, async (response, request) => {
      before?.();
      await answerAt(step)(response, request);
    });
    const provider = step === "admitted" ? `silent-${ENDS.indexOf(end as End)}/m` : "openai/gpt-4o-mini";
    const body = {
      model: provider,
      messages: [{ role: "user", content }],
      stream: step !== "thinking",
      max_tokens: 50,
    };
    const client = openConnection(gateway(), body, key);
    await own.poll(() => isAt(step, end, content, client.received()), { interval: 2, timeout: 10_000 }).toBe(true);
    return { tenant, key, client, since: Date.now(), expect: own };
  }

  function isAt(step: Step, end: string, content: string, received: string): boolean {
    if (step === "admitted") return silent.get(end as End)?.connections() === 1;
    if (step === "thinking") return begun.has(content);
    return received.includes(step === "streaming" ? "data: " : "[DONE]");
  }

  const budgetOf = async ({ tenant }: Pick<Run, "tenant">) => {
    const { body } = await adminClient(gateway(1)).ask("GET", `/tenants/${tenant}/budgets`);
    const [{ spentUsd, reservedUsd }] = body["data"] as [{ spentUsd: number; reservedUsd: number }];
    return { spent: microdollars(spentUsd), reserved: microdollars(reservedUsd) };
  };
  /** What the ledgers of all replicas hold together: each on this machine has its own. */
  const ledgerOf = async ({ tenant }: Run) => {
    const sum = { requests: 0, cost: 0 };
    for (const replica of deployment.replicas) {
      const { body } = await adminClient(replica).ask("GET", `/usage?tenant=${tenant}`);
      for (const { requests, costUsd } of body["data"] as { requests: number; costUsd: number }[]) {
        sum.requests += requests;
        sum.cost += microdollars(costUsd);
      }
    }
    return sum;
  };

  /**
   * Nothing is reserved longer than the lease, the place of the request is free again, and what was
   * charged is what the ledger says, once.
   * @param entries of the request itself: how many it may have left
   */
  async function expectEnded(run: Run, entries: readonly number[]): Promise<void> {
    const { expect } = run;
    const timeout = Math.max(0, run.since + LEASE_MS - Date.now()) + SLACK_MS;
    await expect.poll(() => budgetOf(run), { interval: 50, timeout }).toMatchObject({ reserved: 0 });
    const { spent: before } = await budgetOf(run);
    const response = await chat(gateway(1), question({ max_tokens: 50 }), { authorization: `Bearer ${run.key}` });
    expect([response.status, (await response.json()) as object]).toMatchObject([200, completion("ok")]);
    const after = { reserved: 0, spent: before + COST };
    await expect.poll(() => budgetOf(run), { interval: 50, timeout: 5_000 }).toEqual(after);
    const sums = entries.map((count) => ({ requests: count + 1, cost: before + COST }));
    await expect.poll(() => ledgerOf(run), { interval: 100, timeout: 10_000 }).toSatisfy(isOneOf(sums));
    expect(await budgetOf(run)).toEqual(after);
    if (Math.max(...entries) === 0) expect(before).toBe(0);
  }

  test("the gateway is killed, at each step", async () => {
    const end = "the gateway is killed";
    const held = await Promise.all((["admitted", "thinking", "streaming"] as const).map((step) => begin(step, end)));
    for (const run of held) expect((await budgetOf(run)).reserved).toBeGreaterThan(0);
    await expect.poll(() => Date.now() - (held[0]?.since ?? 0), { timeout: LEASE_MS }).toBeGreaterThan(FLUSHED_MS);
    const settled = await begin("settled", end);
    await expect.poll(() => budgetOf(settled), { interval: 2 }).toMatchObject({ spent: COST });
    // Where the state can be held up, no settlement arrives; else it is on its way.
    const answered = await begin("answered", end, { before: () => fail({ kind: "hang" }) });
    await deployment.crash(0);
    fail(undefined);
    await Promise.all([
      ...held.map((run) => expectEnded(run, [0])),
      expectEnded(settled, [1]),
      expectEnded(answered, backend === "Upstash" ? [0] : [0, 1]),
    ]);
  });

  describe.concurrent("a request ends early", () => {
    test.concurrent("the client stops reading: its request ends with the provider's time", async ({ expect }) => {
      const run = await begin("streaming", "the client stops reading", { expect });
      run.client.stopReading();
      const response = begun.get(words("streaming", "the client stops reading"));
      const writing = setInterval(() => {
        if (response?.writableNeedDrain === false) response.write(LONG_EVENT);
      }, 1);
      await expectEnded(run, [1]);
      clearInterval(writing);
      expect((await budgetOf(run)).spent).toBeGreaterThan(2 * COST);
      run.client.breakOff();
    });

    const early: [string, Step, End][] = (["admitted", "thinking", "streaming", "answered"] as const).flatMap((step) =>
      ENDS.slice(1).map((end): [string, Step, End] => [`${end} ${STEPS[step]}`, step, end]),
    );
    test.concurrent.for(early)("%s", async ([, step, end], { expect }) => {
      const run = await begin(step, end, { expect });
      if (end === "the client goes") run.client.breakOff();
      else if (step === "admitted") silent.get(end)?.breakOff();
      else begun.get(words(step, end))?.destroy();
      await expectEnded(run, [1]);
    });
  });

  if (backend !== "Upstash") return;

  test("settling fails for a while", async () => {
    const settlements = failing({ kind: "drop" });
    const run = await begin("answered", "nothing goes wrong", settlements);
    await expect.poll(settlements.heard, { interval: 2 }).toBeGreaterThan(0);
    fail(undefined);
    await expect.poll(() => budgetOf(run), { interval: 20 }).toEqual({ spent: COST, reserved: 0 });
    expect(settlements.heard()).toBeGreaterThan(1);
    await expectEnded(run, [1]);
  });

  test("settling is not answered, and is sent again", { timeout: 30_000 }, async () => {
    const settlements = failing({ kind: "lost" });
    const run = await begin("settled", "nothing goes wrong", settlements);
    await expect.poll(settlements.heard, { interval: 2 }).toBe(1);
    fail(undefined);
    expect(await budgetOf(run)).toEqual({ spent: COST, reserved: 0 });
    await expect.poll(settlements.heard, { timeout: 15_000 }).toBe(2);
    await expectEnded(run, [1]);
  });

  function fail(fault: Fault | undefined): void {
    if (deployment.upstash !== undefined) deployment.upstash.fault = fault;
  }

  /** Counts the settlements that are sent once the fault has begun. */
  function failing(fault: Fault) {
    let heard = 0;
    return {
      before: () => {
        fail(fault);
        if (deployment.upstash === undefined) return;
        deployment.upstash.heard = (body) => {
          if (body.includes(":request:")) heard += 1;
        };
      },
      heard: () => heard,
    };
  }
}

/** What the provider does with a request that is to come to a step. */
function answerAt(step: Step): (response: ServerResponse, request: SeenRequest) => void | Promise<void> {
  const usage = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 };
  const pieces = streamEvents(["some ", "text"]);
  const report = event({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [], usage });
  switch (step) {
    case "admitted":
    case "thinking":
      return () => undefined;
    case "streaming":
      return (response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(pieces.slice(0, 2).join(""));
      };
    case "answered":
    case "settled":
      return stream([...pieces, report, DONE]);
  }
}

function microdollars(usd: number): number {
  return Math.round(usd * 1_000_000);
}

const isOneOf =
  (allowed: readonly object[]) =>
  (found: object): boolean =>
    allowed.some((one) => JSON.stringify(one) === JSON.stringify(found));
