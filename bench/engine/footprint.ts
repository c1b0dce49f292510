import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { prose, ENGLISH } from "../texts/prose.ts";
import { fill, MEBIBYTE, Random } from "../texts/random.ts";
import { median } from "./measure.ts";
import { compile, moduleBytes } from "./module.ts";
import { RawEngine } from "./raw.ts";
import { goal, table } from "./table.ts";

const STARTS = 7;
const MOST_MS = 20;
const MOST_KIB = 600;

export function benchFootprint(): string {
  const bytes = moduleBytes();
  const kib = gzipSync(bytes, { level: 9 }).length / 1024;
  const starts = Array.from({ length: STARTS }, () => {
    const output = execFileSync(process.execPath, ["bench/engine/startup.ts"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return JSON.parse(output) as number[];
  });
  const [compiled = NaN, instantiated = NaN, first = NaN] = [0, 1, 2].map((step) =>
    median(starts.map((start) => start[step] ?? NaN)),
  );
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  const memory = (value: number) => `${(value / MEBIBYTE).toFixed(1)} MiB`;
  const { fresh, used } = memoryUse(bytes);
  return table(
    ["module", "figure", "goal"],
    [
      ["size", `${(bytes.length / 1024).toFixed(0)} KiB`, ""],
      ["size, gzipped", `${kib.toFixed(0)} KiB`, goal(kib, MOST_KIB, " KiB")],
      ["compiled", ms(compiled), ""],
      ["instantiated, rules read", ms(instantiated), goal(compiled + instantiated, MOST_MS, " ms with compilation")],
      ["first scan, 4 KB", ms(first), ""],
      ["memory, fresh", memory(fresh), ""],
      ["memory after 16 MiB", memory(used), ""],
    ],
  );
}

function memoryUse(bytes: Uint8Array): { fresh: number; used: number } {
  const raw = new RawEngine(compile(bytes));
  const fresh = raw.memoryBytes;
  raw.scan(Buffer.from(fill(prose(new Random(13), ENGLISH)).repeat(16)));
  return { fresh, used: raw.memoryBytes };
}
