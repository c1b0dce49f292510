import { Hono } from "hono";
import gatewayConfig from "../gateway.config.ts";
import { adminApi } from "./admin/admin-api.ts";
import { ConfigError } from "./config/parse-config.ts";
import { parseSettings } from "./config/schema.ts";
import { anthropicCount } from "./dialects/anthropic-messages/dialect.ts";
import { assemble, type Outside } from "./parts.ts";
import { allowBrowsers } from "./stages/allow-browsers.ts";
import { answerFromCache } from "./stages/answer-from-cache.ts";
import { audit } from "./stages/audit.ts";
import { authenticate } from "./stages/authenticate.ts";
import { authorize } from "./stages/authorize.ts";
import type { GatewayEnvironment } from "./stages/context.ts";
import { countTokens } from "./stages/count-tokens.ts";
import { estimate } from "./stages/estimate.ts";
import { forward } from "./stages/forward.ts";
import { health, journal, readiness } from "./stages/inspect.ts";
import { limit } from "./stages/limit.ts";
import { listModels } from "./stages/list-models.ts";
import { log } from "./stages/log.ts";
import { parse } from "./stages/parse.ts";
import { prove } from "./stages/prove.ts";
import { misconfigured, refuse, refusePath, takeOnly } from "./stages/refuse.ts";
import { reply } from "./stages/reply.ts";
import { screen } from "./stages/screen.ts";
import { MODEL_PATH, showModel } from "./stages/show-model.ts";
import { surface } from "./stages/surface.ts";
import { tenantObjectWith } from "./state/tenant-object.ts";
import { openLedger, sweep } from "./stores.ts";
import { SURFACES } from "./surfaces.ts";

export { CacheObject } from "./semantic-index/cache-object.ts";
export { DirectoryObject } from "./tenants/directory-object.ts";

/** Limits, money, cache and ledger entries of one tenant. */
export class TenantObject extends tenantObjectWith((env) => ({
  ledger: openLedger(env),
  deliveryFailed: log("ledger_delivery_failed"),
})) {}

const settings = parseSettings(gatewayConfig);

/** The path of every request, stage by stage. @throws ConfigError */
export function createGateway(env: Env, outside?: Outside): Hono<GatewayEnvironment> {
  const parts = assemble(env, settings, outside);
  const app = new Hono<GatewayEnvironment>();
  app.onError(refuse);
  app.notFound(refusePath);
  app.use(audit(parts.audit));
  app.use("/v1/*", allowBrowsers(settings.corsOrigins));

  const known = [authenticate(parts.keys, parts.policies, parts.now), authorize(), prove(parts.proofs)] as const;
  const counted = limit(parts.limits);
  // What every request passes, whatever its caller speaks: no path has a list of its own.
  const guarded = [reply(), ...known, counted, screen(parts.screening), parse(parts.parsing)] as const;
  const answered = [estimate(parts.estimates), answerFromCache(parts.caching), forward(parts.forwarding)] as const;
  for (const { path, dialect } of SURFACES) app.post(path, surface(dialect), ...guarded, ...answered);
  app.post("/v1/messages/count_tokens", surface(anthropicCount), ...guarded, countTokens(parts.forwarding));
  app.get("/v1/models", ...known, counted, listModels(parts.models, parts.providers));
  app.get(MODEL_PATH, ...known, counted, showModel(parts.models, parts.providers));
  for (const path of [...SURFACES.map(({ path }) => path), "/v1/messages/count_tokens"])
    app.all(path, takeOnly("POST"));
  for (const path of ["/v1/models", MODEL_PATH]) app.all(path, takeOnly("GET"));

  app.route("/", adminApi(parts.admin, parts.adminCredential));
  app.get("/healthz", health());
  app.get("/readyz", readiness(parts.reachable));
  if (parts.sent !== undefined) app.get("/dev/journal", journal(parts.sent));
  return app;
}

let gateway: Hono<GatewayEnvironment> | undefined;

export default {
  async fetch(request, env, context): Promise<Response> {
    try {
      gateway ??= createGateway(env);
    } catch (thrown) {
      if (!(thrown instanceof ConfigError)) throw thrown;
      return misconfigured(thrown, log("misconfigured"));
    }
    return gateway.fetch(request, env, context);
  },
  /** Gives the ledger what no request has given it. */
  async scheduled(_, env): Promise<void> {
    await sweep(env);
  },
} satisfies ExportedHandler<Env>;
