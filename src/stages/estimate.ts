import type { Next } from "hono";
import { GatewayError } from "../core/failure.ts";
import type { JsonObject } from "../core/json.ts";
import { reservationMicrodollars } from "../core/money/cost.ts";
import type { ServiceTier } from "../core/money/price.ts";
import { estimateRequest } from "../core/token-estimate.ts";
import type { PriceList } from "../prices/port.ts";
import { exchangeOf, type GatewayContext } from "./context.ts";

export interface EstimatePorts {
  readonly prices: PriceList;
  /** Keeps the prices new; nobody waits for it. */
  readonly refresh: { readonly refreshIfDue: () => Promise<void> } | undefined;
  /** Of one choice, when a request sets no limit. */
  readonly assumedOutputTokens: number;
  readonly now: () => number;
}

/**
 * Finds out what a request may use up at most, in tokens and in money, so that it can be reserved. A
 * model without a known price passes only where the policy says that it counts as nothing.
 */
export function estimate({ prices, refresh, assumedOutputTokens, now }: EstimatePorts) {
  return async function estimate(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const { request, target, caller } = exchange;
    if (refresh !== undefined) c.executionCtx.waitUntil(refresh.refreshIfDue());
    const price = prices.priceOf(target.provider.id, target.model, now());
    if (price === undefined && caller.policy.unknownPrice === "refuse")
      throw new GatewayError({ kind: "unknown_price" });
    const estimated = estimateRequest(request.body, request.writes ? assumedOutputTokens : 0);
    const { textTokens, audioTokens, imageTokens, outputTokens } = estimated;
    exchange.price = price;
    exchange.call = {
      model: `${target.provider.id}/${target.model}`,
      tokens: textTokens + audioTokens + imageTokens + outputTokens,
      microdollars: price === undefined ? 0 : reservationMicrodollars(estimated, price, tierOf(request.body)),
    };
    await next();
  };
}

/** Faster work costs more; that slower work costs less is seen when it is done. */
function tierOf({ service_tier: tier }: JsonObject): ServiceTier {
  return tier === "priority" ? "priority" : "standard";
}
