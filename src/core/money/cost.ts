import type { Usage } from "../audit-record.ts";
import { PER_MICRODOLLAR, rateOf, type ServiceTier, type TokenKind, type TokenPrice } from "./price.ts";

const THOUSANDTHS = 1_000n;
/** A thousand million dollars: a report of more is none, and sums of amounts must stay exact. */
const MAX_MICRODOLLARS = 1_000_000_000_000_000n;

/**
 * What a request costs, in micro-dollars, rounded up once: a request that costs anything costs at
 * least one. Each token is counted once, as the most special kind that it is.
 */
export function costMicrodollars(usage: Usage, price: TokenPrice): number {
  return total(tokensByKind(usage), usage.promptTokens, price, usage.serviceTier ?? "standard");
}

/** What a request may use, before it is known. */
export interface Estimate {
  /** Text, with the audio and images beside it not counted. */
  readonly textTokens: number;
  readonly audioTokens: number;
  readonly imageTokens: number;
  readonly outputTokens: number;
  /** The request asks the provider to keep parts of it for an hour, which costs more than five minutes. */
  readonly keptForAnHour: boolean;
}

/**
 * What to reserve: nothing is read from the provider's cache, everything may be written to it, and
 * the answer is as long as it may be, of the most expensive kind of output.
 */
export function reservationMicrodollars(estimate: Estimate, price: TokenPrice, tier: ServiceTier = "standard"): number {
  const { textTokens, audioTokens, imageTokens, outputTokens, keptForAnHour } = estimate;
  const inputTokens = textTokens + audioTokens + imageTokens;
  const dearest = (...kinds: TokenKind[]) =>
    kinds.reduce((most, kind) => (rateOf(price, kind, inputTokens) > rateOf(price, most, inputTokens) ? kind : most));
  const write = keptForAnHour ? "cacheWrite1h" : "cacheWrite";
  const kinds: KindCount[] = [
    [dearest("input", write), textTokens],
    [dearest("audioInput", write), audioTokens],
    [dearest("imageInput", write), imageTokens],
    [dearest("output", "reasoning", "audioOutput", "imageOutput"), outputTokens],
  ];
  return total(kinds, inputTokens, price, tier);
}

type KindCount = readonly [TokenKind, number];

/**
 * Input and output in parts that do not overlap, whatever a provider says of the whole. Whether
 * audio or images were cached is not said; as many of the cached tokens as possible are taken for
 * text, where the least is saved.
 */
function tokensByKind(usage: Usage): KindCount[] {
  const { promptTokens, completionTokens, cachedTokens = 0, promptAudioTokens = 0, promptImageTokens = 0 } = usage;
  const written1h = usage.cacheWrite1hTokens ?? 0;
  const written = Math.max(0, (usage.cacheWriteTokens ?? 0) - written1h);
  const fresh = Math.max(0, promptTokens - written - written1h);
  const image = Math.min(promptImageTokens, fresh);
  const audio = Math.min(promptAudioTokens, fresh - image);
  const text = fresh - image - audio;
  const cached = Math.min(cachedTokens, text);
  const cachedImage = Math.min(cachedTokens - cached, image);
  const cachedAudio = Math.min(cachedTokens - cached - cachedImage, audio);
  const { reasoningTokens: reasoning = 0, completionAudioTokens = 0, completionImageTokens = 0 } = usage;
  const special = reasoning + completionAudioTokens + completionImageTokens;
  return [
    ["input", text - cached],
    ["cachedInput", cached],
    ["cacheWrite", written],
    ["cacheWrite1h", written1h],
    ["imageInput", image - cachedImage],
    ["cachedImageInput", cachedImage],
    ["audioInput", audio - cachedAudio],
    ["cachedAudioInput", cachedAudio],
    ["output", Math.max(0, completionTokens - special)],
    ["reasoning", reasoning],
    ["audioOutput", completionAudioTokens],
    ["imageOutput", completionImageTokens],
  ];
}

function total(kinds: readonly KindCount[], inputTokens: number, price: TokenPrice, tier: ServiceTier): number {
  let tokens = price.request ?? 0n;
  for (const [kind, count] of kinds) if (count > 0) tokens += BigInt(count) * rateOf(price, kind, inputTokens);
  const scaled = tokens * BigInt(price.factors?.[tier] ?? Number(THOUSANDTHS));
  const unit = PER_MICRODOLLAR * THOUSANDTHS;
  const cost = (scaled + unit - 1n) / unit;
  return Number(cost > MAX_MICRODOLLARS ? MAX_MICRODOLLARS : cost);
}
