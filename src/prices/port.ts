import type { TokenPrice } from "../core/money/price.ts";

/** What models cost. */
export interface PriceList {
  /**
   * The price of a provider's model at a time (unix ms), or nothing where none is known: then the
   * tenant's policy decides. Never the price of another provider.
   */
  priceOf(provider: string, model: string, at: number): TokenPrice | undefined;
}
