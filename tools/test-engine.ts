/**
 * Tests both Rust crates: `cargo test`, where there is a cargo. With `--rebuild`, as in CI, also
 * builds the modules anew into a temporary folder, runs test/scan and test/semantic through those,
 * and compares what the engine finds with what a build for this machine finds.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cargoIsThere } from "./cargo.ts";

const ROOT = join(import.meta.dirname, "..");
const MANIFEST = join(ROOT, "rust-wasm", "Cargo.toml");
const SEMANTIC = join(ROOT, "rust-wasm-semantic", "Cargo.toml");
const TARGET = process.env["CARGO_TARGET_DIR"] ?? join(ROOT, "rust-wasm", "target");
/** Fast enough to try many inputs, and still with the checks for overflow. */
const CHECKED = { CARGO_PROFILE_DEV_OPT_LEVEL: "2" };
const VITEST = join(ROOT, "node_modules", "vitest", "vitest.mjs");

/** Runs a command in sight of the user, and ends this process when it fails. */
function run(command: string, parameters: readonly string[], env: Record<string, string> = {}) {
  const { status, error } = spawnSync(command, parameters, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  if (status !== 0) {
    throw new Error(`${command} ${parameters.join(" ")}: ${error?.message ?? `status ${status}`}`);
  }
}

function testRebuilt(): void {
  const folder = mkdtempSync(join(tmpdir(), "engine-"));
  try {
    run("sh", [join(ROOT, "rust-wasm", "build.sh"), folder]);
    run("sh", [join(ROOT, "rust-wasm", "build.sh"), folder], { MODULE: "semantic" });
    run("cargo", ["build", "--quiet", "--locked", "--manifest-path", MANIFEST, "--example", "findings"], {
      ...CHECKED,
      CARGO_TARGET_DIR: TARGET,
    });
    run(process.execPath, [VITEST, "run", "test/scan", "test/semantic"], {
      ENGINE_WASM: join(folder, "engine.wasm"),
      SEMANTIC_WASM: join(folder, "semantic.wasm"),
      ENGINE_NATIVE: join(TARGET, "debug", "examples", "findings"),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rebuild = process.argv.includes("--rebuild");
try {
  if (cargoIsThere()) {
    for (const manifest of [MANIFEST, SEMANTIC])
      run("cargo", ["test", "--quiet", "--locked", "--manifest-path", manifest], CHECKED);
  } else if (rebuild) {
    throw new Error("--rebuild needs cargo");
  } else {
    console.log("Skipped the engine's Rust tests: there is no cargo. Its WebAssembly is tested.");
  }
  if (rebuild) testRebuilt();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
