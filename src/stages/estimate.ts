import type { Next } from "hono";
import { GatewayError } from "../core/failure.ts";
import type { JsonObject } from "../core/json.ts";
import type { Rules } from "../core/limits/rules.ts";
import { reservationMicrodollars } from "../core/money/cost.ts";
import type { ServiceTier, TokenPrice } from "../core/money/price.ts";
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
 * Finds out what a request may use up at most, in tokens and in money, so that it can be reserved
 * where a rule asks for it. A model without a known price passes only where the policy says that it counts as nothing.
 */
export function estimate({ prices, refresh, assumedOutputTokens, now }: EstimatePorts) {
  return async function estimate(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const { request, target, caller } = exchange;
    if (refresh !== undefined) c.executionCtx.waitUntil(refresh.refreshIfDue());
    const price = prices.priceOf(target.provider.id, target.model, now());
    if (price === undefined && caller.policy.unknownPrice === "refuse")
      throw new GatewayError({ kind: "unknown_price" });
    exchange.price = price;
    const most = isReserved(caller.policy)
      ? mostUsed(request.body, request.writes ? assumedOutputTokens : 0, price)
      : { tokens: 0, microdollars: 0 };
    exchange.call = { model: `${target.provider.id}/${target.model}`, ...most };
    await next();
  };
}

/** Whether a rule asks for tokens or money; reading a long body for nobody would take milliseconds. */
function isReserved({ limits, budgets }: Rules): boolean {
  return budgets.length > 0 || limits.some(({ of }) => of === "tokens");
}

function mostUsed(body: JsonObject, assumedOutputTokens: number, price: TokenPrice | undefined) {
  const estimated = estimateRequest(body, assumedOutputTokens);
  const { textTokens, audioTokens, imageTokens, outputTokens } = estimated;
  return {
    tokens: textTokens + audioTokens + imageTokens + outputTokens,
    microdollars: price === undefined ? 0 : reservationMicrodollars(estimated, price, tierOf(body)),
  };
}

/** Faster work costs more; that slower work costs less is seen when it is done. */
function tierOf({ service_tier: tier }: JsonObject): ServiceTier {
  return tier === "priority" ? "priority" : "standard";
}
