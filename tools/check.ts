import { spawnSync } from "node:child_process";
import { cargoIsThere } from "./cargo.ts";

/** `npm run check`: everything that CI runs, in the order in which mistakes are cheapest to find. */
const RUST = ["rust-wasm", "rust-wasm-semantic"].map((crate) => ["--manifest-path", `${crate}/Cargo.toml`]);
const steps: readonly (readonly [string, ...string[]])[] = [
  ["wrangler", "types", "--include-runtime=false", "--env-file", ".dev.vars.example", "--check"],
  ["tsc"],
  ["oxfmt", "--check"],
  ["oxlint"],
  ["knip"],
  ["node", "tools/check-engine.ts"],
  ["node", "tools/docs.ts", "--check"],
  ["node", "tools/check-size.ts"],
  ...(rustIsWanted()
    ? ([
        ...RUST.map((crate) => ["cargo", "fmt", "--check", ...crate] as const),
        ...RUST.map(
          (crate) =>
            ["cargo", "clippy", "--quiet", "--all-targets", "--locked", ...crate, "--", "-D", "warnings"] as const,
        ),
        ["node", "tools/test-engine.ts", "--rebuild"],
      ] as const)
    : []),
  ["vitest", "run"],
];

function rustIsWanted(): boolean {
  if (cargoIsThere()) return true;
  if (process.env["CI"] !== undefined) throw new Error("CI needs cargo");
  console.log("No cargo: the engine's Rust code is not checked, only its WebAssembly.");
  return false;
}

for (const [command, ...parameters] of steps) {
  console.log(`\n— ${command} ${parameters.join(" ")}`);
  const { status } = spawnSync(command, parameters, {
    stdio: "inherit",
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
  });
  if (status !== 0) process.exit(1);
}
