/** Millionths of a micro-dollar: every price list is a whole number of them for each token. */
export const PER_MICRODOLLAR = 1_000_000n;

/** What a token costs, in millionths of a micro-dollar. */
export interface Rate {
  readonly base: bigint;
  /** From more input tokens than `above` on, the whole request costs `rate`; ascending. */
  readonly tiers: readonly { readonly above: number; readonly rate: bigint }[];
}

/** How urgently the provider works: `batch` and `flex` cost less, `priority` costs more. */
export type ServiceTier = "standard" | "batch" | "flex" | "priority";

/** What a model's tokens cost. A kind without a rate of its own costs what `rateOf` says. */
export interface TokenPrice {
  readonly input: Rate;
  readonly output: Rate;
  readonly cachedInput?: Rate;
  readonly cacheWrite?: Rate;
  readonly cacheWrite1h?: Rate;
  readonly audioInput?: Rate;
  readonly cachedAudioInput?: Rate;
  readonly imageInput?: Rate;
  readonly cachedImageInput?: Rate;
  readonly reasoning?: Rate;
  readonly audioOutput?: Rate;
  readonly imageOutput?: Rate;
  /** Of each request, in millionths of a micro-dollar. */
  readonly request?: bigint;
  /** Thousandths of the standard price; 1,000 where nothing is said. */
  readonly factors?: Readonly<Partial<Record<ServiceTier, number>>>;
}

export type TokenKind = Exclude<keyof TokenPrice, "request" | "factors">;

/** Where a kind has no rate of its own, the first of these that has one counts. */
const FALLBACKS: Readonly<Record<TokenKind, readonly TokenKind[]>> = {
  input: [],
  output: [],
  cachedInput: ["input"],
  cacheWrite: ["input"],
  cacheWrite1h: ["cacheWrite", "input"],
  audioInput: ["input"],
  cachedAudioInput: ["audioInput", "cachedInput", "input"],
  imageInput: ["input"],
  cachedImageInput: ["imageInput", "cachedInput", "input"],
  reasoning: ["output"],
  audioOutput: ["output"],
  imageOutput: ["output"],
};

/** What a token of a kind costs in a request with so many input tokens. */
export function rateOf(price: TokenPrice, kind: TokenKind, inputTokens: number): bigint {
  const { base, tiers } = price[kind] ?? fallback(price, kind);
  return tiers.findLast(({ above }) => inputTokens > above)?.rate ?? base;
}

function fallback(price: TokenPrice, kind: TokenKind): Rate {
  const named = FALLBACKS[kind].find((name) => price[name] !== undefined);
  return (named && price[named]) ?? price.input;
}

/**
 * A rate from a price list.
 * @param usdPerMillion dollars for a million tokens; what is finer than a rate is rounded up
 * @throws RangeError for what is no price
 */
export function flatRate(usdPerMillion: number): bigint {
  if (!Number.isFinite(usdPerMillion) || usdPerMillion < 0 || usdPerMillion > MAX_USD_PER_MILLION)
    throw new RangeError("not a price");
  const exact = usdPerMillion * 1_000_000;
  const nearest = Math.round(exact);
  // A price in decimal digits is no exact double; a third of a dollar is really between two rates.
  return BigInt(Math.abs(exact - nearest) < 1e-4 ? nearest : Math.ceil(exact));
}

/** A thousand times the most expensive list price. */
const MAX_USD_PER_MILLION = 1_000_000;
