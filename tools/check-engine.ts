/**
 * Fails when a committed module was not built from the sources as they stand: compares both with the
 * hashes that rust-wasm/build.sh wrote beside the crate.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
/** As in build.sh: which files a module is made of, and where it lies. */
interface Built {
  readonly crate: string;
  readonly name: string;
  readonly module: string;
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

const MODULES: readonly Built[] = [
  {
    crate: "rust-wasm",
    name: "engine",
    module: "src/scan/engine.wasm",
    folders: ["src"],
    files: ["Cargo.toml", "Cargo.lock", "build.sh"],
  },
  {
    crate: "rust-wasm-semantic",
    name: "semantic",
    module: "src/semantic/semantic.wasm",
    folders: ["src", "data"],
    files: ["Cargo.toml", "Cargo.lock", "../rust-wasm/build.sh", "../rust-wasm/src/wiping.rs"],
  },
];

const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** As in build.sh: one hash over the "<hash>  <path>" lines of all sources, in order. */
function hashSources({ crate, folders, files }: Built): string {
  const root = join(ROOT, crate);
  const sources = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
      .filter((path) => statSync(join(root, path)).isFile()),
  );
  const lines = [...sources, ...files]
    .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    .map((path) => `${sha256(readFileSync(join(root, path)))}  ${path}\n`);
  return sha256(lines.join(""));
}

function recordedHashes({ crate, name }: Built): ReadonlyMap<string, string> {
  const lines = readFileSync(join(ROOT, crate, `${name}.sha256`), "utf8")
    .trim()
    .split("\n");
  return new Map(
    lines.map((line) => {
      const [hash = "", name = ""] = line.split("  ");
      return [name, hash];
    }),
  );
}

function faultsOf(built: Built): string[] {
  const recorded = recordedHashes(built);
  const faults: string[] = [];
  if (recorded.get("sources") !== hashSources(built)) {
    faults.push(`${built.crate}/ has changed since ${built.module} was built from it`);
  }
  if (recorded.get(`${built.name}.wasm`) !== sha256(readFileSync(join(ROOT, built.module)))) {
    faults.push(`${built.module} is not the module that was built last`);
  }
  return faults;
}

const faults = MODULES.flatMap(faultsOf);
if (faults.length > 0) {
  console.error(`${faults.join("\n")}\nRun npm run build:wasm and commit what it writes.`);
  process.exit(1);
}
for (const { crate, module } of MODULES) console.log(`${module} was built from ${crate}/ as it stands`);
