import { execFileSync } from "node:child_process";
import { percentile, stretches } from "./percentile.ts";
import { ADMIN_TOKEN, PORTS, startWorkers } from "./workers.ts";

/*
 * What limits, money and the look-up in the cache add to a request of the whole gateway, all of them
 * one call: its own `server-timing`, over requests that were all forwarded.
 */
const BUNDLE = "dist/bench";
const WARM_UP = 500;
const REQUESTS = 2_000;
const GOAL_MS = 1;

const POLICY = {
  limits: [
    { of: "requests", per: "key", amount: 1_000_000, every: "minute" },
    { of: "requests", per: "tenant", amount: 1_000_000_000, every: "day" },
    { of: "tokens", per: "tenant", amount: 1_000_000_000, every: "day", algorithm: "token-bucket" },
    { of: "concurrency", per: "key", amount: 1_000 },
  ],
  budgets: [
    { per: "tenant", period: "month", usd: 1_000_000 },
    { per: "key", period: "day", usd: 1_000_000 },
  ],
};

const gateway = `http://127.0.0.1:${PORTS.gateway}`;

async function admin(path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
  const response = await fetch(`${gateway}/admin/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

/** Sends requests of which none was asked before; how long the stage took in each, ms. */
async function measure(key: string, count: number, atOnce: number): Promise<number[]> {
  const took: number[] = [];
  let left = count;
  const send = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const content = `Question ${crypto.randomUUID()}: what is the capital of France?`;
      const response = await fetch(`${gateway}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "openai/gpt-4o-mini", messages: [{ role: "user", content }], max_tokens: 100 }),
      });
      await response.text();
      const ms = /\blimit;dur=([\d.]+)/.exec(response.headers.get("server-timing") ?? "")?.[1];
      if (response.status !== 200 || ms === undefined) throw new Error(`the gateway answers ${response.status}`);
      took.push(Number(ms));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, send));
  return took;
}

export async function benchLimitStage(): Promise<void> {
  const bundling = ["deploy", "--dry-run", "--minify", "--outdir", BUNDLE];
  execFileSync("node_modules/.bin/wrangler", bundling, { stdio: "ignore" });
  const workers = await startWorkers(BUNDLE, "dist/bench-workerd");
  try {
    await admin("/tenants", { id: "bench-limits", policy: POLICY });
    const { key } = await admin("/tenants/bench-limits/keys", { label: "bench" });
    await measure(String(key), WARM_UP, 16);
    const [one, many] = [await measure(String(key), REQUESTS, 1), await measure(String(key), REQUESTS, 16)];
    const row = (took: readonly number[]) =>
      `${percentile(stretches(took), 0.5).toFixed(2)} | ${percentile(took, 0.99).toFixed(0)}`;
    console.log(`\nThe limit stage in the whole gateway, four limits and two budgets, ${REQUESTS} cache misses, ms\n`);
    console.log("| requests | p50 | p99 |\n|---|---|---|");
    console.log(`| one at a time | ${row(one)} |\n| 16 at a time | ${row(many)} |`);
    const p50 = percentile(stretches(one), 0.5);
    console.log(
      `\nadmission <= ${GOAL_MS} ms p50 on the embedded default: ${p50 <= GOAL_MS ? "yes" : "NO"} (${p50} ms)`,
    );
  } finally {
    for (const worker of workers) worker.kill("SIGKILL");
  }
}
