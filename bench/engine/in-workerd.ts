import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { startWorkerd } from "../../tools/workerd.ts";
import { ORDINARY } from "../texts/all.ts";
import { chatBody } from "../texts/chat.ts";
import { BODY_SIZES } from "./body-path.ts";
import { best, median, ratio } from "./measure.ts";
import { slowRow } from "./probe.ts";
import type { RawEngine } from "./raw.ts";
import { goal, micros, table, times } from "./table.ts";

const PORT = 18_805;
const BUNDLE = "dist/bench-engine";
const ORIGIN = `http://127.0.0.1:${PORT}`;
const ROUNDS = 5;
/** So long one request works at least, in microseconds, and so often at most. */
const STRETCH = 30_000;
const MOST_TIMES = 10_000;

const TEXTS = new Set(["prose", "code", "dense: a value every 100 bytes", "base64, one run", "base64, lines of 76"]);
/** Work that takes longer than this, in microseconds, is left out. */
const TOO_SLOW = 500_000;

/** The same in real workerd. `tables`: of the rules, for the RegExps. */
export async function benchInWorkerd(
  tables: ReadonlyMap<string, readonly string[]>,
  raw: RawEngine,
): Promise<string[]> {
  const bundling = ["deploy", "--config", "bench/workers/engine/wrangler.toml", "--dry-run", "--minify", "--outdir"];
  rmSync(BUNDLE, { recursive: true, force: true });
  execFileSync("node_modules/.bin/wrangler", [...bundling, `${process.cwd()}/${BUNDLE}`], { stdio: "ignore" });
  const tablesOfRules = JSON.stringify([...tables]);
  // One after the other: what the RegExps leave in memory must not weigh on the bodies.
  return [await inWorker(tablesOfRules, () => texts(raw)), await inWorker(tablesOfRules, bodies)];
}

async function inWorker(tables: string, work: () => Promise<string>): Promise<string> {
  const worker = { name: "engine", port: PORT, source: BUNDLE, variables: {} };
  const child = await startWorkerd(worker, "dist/bench-engine-workerd");
  const gone = new Promise((resolve) => child.once("exit", resolve));
  try {
    await put("tables", tables);
    return await work();
  } finally {
    child.kill("SIGKILL");
    await gone;
  }
}

async function texts(raw: RawEngine): Promise<string> {
  const first = ["in workerd, µs/MiB", "scan(text)", "best", "bytes", "floor", "of floor"];
  const head = [...first, "all RegExps", "ten RegExps", "RegExps take", "goal"];
  const rows: string[][] = [];
  for (const sample of ORDINARY.filter(({ name }) => TEXTS.has(name))) {
    const text = sample.make();
    const slow = slowRow(raw, Buffer.from(text), sample, head.length);
    if (slow !== undefined) {
      rows.push(slow);
      continue;
    }
    await put("text", text);
    const measured = await inTurns(["scan", "bytes", "floor", "all", "ten"]);
    const [scan = [], module = [], floor = [], all = [], few = []] = measured;
    const figures = [median(scan), best(scan), median(module), median(floor)].map(micros);
    const regExps = [micros(median(all)), micros(median(few)), times(ratio(all, scan))];
    rows.push([sample.name, ...figures, times(ratio(scan, floor)), ...regExps, goal(best(scan), sample.goal)]);
  }
  return table(head, rows);
}

async function bodies(): Promise<string> {
  const rows: string[][] = [];
  for (const size of BODY_SIZES) {
    const cells: number[][] = [];
    for (const values of [0, 3]) {
      await put("text", chatBody(size.bytes, values));
      cells.push(...(await inTurns(values === 0 ? ["parsed", "checked", "product"] : ["product"])));
    }
    const [parsed = [], checked = [], none = [], some = []] = cells;
    const most = "goal" in size ? size.goal : undefined;
    rows.push([
      size.name,
      ...[none, some, checked, parsed].map((cell) => micros(median(cell))),
      goal(median(some), most),
    ]);
  }
  return table(
    ["chat body in workerd, mean in µs", "0 values", "3 values", "check, parse, write", "parse alone", "goal"],
    rows,
  );
}

/** Microseconds for each kind of work and round: what a request with work takes beyond one without. */
async function inTurns(kinds: readonly string[]): Promise<number[][]> {
  const counts: number[] = [];
  for (const kind of kinds) counts.push(await countFor(kind));
  const busy = kinds.map((): number[] => []);
  const idle: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [index, kind] of kinds.entries()) {
      const count = counts[index] ?? 0;
      if (count === 0) continue;
      idle.push(await request(kind, 0));
      busy[index]?.push(await request(kind, count));
    }
  // The quickest idle request: one that waited for the machine would make the work seem shorter.
  return busy.map((rounds, index) => rounds.map((time) => (time - best(idle)) / (counts[index] ?? NaN)));
}

/** How often a request does the work, so that what else a request takes does not matter; 0: it is too slow. */
async function countFor(kind: string): Promise<number> {
  for (let count = 1; ; count *= 4) {
    const time = await request(kind, count);
    if (time > STRETCH || count >= MOST_TIMES) return time / count > TOO_SLOW ? 0 : count;
  }
}

async function request(kind: string, n: number): Promise<number> {
  const start = performance.now();
  const response = await fetch(`${ORIGIN}/${kind}?n=${n}`);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the Worker answers ${response.status} to ${kind}`);
  return (performance.now() - start) * 1000;
}

async function put(name: string, body: string): Promise<void> {
  const response = await fetch(`${ORIGIN}/${name}`, { method: "PUT", body });
  await response.arrayBuffer();
}
