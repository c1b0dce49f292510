import { calcPrice, type MatchLogic, type ModelInfo, type ModelPrice, type Provider } from "@pydantic/genai-prices";
import { z } from "zod";
import { priceFromList } from "./listed-price.ts";

// The form in which the list's publisher gives it; only what is used is checked, the rest is dropped.
// Source: the types of @pydantic/genai-prices.

const MAX_PROVIDERS = 500;
const MAX_MODELS = 5_000;
const MAX_MATCH_DEPTH = 4;
/** With fewer that can be used it is another format, not a shorter list. */
const MIN_USABLE_MODELS = 100;
const name = z.string().min(1).max(200);
const usd = z.number().min(0);

const tiers = z.object({
  base: usd,
  tiers: z.array(z.object({ start: z.int().min(0), price: usd })).max(16),
});
const modelPrice = z.record(z.string().max(64), z.union([usd, tiers]));

const constraint = z.union([
  z.object({ type: z.literal("start_date"), start_date: z.iso.date() }),
  z.object({ type: z.literal("time_of_date"), start_time: z.string().max(32), end_time: z.string().max(32) }),
]);
const conditional = z.object({ constraint: constraint.optional(), prices: modelPrice });

const model = z.object({
  id: name,
  match: z.unknown(),
  prices: z.union([z.array(conditional).min(1).max(32), modelPrice]),
});

const list = z
  .array(z.object({ id: name, name, api_pattern: z.string().max(1_000), models: z.array(z.unknown()).max(MAX_MODELS) }))
  .min(1)
  .max(MAX_PROVIDERS);

/**
 * Reads a published price list. Models that cannot be used are left out: then their price is not
 * known, which is a question of policy, while a wrong price would be none.
 * @throws Error for what is no price list
 */
export function readPublishedList(published: unknown): Provider[] {
  const providers = list
    .parse(published)
    .map((provider) => ({ ...provider, models: provider.models.flatMap(readModel) }));
  const usable = providers.reduce((sum, { models }) => sum + models.length, 0);
  if (usable < MIN_USABLE_MODELS) throw new RangeError("too few models that can be used");
  return providers;
}

function readModel(published: unknown): ModelInfo[] {
  const { data } = model.safeParse(published);
  if (data === undefined || !isMatch(data.match, 0)) return [];
  // Optional fields that are absent stay absent.
  const read = { ...data, match: data.match } as ModelInfo;
  return isPriced(read) ? [read] : [];
}

/** Whether the package can work with each of the model's prices. */
function isPriced(one: ModelInfo): boolean {
  const all: ModelPrice[] = Array.isArray(one.prices) ? one.prices.map(({ prices }) => prices) : [one.prices];
  const provider = { id: "check", name: "check", api_pattern: "" };
  try {
    const match = { equals: "check" };
    for (const prices of all) {
      calcPrice({}, "check", { provider: { ...provider, models: [{ id: "check", match, prices }] } });
      priceFromList(prices);
    }
    // The package reads the times of conditions here.
    calcPrice({}, "check", { provider: { ...provider, models: [{ ...one, match }] } });
    return true;
  } catch {
    return false;
  }
}

function isMatch(match: unknown, depth: number): match is MatchLogic {
  if (typeof match !== "object" || match === null || depth > MAX_MATCH_DEPTH) return false;
  const [[kind, value] = [], ...more] = Object.entries(match) as [string, unknown][];
  if (more.length > 0) return false;
  if (kind === "or" || kind === "and")
    return Array.isArray(value) && value.length <= 100 && value.every((inner) => isMatch(inner, depth + 1));
  if (typeof value !== "string" || value.length > 200) return false;
  if (kind === "regex") return isQuick(value);
  return kind === "equals" || kind === "starts_with" || kind === "ends_with" || kind === "contains";
}

/**
 * Whether a pattern takes time that is linear in the name: it is tried at the beginning only, and at
 * most one part of it may be repeated without a bound.
 */
function isQuick(pattern: string): boolean {
  if (!pattern.startsWith("^") || pattern.includes("|^")) return false;
  const bare = pattern.replace(/\\./gs, "x").replace(/\[[^\]]*\]/g, "x");
  if ((bare.match(/[*+]|\{\d*,\d*\}/g) ?? []).length > 1 || /\)[*+{]/.test(bare)) return false;
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}
