import type { ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { rmSync } from "node:fs";
import { startWorkerd } from "../tools/workerd.ts";

export const PORTS = { upstream: 18_801, bare: 18_802, gateway: 18_803, floor: 18_804 };
export const KEY = "sk-as-benchBench01-bench-bench-bench-bench-bench";
export const ADMIN_TOKEN = "admin-token-of-the-bench-0123456789";
const PEPPER = "pepper-of-the-bench";

/** Starts the gateway, the Workers that it is compared with and the upstream of all, a process each. */
export async function startWorkers(bundle: string, directory: string): Promise<ChildProcess[]> {
  rmSync(directory, { recursive: true, force: true });
  const upstream = `http://127.0.0.1:${PORTS.upstream}`;
  const [, , , secret = ""] = /^(sk-as-)(.{12})-(.+)$/.exec(KEY) ?? [];
  const hash = createHmac("sha256", PEPPER).update(secret).digest("hex");
  const key = { id: "benchBench01", hash, tenant: "bench", requestsPerMinute: 1_000_000 };
  const variables = {
    ENVIRONMENT: "production",
    KEY_PEPPER: PEPPER,
    ADMIN_TOKEN,
    GATEWAY_KEYS: JSON.stringify([key]),
    OPENAI_API_KEY: "sk-bench",
    OPENAI_BASE_URL: `${upstream}/v1`,
  };
  const workers = [
    { name: "upstream", port: PORTS.upstream, source: "bench/workers/upstream.js", variables: {} },
    { name: "bare", port: PORTS.bare, source: "bench/workers/bare.js", variables: { UPSTREAM: upstream } },
    {
      name: "floor",
      port: PORTS.floor,
      source: "bench/workers/floor.js",
      variables: { UPSTREAM: upstream },
      state: `${directory}/floor`,
    },
    { name: "gateway", port: PORTS.gateway, source: bundle, variables, state: `${directory}/state` },
  ];
  return Promise.all(workers.map((worker) => startWorkerd(worker, directory)));
}
