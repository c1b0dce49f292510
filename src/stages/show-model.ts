import { GatewayError } from "../core/failure.ts";
import type { ModelList } from "../providers/models.ts";
import type { Provider } from "../providers/provider.ts";
import { resolveModel } from "../providers/resolve.ts";
import { exchangeOf, type GatewayContext } from "./context.ts";
import { commonHeaders } from "./response-headers.ts";

/** Its slash may be written as `%2F`, as clients do. */
export const MODEL_PATH = "/v1/models/:id{.+}";

/** One model of `GET /v1/models`. What this key may not use is told like what does not exist. */
export function showModel(models: ModelList, providers: readonly Provider[]) {
  return async function showModel(c: GatewayContext): Promise<Response> {
    const exchange = exchangeOf(c);
    await exchange.admit({});
    const target = resolveModel(c.req.param("id") ?? "", providers);
    if (target === undefined || !exchange.caller.policy.permitsModel(target.provider.id, target.model))
      throw new GatewayError({ kind: "unknown_model" });
    const name = `${target.provider.id}/${target.model}`;
    const model = (await models.of([target.provider])).find(({ id }) => id === name);
    if (model === undefined) throw new GatewayError({ kind: "unknown_model" });
    return c.json(model, 200, commonHeaders(exchange));
  };
}
