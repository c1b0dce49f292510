import type { Next } from "hono";
import type { Settings } from "../config/schema.ts";
import { GatewayError } from "../core/failure.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { parseExactly } from "../core/text-lens.ts";
import type { Provider } from "../providers/provider.ts";
import { resolveModel } from "../providers/resolve.ts";
import { screenedMetadata } from "./caller-headers.ts";
import { exchangeOf, type GatewayContext, timed } from "./context.ts";
import { screenTextWith } from "./text-screening.ts";

export interface ParsePorts {
  readonly limits: Settings["limits"];
  readonly providers: readonly Provider[];
  readonly now: () => number;
}

/** Reads what the masked body asks for, and finds out where it is to go. */
export function parse({ limits, providers, now }: ParsePorts) {
  return async function parse(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const { record, masked, caller, dialect } = exchange;
    const screenText = screenTextWith(caller.policy.screening.policy);
    const metadata = screenedMetadata(c.req.header("x-agentshield-metadata"), screenText);
    if (metadata !== undefined) record.metadata = metadata;
    timed(record, "parse", now, () => {
      const { text } = masked.written;
      const body = masked.inexactNumbers ? parseExactly(text) : (JSON.parse(text) as Json);
      const request = dialect.read(body, limits.messages);
      refuseOtherModels(request.body);
      const target = resolveModel(request.model, providers);
      // A name goes upstream and into the record as it is, so it must not hold a value.
      const holdsValue = (name: string) => screenText(name) !== name;
      if (target === undefined || holdsValue(request.model) || holdsValue(target.model))
        throw new GatewayError({ kind: "unknown_model" });
      record.stream = request.stream;
      record.provider = target.provider.id;
      record.model = target.model;
      if (!caller.policy.permitsModel(target.provider.id, target.model))
        throw new GatewayError({ kind: "model_not_allowed" });
      exchange.request = request;
      exchange.target = target;
    });
    await next();
  };
}

/**
 * Some vendors take further models from the body, which neither the policy nor the budget would be asked about.
 * @throws GatewayError `invalid_request`
 */
function refuseOtherModels({ models }: JsonObject): void {
  if (models === undefined || models === null) return;
  const message = "Name one model: the gateway does not forward 'models', which would choose among others.";
  throw new GatewayError({ kind: "invalid_request", param: "models", message });
}
