import { cpSync, rmSync } from "node:fs";
import config from "../../gateway.config.ts";
import { bundleWith } from "./configured.ts";

/** Where the bundle of this run lies; made once, used by every test that starts the Worker. */
export const BUNDLE = "dist/test";

/** A machine that runs many tests at once may keep a store waiting for longer than an edge does. */
const DEADLINE_MS = 5_000;

/** Vitest's global set-up: bundles the Worker as a deployment would. */
export function setup(): void {
  const { source, remove } = bundleWith({ ...config, state: { deadlineMs: DEADLINE_MS } });
  rmSync(BUNDLE, { recursive: true, force: true });
  cpSync(source, BUNDLE, { recursive: true });
  remove();
}
