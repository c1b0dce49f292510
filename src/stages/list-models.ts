import type { ModelList } from "../providers/models.ts";
import type { Provider } from "../providers/provider.ts";
import { exchangeOf, type GatewayContext } from "./context.ts";
import { commonHeaders } from "./response-headers.ts";

/** `GET /v1/models`: what this key may use, named `provider/model`. */
export function listModels(models: ModelList, providers: readonly Provider[]) {
  return async function listModels(c: GatewayContext): Promise<Response> {
    const exchange = exchangeOf(c);
    const { policy } = exchange.caller;
    await exchange.admit({});
    const listed = await models.of(providers);
    const data = listed.filter(({ id, owned_by: provider }) =>
      policy.permitsModel(provider, id.slice(provider.length + 1)),
    );
    return c.json({ object: "list", data }, 200, commonHeaders(exchange));
  };
}
