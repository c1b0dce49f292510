import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { quantized, ScopeVectors } from "../src/semantic-index/scope-vectors.ts";
import { VectorScanner } from "../src/semantic-index/vector-scanner.ts";
import { startWorkerd } from "../tools/workerd.ts";
import { compile } from "./engine/module.ts";
import { quantile } from "./engine/measure.ts";
import { table } from "./engine/table.ts";

/*
 * What the semantic index of a tenant's object takes, with 64 dimensions: the scan by itself, and
 * calls in plain workerd, measured in the Worker that makes them.
 */
const DIMENSIONS = 64;
const SIZES = [1_000, 10_000, 100_000];
const PORT = 18_807;
const BUNDLE = "dist/bench-semantic-index";
const DIRECTORY = "dist/bench-semantic-index-workerd";
const SCANS = 100;
const CALLS = 400;
const STRETCH = 20;

function scans(size: number): number[] {
  const scanner = new VectorScanner(compile(readFileSync("src/semantic-index/vectors.wasm")));
  const vector = () => quantized(Float32Array.from({ length: DIMENSIONS }, () => Math.random() - 0.5));
  const scope = new ScopeVectors(DIMENSIONS);
  for (let entry = 0; entry < size; entry += 1) scope.add(entry, vector(), Number.MAX_SAFE_INTEGER);
  const scan = () => {
    const query = vector();
    const start = performance.now();
    scope.nearest(scanner, query, 5, 0);
    return performance.now() - start;
  };
  for (let warm = 0; warm < 20; warm += 1) scan();
  return Array.from({ length: SCANS }, scan);
}

async function calls(kind: string, tenant: string, times: number): Promise<number[]> {
  const response = await fetch(`http://127.0.0.1:${PORT}/?kind=${kind}&tenant=${tenant}&times=${times}`);
  if (!response.ok) throw new Error(`the Worker answers ${response.status}`);
  return (await response.json()) as number[];
}

/** The runtime's clock counts whole milliseconds: the means of 20 calls in a row say more. */
function stretches(took: readonly number[]): number[] {
  return Array.from({ length: Math.floor(took.length / STRETCH) }, (_, index) => {
    const calls = took.slice(index * STRETCH, (index + 1) * STRETCH);
    return calls.reduce((sum, ms) => sum + ms, 0) / STRETCH;
  });
}

async function started<T>(work: () => Promise<T>): Promise<T> {
  const worker = { name: "semantic-index", port: PORT, source: BUNDLE, variables: {}, state: `${DIRECTORY}/disk` };
  const child = await startWorkerd(worker, DIRECTORY);
  const exited = new Promise((resolve) => {
    child.once("exit", resolve);
  });
  try {
    return await work();
  } finally {
    child.kill("SIGKILL");
    await exited;
  }
}

export async function benchSemanticIndex(): Promise<void> {
  const bundling = [
    "deploy",
    "--config",
    "bench/workers/semantic-index/wrangler.toml",
    "--dry-run",
    "--minify",
    "--outdir",
  ];
  for (const folder of [BUNDLE, DIRECTORY]) rmSync(folder, { recursive: true, force: true });
  execFileSync("node_modules/.bin/wrangler", [...bundling, `${process.cwd()}/${BUNDLE}`], { stdio: "ignore" });
  await started(async () => {
    for (const size of SIZES) await calls("fill", `bench-${size}`, size / 1_000);
  });
  // A new process has nothing in memory: the first query of a scope reads it.
  const rows = await started(async () => {
    const rows: string[][] = [];
    for (const size of SIZES) {
      const tenant = `bench-${size}`;
      await calls("empty", tenant, 1);
      const [first = Number.NaN] = await calls("query", tenant, 1);
      const scanned = scans(size);
      const cells = [quantile(scanned, 0.5).toFixed(2), quantile(scanned, 0.99).toFixed(2), first.toFixed(0)];
      for (const kind of ["empty", "query", "put"]) {
        const took = await calls(kind, tenant, CALLS);
        cells.push(quantile(stretches(took), 0.5).toFixed(2), quantile(took, 0.99).toFixed(0));
      }
      rows.push([String(size), ...cells]);
    }
    return rows;
  });
  const pairs = ["an empty call", "a query", "a put, until the disk has it"].flatMap((name) => [`${name}, p50`, "p99"]);
  const head = ["entries of 64 dimensions, ms", "scan, p50", "p99", "first query, reads the disk", ...pairs];
  console.log(`Semantic index: a tenant's object\n${table(head, rows)}\n`);
}
