/**
 * Fails when src/scan/engine.wasm was not built from the sources as they stand: compares both
 * with the hashes that rust-wasm/build.sh wrote to rust-wasm/engine.sha256.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const CRATE = join(ROOT, "rust-wasm");

const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** As in build.sh: one hash over the "<hash>  <path>" lines of all sources, in order. */
function hashSources(): string {
  const sources = readdirSync(join(CRATE, "src"), { recursive: true, encoding: "utf8" })
    .map((path) => `src/${path.replaceAll("\\", "/")}`)
    .filter((path) => statSync(join(CRATE, path)).isFile());
  const lines = [...sources, "Cargo.toml", "Cargo.lock", "build.sh"]
    .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    .map((path) => `${sha256(readFileSync(join(CRATE, path)))}  ${path}\n`);
  return sha256(lines.join(""));
}

function recordedHashes(): ReadonlyMap<string, string> {
  const lines = readFileSync(join(CRATE, "engine.sha256"), "utf8").trim().split("\n");
  return new Map(
    lines.map((line) => {
      const [hash = "", name = ""] = line.split("  ");
      return [name, hash];
    }),
  );
}

const recorded = recordedHashes();
const faults: string[] = [];
if (recorded.get("sources") !== hashSources()) {
  faults.push("rust-wasm/ has changed since src/scan/engine.wasm was built from it");
}
if (recorded.get("engine.wasm") !== sha256(readFileSync(join(ROOT, "src/scan/engine.wasm")))) {
  faults.push("src/scan/engine.wasm is not the module that was built last");
}
if (faults.length > 0) {
  console.error(`${faults.join("\n")}\nRun rust-wasm/build.sh and commit what it writes.`);
  process.exit(1);
}
console.log("src/scan/engine.wasm was built from rust-wasm/ as it stands");
