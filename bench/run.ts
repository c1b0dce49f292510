import { benchEngine } from "./engine.ts";
import { benchOwnRules } from "./own-rules.ts";
import { benchRouter } from "./router.ts";
import { benchSemantic } from "./semantic.ts";
import { benchSemanticIndex } from "./semantic-index.ts";
import { benchState } from "./state.ts";
import { benchThroughput } from "./throughput.ts";

/*
 * `npm run bench`: every figure that the documentation gives, printed anew. `npm run bench --
 * gateway`, `-- state`, `-- index`, `-- engine`, `-- cache` and `-- router` print one part; with `--markdown`
 * the tables of the engine, the cache and the router are Markdown.
 */
const PARTS: Readonly<Record<string, () => void | Promise<void>>> = {
  gateway: benchThroughput,
  state: benchState,
  index: benchSemanticIndex,
  engine: async () => {
    await benchEngine();
    benchOwnRules();
  },
  cache: benchSemantic,
  router: benchRouter,
};

const which = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
if (which !== undefined && !Object.hasOwn(PARTS, which))
  throw new Error(`there is no benchmark "${which}", only ${Object.keys(PARTS).join(", ")}`);
for (const [name, bench] of Object.entries(PARTS)) if (which === undefined || which === name) await bench();
