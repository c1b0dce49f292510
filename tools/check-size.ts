import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** What Cloudflare's free plan takes, for all modules of a Worker together, compressed. */
const MAX_BUNDLE_BYTES = 3 * 1_048_576;
const MAX_MEDIAN_LINES = 100;
const BUNDLE = "dist/size";

function bundleBytes(): number {
  execFileSync("wrangler", ["deploy", "--dry-run", "--minify", "--outdir", BUNDLE], { stdio: "ignore" });
  const files = readdirSync(BUNDLE).filter((file) => /\.(?:js|wasm)$/.test(file));
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(`${BUNDLE}/${file}`)).length, 0);
}

function medianLines(): number {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const lines = files.map((file) => readFileSync(`src/${file}`, "utf8").split("\n").length - 1).sort((a, b) => a - b);
  return lines[Math.floor(lines.length / 2)] ?? 0;
}

const bytes = bundleBytes();
const median = medianLines();
console.log(`bundle: ${(bytes / 1024).toFixed(0)} KiB gzipped, at most ${MAX_BUNDLE_BYTES / 1024}`);
console.log(`source files: median ${median} lines, at most ${MAX_MEDIAN_LINES}`);
if (bytes > MAX_BUNDLE_BYTES || median > MAX_MEDIAN_LINES) process.exit(1);
