import { benchEngine } from "./engine.ts";
import { benchOwnRules } from "./own-rules.ts";
import { benchRouter } from "./router.ts";
import { benchThroughput } from "./throughput.ts";

/*
 * `npm run bench`: every figure that the documentation gives, printed anew. `npm run bench -- gateway`,
 * `npm run bench -- engine` and `npm run bench -- router` print one part; with `--markdown` the engine's
 * and the router's tables are Markdown.
 */
const which = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
const parts = ["gateway", "engine", "router"];
if (which !== undefined && !parts.includes(which))
  throw new Error(`there is no benchmark "${which}", only ${parts.join(", ")}`);
const isWanted = (part: string): boolean => which === undefined || which === part;
if (isWanted("gateway")) await benchThroughput();
if (isWanted("engine")) {
  await benchEngine();
  benchOwnRules();
}
if (isWanted("router")) benchRouter();
