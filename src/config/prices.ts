import { z } from "zod";

const MAX_PRICES = 1_000;
const MAX_REFRESH_HOURS = 24 * 30;

/** Dollars for a million tokens. */
const usdPerMillion = z.number().min(0).max(1_000_000);

/** Thousandths are the finest that counts. */
const factor = z.number().min(0).max(100);

const model = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}\/[\x21-\x7e]{1,200}$/, "must be provider/model, or the start of one and *")
  .refine((name) => !name.slice(0, -1).includes("*"), "may have * at its end only");

const listed = z.strictObject({
  model,
  inputPerMillion: usdPerMillion,
  outputPerMillion: usdPerMillion,
  /** Without one of these, such a token costs what a token of input or output costs. */
  cachedInputPerMillion: usdPerMillion.optional(),
  cacheWritePerMillion: usdPerMillion.optional(),
  cacheWrite1hPerMillion: usdPerMillion.optional(),
  audioInputPerMillion: usdPerMillion.optional(),
  imageInputPerMillion: usdPerMillion.optional(),
  reasoningPerMillion: usdPerMillion.optional(),
  audioOutputPerMillion: usdPerMillion.optional(),
  imageOutputPerMillion: usdPerMillion.optional(),
  /** Dollars for each request, beside its tokens. */
  usdPerRequest: z.number().min(0).max(1_000).optional(),
  /** Of the standard price. */
  batchFactor: factor.optional(),
  flexFactor: factor.optional(),
  priorityFactor: factor.optional(),
});

/** A model of one's own that costs nothing: said, never assumed. */
const free = z.strictObject({ model, free: z.literal(true) });

/** Costs what another model costs; with * at the end of both, what the rest of the name stands for there. */
const alike = z
  .strictObject({ model, as: model })
  .refine((row) => !row.as.endsWith("*") || row.model.endsWith("*"), "as ends with *, so model must too");

/** Prices that come before those of the built-in list; of several rows that fit the first counts. */
export const prices = z
  .array(z.union([free, alike, listed], { error: describe }))
  .max(MAX_PRICES)
  .default([]);

/** Newer prices from the list's publisher; the gateway asks for them only when this is set. */
export const priceRefresh = z.strictObject({
  everyHours: z.int().min(1).max(MAX_REFRESH_HOURS).default(24),
  /** Where the list is, instead of its publisher's address. */
  url: z.url({ protocol: /^https$/ }).optional(),
});

export type PriceRow = z.output<typeof prices>[number];
export type ListedPrice = z.output<typeof listed>;
export type PriceRefreshSettings = z.output<typeof priceRefresh>;

function describe(): string {
  return "must be {model, free: true}, {model, as}, or {model, inputPerMillion, outputPerMillion, …}";
}
