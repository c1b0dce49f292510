import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { startWorkerd } from "../../tools/workerd.ts";
import { ORDINARY } from "../texts/all.ts";
import { chatBody } from "../texts/chat.ts";
import { BODY_SIZES } from "./body-path.ts";
import { best, median, ratio } from "./measure.ts";
import { goal, micros, table, times } from "./table.ts";

const PORT = 18_805;
const BUNDLE = "dist/bench-engine";
const ORIGIN = `http://127.0.0.1:${PORT}`;
const ROUNDS = 7;
/** So long one request works, in microseconds; short against what a Worker may take. */
const STRETCH = 40_000;
const MOST_TIMES = 1000;

const TEXTS = new Set(["prose", "code", "dense: a value every 100 bytes", "base64, one run", "base64, lines of 76"]);
/** A text that takes longer than this, in microseconds, is left out. */
const TOO_SLOW = 300_000;

/** The same in real workerd. `tables`: of the rules, for the RegExps. */
export async function benchInWorkerd(tables: ReadonlyMap<string, readonly string[]>): Promise<string[]> {
  const bundling = ["deploy", "--config", "bench/workers/engine/wrangler.toml", "--dry-run", "--minify", "--outdir"];
  rmSync(BUNDLE, { recursive: true, force: true });
  execFileSync("node_modules/.bin/wrangler", [...bundling, `${process.cwd()}/${BUNDLE}`], { stdio: "ignore" });
  const worker = { name: "engine", port: PORT, source: BUNDLE, variables: {} };
  const child = await startWorkerd(worker, "dist/bench-engine-workerd");
  try {
    await put("tables", JSON.stringify([...tables]));
    return [await texts(), await bodies()];
  } finally {
    child.kill("SIGKILL");
  }
}

async function texts(): Promise<string> {
  const rows: string[][] = [];
  for (const sample of ORDINARY.filter(({ name }) => TEXTS.has(name))) {
    await put("text", sample.make());
    const measured = await inTurns(["scan", "bytes", "floor", "all", "ten"]);
    const [scan = [], module = [], floor = [], all = [], few = []] = measured;
    const figures = [median(scan), best(scan), median(module), median(floor)].map(micros);
    const regExps = [micros(median(all)), micros(median(few)), times(ratio(all, scan))];
    rows.push([sample.name, ...figures, times(ratio(scan, floor)), ...regExps, goal(best(scan), sample.goal)]);
  }
  const head = ["in workerd, µs/MiB", "scan(text)", "best", "bytes", "floor", "of floor"];
  return table([...head, "all RegExps", "ten RegExps", "RegExps take", "goal"], rows);
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
  for (const kind of kinds) {
    const [first, second] = [await request(kind, 1), await request(kind, 1)];
    const once = Math.min(first, second);
    counts.push(once > TOO_SLOW ? 0 : Math.min(MOST_TIMES, Math.max(2, Math.ceil(STRETCH / once))));
  }
  const measured = kinds.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const [index, kind] of kinds.entries()) {
      const count = counts[index] ?? 0;
      if (count === 0) continue;
      const [idle, busy] = [await request(kind, 0), await request(kind, count)];
      // The first round warms up.
      if (round > 0) measured[index]?.push((busy - idle) / count);
    }
  return measured;
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
