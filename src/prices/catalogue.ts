import { calcPrice, findProvider, type ModelInfo, type Provider } from "@pydantic/genai-prices";
import type { TokenPrice } from "../core/money/price.ts";
import { priceFromList } from "./listed-price.ts";
import type { PriceList } from "./port.ts";
import { listedModels, listedProvider } from "./provider-names.ts";

const MAX_MODEL_CHARACTERS = 256;
/** Models of which it is remembered what they are in the list; callers choose their names. */
const MAX_REMEMBERED = 2_000;

/** OpenAI's and Anthropic's batches cost half, and so does OpenAI's flex processing. */
const BATCH = 500;
/** OpenAI's priority processing costs 1.7 to 2.5 times as much (openai.com/api-priority-processing). */
const PRIORITY = 2_500;
const FACTORS: Readonly<Record<string, NonNullable<TokenPrice["factors"]>>> = {
  openai: { batch: BATCH, flex: BATCH, priority: PRIORITY },
  azure: { batch: BATCH, priority: PRIORITY },
  anthropic: { batch: BATCH },
};

/** A provider of which one model is left, so that finding it again costs nothing. */
type Entry = { readonly provider: Provider; readonly model: string } | undefined;

/** The built-in price list: the one that came with the gateway, or a newer one. */
export class Catalogue implements PriceList {
  #newer: ReadonlyMap<string, Provider> | undefined;
  readonly #remembered = new Map<string, Entry>();

  /** Takes a newer list instead of the built-in one. */
  replace(providers: readonly Provider[]): void {
    this.#newer = new Map(providers.map((provider) => [provider.id, provider]));
    this.#remembered.clear();
  }

  priceOf(provider: string, model: string, at: number): TokenPrice | undefined {
    if (model.length > MAX_MODEL_CHARACTERS) return undefined;
    const entry = this.#entry(listedProvider(provider), model);
    // Prices change with the date and, for some, with the hour: the entry holds them all.
    const found = entry && calcPrice({}, entry.model, { provider: entry.provider, timestamp: new Date(at) });
    const price = found ? priceFromList(found.model_price) : undefined;
    const factors = found ? FACTORS[found.provider.id] : undefined;
    return price && { ...price, ...(factors !== undefined && { factors }) };
  }

  #entry(provider: string, model: string): Entry {
    const name = JSON.stringify([provider, model]);
    if (this.#remembered.has(name)) return this.#remembered.get(name);
    const entry = find(this.#provider(provider), model);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(name, entry);
    return entry;
  }

  #provider(id: string): Provider | undefined {
    const provider = this.#newer === undefined ? findProvider({ providerId: id }) : this.#newer.get(id);
    // The package also finds what only sounds like it, such as openai for acme-openai.
    return provider?.id === id ? provider : undefined;
  }
}

function find(provider: Provider | undefined, model: string): Entry {
  if (provider === undefined) return undefined;
  // Some list what they resell under others; a price of theirs would be a guess.
  const alone = { ...provider, fallback_model_providers: [] };
  for (const name of listedModels(model)) {
    const found: ModelInfo | undefined = calcPrice({}, name, { provider: alone })?.model;
    if (found !== undefined) return { provider: { ...alone, models: [found] }, model: name };
  }
  return undefined;
}
