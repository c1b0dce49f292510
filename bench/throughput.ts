import { execFile, execFileSync, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { KEY, PORTS, startWorkers } from "./workers.ts";

/*
 * Requests per second and latency of the whole gateway, beside a Worker that only passes requests
 * on, in the same run: the same upstream, the same load, in turns. Needs wrk.
 */
const CONNECTIONS = 16;
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 6);
const ROUNDS = 3;

const CASES = [
  { name: "bare pass-through", port: PORTS.bare, kind: "unique", form: "json" },
  { name: "floor: bodies parsed, one object call, one log line", port: PORTS.floor, kind: "unique", form: "json" },
  { name: "gateway, all stages, cache miss", port: PORTS.gateway, kind: "unique", form: "json" },
  { name: "gateway, all stages, cache hit", port: PORTS.gateway, kind: "same", form: "json" },
  { name: "bare pass-through, stream", port: PORTS.bare, kind: "unique", form: "stream" },
  { name: "gateway, stream, cache miss", port: PORTS.gateway, kind: "unique", form: "stream" },
] as const;

const run = promisify(execFile);

interface Measured {
  readonly perSecond: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
}

/** Does not block: the Workers' log lines must be read meanwhile, or they wait for it. */
async function load({ port, kind, form }: (typeof CASES)[number], seconds: number): Promise<Measured> {
  const options = [
    "-t1",
    `-c${CONNECTIONS}`,
    `-d${seconds}s`,
    "-s",
    "bench/workers/load.lua",
    `http://127.0.0.1:${port}`,
    "--",
    KEY,
    kind,
    form,
  ];
  const { stdout } = await run("wrk", options);
  const [, requests, failed, micros, p50, p99] = /RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(stdout) ?? [];
  if (requests === undefined) throw new Error(`wrk printed no result:\n${stdout}`);
  return {
    perSecond: Number(requests) / (Number(micros) / 1e6),
    failed: Number(failed),
    p50: Number(p50) / 1000,
    p99: Number(p99) / 1000,
  };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

export async function benchThroughput(): Promise<void> {
  if (spawnSync("wrk", ["-v"]).error !== undefined) {
    console.log("throughput: skipped, needs wrk (Debian: apt-get install wrk)");
    return;
  }
  execFileSync("node_modules/.bin/wrangler", ["deploy", "--dry-run", "--minify", "--outdir", "dist/bench"], {
    stdio: "ignore",
  });
  const workers = await startWorkers("dist/bench", "dist/bench-workerd");
  try {
    const runs = CASES.map((): Measured[] => []);
    for (const scenario of CASES) await load(scenario, 2);
    for (let round = 0; round < ROUNDS; round += 1)
      for (const [index, scenario] of CASES.entries()) runs[index]?.push(await load(scenario, SECONDS));
    print(runs);
  } finally {
    for (const worker of workers) worker.kill("SIGKILL");
  }
}

function print(runs: readonly Measured[][]): void {
  console.log(
    `Throughput: plain workerd, ${CONNECTIONS} connections, median of ${ROUNDS} rounds of ${SECONDS} s, 1 KB requests with an e-mail address\n`,
  );
  console.log("| case | requests/s | of bare | p50 ms | p99 ms | failed |\n|---|---|---|---|---|---|");
  let bare = Number.NaN;
  for (const [index, { name, port }] of CASES.entries()) {
    const measured = runs[index] ?? [];
    const perSecond = median(measured.map((run) => run.perSecond));
    if (port === PORTS.bare) bare = perSecond;
    const cells = [
      name,
      perSecond.toFixed(0),
      `${((100 * perSecond) / bare).toFixed(0)} %`,
      median(measured.map(({ p50 }) => p50)).toFixed(2),
      median(measured.map(({ p99 }) => p99)).toFixed(2),
      measured.reduce((sum, { failed }) => sum + failed, 0),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
