import type { Rule } from "./finding.ts";

/**
 * What happens to a found value: a placeholder stands for it (`mask`), the request is refused
 * (`block`), it goes through as it is (`allow`), a placeholder that is the same in every request
 * stands for it (`hash`), or a realistic value that belongs to nobody does (`surrogate`).
 */
export type Action = "mask" | "block" | "allow" | "hash" | "surrogate";

/** The actions that put something else in a value's place. */
export type Replacing = Exclude<Action, "block" | "allow">;

export type ActionFor = (rule: Rule, value: string) => Action;
