import { benchEngine } from "./engine.ts";
import { benchOwnRules } from "./own-rules.ts";
import { benchThroughput } from "./throughput.ts";

/*
 * `npm run bench`: every figure that the documentation gives, printed anew. `npm run bench -- gateway`
 * and `npm run bench -- engine` print one half; with `--markdown` the engine's tables are Markdown.
 */
const which = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
if (which !== undefined && which !== "gateway" && which !== "engine")
  throw new Error(`there is no benchmark "${which}", only gateway and engine`);
if (which !== "engine") await benchThroughput();
if (which !== "gateway") {
  await benchEngine();
  benchOwnRules();
}
