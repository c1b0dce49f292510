import { benchEngine } from "./engine.ts";
import { benchOwnRules } from "./own-rules.ts";
import { benchSemanticIndex } from "./semantic-index.ts";
import { benchState } from "./state.ts";
import { benchThroughput } from "./throughput.ts";

/*
 * `npm run bench`: every figure that the documentation gives, printed anew. `npm run bench --
 * gateway`, `-- state`, `-- index` and `-- engine` print one part; with `--markdown` the tables of the
 * engine and the index are Markdown.
 */
const PARTS: Record<string, () => Promise<void>> = {
  gateway: benchThroughput,
  state: benchState,
  index: benchSemanticIndex,
  engine: async () => {
    await benchEngine();
    benchOwnRules();
  },
};

const which = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
if (which !== undefined && !Object.hasOwn(PARTS, which))
  throw new Error(`there is no benchmark "${which}", only ${Object.keys(PARTS).join(", ")}`);
for (const [name, bench] of Object.entries(PARTS)) if (which === undefined || which === name) await bench();
