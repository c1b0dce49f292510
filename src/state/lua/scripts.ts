import { script } from "../../upstash/redis.ts";
import { ADMISSION } from "./admission.ts";
import { KEEP_ANSWERS } from "./answers.ts";
import { ARGUMENTS } from "./arguments.ts";
import { BUCKETS } from "./buckets.ts";
import { BUDGETS } from "./budgets.ts";
import { CONCURRENCY } from "./concurrency.ts";
import { COUNTERS } from "./counters.ts";
import { END_TURN, FORGET_ENTRIES, READ_ENTRIES } from "./outbox.ts";
import { RECORDS } from "./records.ts";
import { SETTLEMENT } from "./settlement.ts";
import { SPENDING } from "./spending.ts";
import { WINDOWS } from "./windows.ts";

const LIMITS = [ARGUMENTS, COUNTERS, RECORDS, WINDOWS, BUCKETS, CONCURRENCY, BUDGETS];

/** The scripts as they are sent. */
export const ADMIT = script(...LIMITS, ADMISSION);
export const SETTLE = script(...LIMITS, SETTLEMENT);
export const SPEND = script(COUNTERS, BUDGETS, SPENDING);
export const STORE = script(COUNTERS, KEEP_ANSWERS);
export const READ = script(READ_ENTRIES);
export const FORGET = script(FORGET_ENTRIES);
export const END = script(END_TURN);
