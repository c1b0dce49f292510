import { script } from "../../upstash/redis.ts";
import { ADD_NEGATIVE, FORGET_ENTRIES, READ_ENTRIES, READ_PLACES } from "./entries.ts";
import { PUT_ENTRY } from "./put.ts";
import { BUMP, READ_AUDITS, RECORD } from "./sums.ts";

/** The scripts as they are sent. */
export const PUT = script(PUT_ENTRY);
export const READ = script(READ_ENTRIES);
export const PLACES = script(READ_PLACES);
export const FORGET = script(FORGET_ENTRIES);
export const NEGATIVE = script(ADD_NEGATIVE);
export const HAPPENED = script(RECORD);
export const AUDITS = script(READ_AUDITS);
export const EMPTY = script(BUMP);
