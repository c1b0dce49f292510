import type { ModelPrice } from "@pydantic/genai-prices";
import { flatRate, type Rate, type TokenKind, type TokenPrice } from "../core/money/price.ts";

/** The list's names of what is counted here; others, such as searches and hours of audio, are not tokens. */
const KEYS: Readonly<Record<TokenKind, string>> = {
  input: "input_mtok",
  output: "output_mtok",
  cachedInput: "cache_read_mtok",
  cacheWrite: "cache_write_mtok",
  cacheWrite1h: "cache_write_1h_mtok",
  audioInput: "input_audio_mtok",
  cachedAudioInput: "cache_audio_read_mtok",
  imageInput: "input_image_mtok",
  cachedImageInput: "cache_image_read_mtok",
  reasoning: "output_reasoning_mtok",
  audioOutput: "output_audio_mtok",
  imageOutput: "output_image_mtok",
};

/**
 * A price of the list's. Some models are listed without any: they cost something else than tokens,
 * or nothing, and which of the two is not said; so their price is not known.
 * @throws RangeError for what is no price
 */
export function priceFromList(listed: ModelPrice): TokenPrice | undefined {
  const rates: Partial<Record<TokenKind, Rate>> = {};
  for (const [kind, key] of Object.entries(KEYS) as [TokenKind, string][]) {
    const rate = listed[key];
    if (rate !== undefined) rates[kind] = rateFromList(rate);
  }
  const { input } = rates;
  if (input === undefined) return undefined;
  const requests = listed["requests_kcount"];
  return {
    ...rates,
    input,
    // Models that read only, such as embeddings, have none; what they should write after all is not free.
    output: rates.output ?? input,
    // Given for a thousand requests; a rate is made from the dollars for a million.
    ...(typeof requests === "number" && { request: flatRate(requests * 1_000) }),
  };
}

function rateFromList(rate: NonNullable<ModelPrice[string]>): Rate {
  if (typeof rate === "number") return { base: flatRate(rate), tiers: [] };
  const tiers = rate.tiers.map(({ start, price }) => ({ above: start, rate: flatRate(price) }));
  return { base: flatRate(rate.base), tiers: tiers.toSorted((one, other) => one.above - other.above) };
}
