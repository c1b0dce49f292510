import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { GatewayConfig } from "../../src/config/schema.ts";

/**
 * Bundles the Worker with another `gateway.config.ts`, as a deployment would. The copy lies within
 * the project, so that its packages are found.
 */
export function bundleWith(config: GatewayConfig): { readonly source: string; readonly remove: () => void } {
  mkdirSync("dist", { recursive: true });
  const folder = mkdtempSync("dist/configured-");
  for (const path of ["src", "wrangler.toml", "tsconfig.json"]) cpSync(path, `${folder}/${path}`, { recursive: true });
  writeFileSync(`${folder}/gateway.config.ts`, `export default ${JSON.stringify(config)};\n`);
  execFileSync("../../node_modules/.bin/wrangler", ["deploy", "--dry-run", "--outdir", "bundle"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
  });
  return { source: `${folder}/bundle`, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
