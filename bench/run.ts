import { benchOwnRules } from "./own-rules.ts";
import { benchThroughput } from "./throughput.ts";

// `npm run bench`: every figure that the documentation gives, printed anew.
await benchThroughput();
benchOwnRules();
