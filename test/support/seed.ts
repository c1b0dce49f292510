import { configureGlobal } from "fast-check";

// The same examples in every run; FC_SEED tries others. fast-check prints the seed of a failure.
configureGlobal({ seed: Number(process.env["FC_SEED"] ?? 20_260_101) });
