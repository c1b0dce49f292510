import { calcPrice, findProvider, type Provider } from "@pydantic/genai-prices";
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

/** A model's price; for one that changes with the time, the model alone with its provider. */
type Entry = TokenPrice | { readonly provider: Provider; readonly model: string } | undefined;

/** The built-in price list, and what is newer of it. */
export class Catalogue implements PriceList {
  #newer: ReadonlyMap<string, Provider> = new Map();
  readonly #remembered = new Map<string, Entry>();

  /** Takes newer prices of these providers instead of the built-in ones. */
  replace(providers: readonly Provider[]): void {
    this.#newer = new Map(providers.map((provider) => [provider.id, provider]));
    this.#remembered.clear();
  }

  priceOf(provider: string, model: string, at: number): TokenPrice | undefined {
    if (model.length > MAX_MODEL_CHARACTERS) return undefined;
    const entry = this.#entry(listedProvider(provider), model);
    return entry !== undefined && "provider" in entry ? priceAt(entry.provider, entry.model, at) : entry;
  }

  #entry(provider: string, model: string): Entry {
    // No provider's name has a space.
    const name = `${provider} ${model}`;
    if (this.#remembered.has(name)) return this.#remembered.get(name);
    const entry = find(this.#provider(provider), model);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(name, entry);
    return entry;
  }

  #provider(id: string): Provider | undefined {
    const provider = this.#newer.get(id) ?? findProvider({ providerId: id });
    // The package also finds what only sounds like it, such as openai for acme-openai.
    return provider?.id === id ? provider : undefined;
  }
}

function find(provider: Provider | undefined, model: string): Entry {
  if (provider === undefined) return undefined;
  // Some list what they resell under others; a price of theirs would be a guess.
  const own = { ...provider, fallback_model_providers: [] };
  for (const name of listedModels(model)) {
    const found = calcPrice({}, name, { provider: own })?.model;
    if (found === undefined) continue;
    const alone = { ...own, models: [found] };
    return Array.isArray(found.prices) ? { provider: alone, model: name } : priceAt(alone, name, 0);
  }
  return undefined;
}

function priceAt(provider: Provider, model: string, at: number): TokenPrice | undefined {
  const listed = calcPrice({}, model, { provider, timestamp: new Date(at) });
  const price = listed === null ? undefined : priceFromList(listed.model_price);
  const factors = FACTORS[provider.id];
  return price && { ...price, ...(factors !== undefined && { factors }) };
}
