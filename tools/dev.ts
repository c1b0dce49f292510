import { spawn } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";

// `npm run dev`: the gateway on its embedded default, with a ready configuration.
if (!existsSync(".dev.vars")) {
  copyFileSync(".dev.vars.example", ".dev.vars");
  console.log("Created .dev.vars from .dev.vars.example.");
}

const wrangler = spawn(
  "node_modules/.bin/wrangler",
  ["dev", "--show-interactive-dev-session=false", ...process.argv.slice(2)],
  {
    stdio: "inherit",
    // Neither usage figures nor a look-up of where this machine is: nothing leaves it.
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
  },
);
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    stopping = true;
    wrangler.kill(signal);
  });
}
wrangler.on("exit", (code) => process.exit(stopping ? 0 : (code ?? 1)));
