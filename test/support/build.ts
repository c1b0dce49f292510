import { execFileSync } from "node:child_process";

/** Where the bundle of this run lies; made once, used by every test that starts the Worker. */
export const BUNDLE = "dist/test";

/** Vitest's global set-up: bundles the Worker as a deployment would. */
export function setup(): void {
  execFileSync("node_modules/.bin/wrangler", ["deploy", "--dry-run", "--outdir", BUNDLE], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
  });
}
