import { spawnSync } from "node:child_process";

/** Whether Rust code can be built here. Rustup's cargo fails without a toolchain, so being on the path is not enough. */
export function cargoIsThere(): boolean {
  return spawnSync("cargo", ["--version"], { stdio: "ignore" }).status === 0;
}
