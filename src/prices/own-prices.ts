import type { ListedPrice, PriceRow } from "../config/prices.ts";
import { flatRate, type Rate, type TokenPrice } from "../core/money/price.ts";
import type { PriceList } from "./port.ts";

/** What costs nothing because it is one's own machine, or because its vendor says so. */
const FREE: readonly PriceRow[] = [
  "echo/*",
  "ollama/*",
  "localai/*",
  "vllm/*",
  "openai/omni-moderation-*",
  "openai/text-moderation-*",
].map((model) => ({ model, free: true }));

const NOTHING: TokenPrice = { input: { base: 0n, tiers: [] }, output: { base: 0n, tiers: [] } };

/** The operator's prices, in the order of the configuration, then what is free, then another list. */
export class OwnPrices implements PriceList {
  readonly #rows: readonly PriceRow[];
  readonly #list: PriceList;

  constructor(rows: readonly PriceRow[], list: PriceList) {
    this.#rows = [...rows, ...FREE];
    this.#list = list;
  }

  priceOf(provider: string, model: string, at: number): TokenPrice | undefined {
    const name = `${provider}/${model}`;
    const row = this.#rows.find((one) => fits(one.model, name));
    if (row === undefined) return this.#list.priceOf(provider, model, at);
    if ("free" in row) return NOTHING;
    if ("inputPerMillion" in row) return priceFromRow(row);
    // Once: a row that names another row's model is answered by the list.
    const [listedProvider = "", ...rest] = otherName(row, name).split("/");
    return this.#list.priceOf(listedProvider, rest.join("/"), at);
  }
}

function fits(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function otherName({ model, as }: { readonly model: string; readonly as: string }, name: string): string {
  return as.endsWith("*") ? as.slice(0, -1) + name.slice(model.length - 1) : as;
}

function priceFromRow(row: ListedPrice): TokenPrice {
  const { batchFactor, flexFactor, priorityFactor } = row;
  return {
    input: flat(row.inputPerMillion),
    output: flat(row.outputPerMillion),
    ...rate("cachedInput", row.cachedInputPerMillion),
    ...rate("cacheWrite", row.cacheWritePerMillion),
    ...rate("cacheWrite1h", row.cacheWrite1hPerMillion),
    ...rate("audioInput", row.audioInputPerMillion),
    ...rate("imageInput", row.imageInputPerMillion),
    ...rate("reasoning", row.reasoningPerMillion),
    ...rate("audioOutput", row.audioOutputPerMillion),
    ...rate("imageOutput", row.imageOutputPerMillion),
    ...(row.usdPerRequest !== undefined && { request: flatRate(row.usdPerRequest) * 1_000_000n }),
    factors: {
      ...(batchFactor !== undefined && { batch: thousandths(batchFactor) }),
      ...(flexFactor !== undefined && { flex: thousandths(flexFactor) }),
      ...(priorityFactor !== undefined && { priority: thousandths(priorityFactor) }),
    },
  };
}

function rate(kind: keyof TokenPrice, usdPerMillion: number | undefined): Partial<TokenPrice> {
  return usdPerMillion === undefined ? {} : { [kind]: flat(usdPerMillion) };
}

function flat(usdPerMillion: number): Rate {
  return { base: flatRate(usdPerMillion), tiers: [] };
}

function thousandths(factor: number): number {
  return Math.ceil(factor * 1_000 - 1e-6);
}
