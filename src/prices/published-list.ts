import { calcPrice, type MatchLogic, type ModelInfo, type ModelPrice, type Provider } from "@pydantic/genai-prices";
import { z } from "zod";
import { priceFromList } from "./listed-price.ts";

// The form in which the list's publisher gives it; only what is used is checked, the rest is dropped.
// Source: the types of @pydantic/genai-prices.

const MAX_PROVIDERS = 500;
const MAX_MODELS = 5_000;
const MAX_MATCH_DEPTH = 4;
/** With fewer that can be used it is another format, not a shorter list. */
const MIN_USABLE_SHARE = 0.5;
const MAX_CHOICES = 4;
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
 * Reads what a published price list says of some providers. Models that cannot be used are left
 * out: then their price is not known, which is a question of policy; a wrong price would be none.
 * @throws Error for what is no price list
 */
export function readPublishedList(published: unknown, wanted: ReadonlySet<string>): Provider[] {
  const providers = list.parse(published).filter(({ id }) => wanted.has(id));
  return providers.map((provider) => {
    const models = provider.models.flatMap(readModel);
    if (models.length < provider.models.length * MIN_USABLE_SHARE) throw new RangeError("another format");
    return { ...provider, models };
  });
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
 * Whether a pattern is tried in little time on a name of a few hundred characters: at most one part
 * of it is repeated, and there are few choices, since each may double the work.
 */
function isQuick(pattern: string): boolean {
  const bare = pattern
    .replace(/\\./gs, "x")
    .replace(/\[[^\]]*\]/g, "x")
    .replace(/\(\?(?:[:!=]|<[!=])/g, "(");
  const repeated = bare.match(/[*+]|\{\d*,\d*\}/g) ?? [];
  const choices = bare.match(/[?|]/g) ?? [];
  if (!bare.startsWith("^") || repeated.length > 1 || choices.length > MAX_CHOICES || /\)[*+{]/.test(bare))
    return false;
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}
