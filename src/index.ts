import { Hono } from "hono";
import gatewayConfig from "../gateway.config.ts";
import { WriteBehind } from "./cache/write-behind.ts";
import { ConfigError } from "./config/parse-config.ts";
import { parseEnvironment } from "./config/environment.ts";
import { parseSettings } from "./config/schema.ts";
import { configuredKeys } from "./keys/configured-keys.ts";
import { keyedHash } from "./keys/key-hash.ts";
import { gatewayKeys } from "./keys/gateway-key.ts";
import { KeyVerifier } from "./keys/key-verifier.ts";
import { requestSecrets } from "./keys/request-secret.ts";
import { tenantDigests } from "./keys/tenant-digest.ts";
import { TenantPolicies } from "./policy/tenant-policies.ts";
import { anthropicMessages } from "./providers/anthropic/dialect.ts";
import { echoProvider, withEcho } from "./providers/echo.ts";
import { Journal } from "./providers/journal.ts";
import { ModelList } from "./providers/models.ts";
import { openaiCompatible } from "./providers/openai-compatible.ts";
import type { UpstreamFetch } from "./providers/port.ts";
import { connectProviders, knownProviders } from "./providers/provider.ts";
import { Catalogue } from "./prices/catalogue.ts";
import { OwnPrices } from "./prices/own-prices.ts";
import engine from "./scan/engine.wasm";
import { readJsonWith, screenTextWith } from "./stages/text-screening.ts";
import { createScanner } from "./scan/wasm.ts";
import { allowBrowsers } from "./stages/allow-browsers.ts";
import { answerFromCache } from "./stages/answer-from-cache.ts";
import { audit } from "./stages/audit.ts";
import { authenticate } from "./stages/authenticate.ts";
import { authorize } from "./stages/authorize.ts";
import type { GatewayEnvironment } from "./stages/context.ts";
import { estimate } from "./stages/estimate.ts";
import { forward } from "./stages/forward.ts";
import { health, journal, readiness } from "./stages/inspect.ts";
import { limit } from "./stages/limit.ts";
import { listModels } from "./stages/list-models.ts";
import { parse } from "./stages/parse.ts";
import { misconfigured, refuse, refusePath, takeOnly } from "./stages/refuse.ts";
import { prove, type ProvePorts } from "./stages/prove.ts";
import { reply } from "./stages/reply.ts";
import { screen } from "./stages/screen.ts";
import { type SettlementEvents, Settlements } from "./state/settlements.ts";
import { tenantObjectWith } from "./state/tenant-object.ts";
import { openLedger, openStores } from "./stores.ts";
import { log, logLost, logRecord } from "./stages/log.ts";
import { type KeySetFetch, KeySets } from "./trust/key-sets.ts";

export { DirectoryObject } from "./tenants/directory-object.ts";

/** Limits, money, cache and ledger entries of one tenant. */
export class TenantObject extends tenantObjectWith((env) => ({
  ledger: openLedger(env),
  deliveryFailed: log("ledger_delivery_failed"),
})) {}

/** How much longer than any answer a reservation stands. */
const LEASE_MARGIN_MS = 60_000;

const settings = parseSettings(gatewayConfig);
const policies = new TenantPolicies(settings, (own) => createScanner(engine, own), knownProviders(settings));

/** What is reached over the network; tests pass their own. */
interface Outside {
  readonly fetch: UpstreamFetch;
}

/** Puts the gateway together: everything that it may touch is named here. @throws ConfigError */
export function createGateway(
  env: Env,
  outside: Outside = { fetch: (url, request) => fetch(url, request) },
): Hono<GatewayEnvironment> {
  const variables = { ...env };
  const environment = parseEnvironment(variables);
  const development = environment.ENVIRONMENT === "development";
  const now = () => Date.now();
  const newId = () => crypto.randomUUID();
  const dialects = { openai: openaiCompatible, anthropic: anthropicMessages(now) };
  const configured = connectProviders(settings.providers, variables, dialects, !development);
  const providers = development ? [...configured, echoProvider] : configured;
  const sent = new Journal();
  const network = development ? withEcho(outside.fetch, now) : outside.fetch;
  const upstream = development ? sent.watching(network, now) : network;
  const hash = keyedHash(environment.KEY_PEPPER);
  const own = gatewayKeys(environment.KEY_PEPPER, (length) => crypto.getRandomValues(new Uint8Array(length)));
  const { state, directory, ledger } = openStores(env);
  const keys = new KeyVerifier({ configured: configuredKeys(environment, hash), directory, own, hash, now });
  const { scanner, policy } = policies.deployment;
  const models = new ModelList(network, now);
  const catalogue = new Catalogue();
  const counted = limit({
    state,
    settlements: new Settlements(state, settlementEvents(), now),
    digestFor: tenantDigests(environment.KEY_PEPPER, "callers"),
    leaseMs: settings.timeouts.totalMs + LEASE_MARGIN_MS,
    now,
    newId,
  });
  const proven = prove(proofPorts(environment.KEY_PEPPER, outside.fetch, now));

  const app = new Hono<GatewayEnvironment>();
  app.onError(refuse);
  app.notFound(refusePath);
  app.use(audit({ now, newId, sink: logRecord, screenText: screenTextWith(policy) }));
  app.use("/v1/*", allowBrowsers(settings.corsOrigins));

  app.post(
    "/v1/chat/completions",
    reply(),
    authenticate(keys, policies, now),
    authorize(),
    proven,
    counted,
    screen({ limits: settings.limits, digestFor: tenantDigests(environment.KEY_PEPPER), now }),
    parse({ limits: settings.limits, providers, now }),
    estimate({
      prices: new OwnPrices(settings.prices, catalogue),
      assumedOutputTokens: settings.limits.assumedOutputTokens,
      now,
    }),
    answerFromCache({ now, writeBehind: new WriteBehind(state, now, log("cache_store_failed")) }),
    forward({
      fetch: upstream,
      now,
      timeouts: settings.timeouts,
      readJson: readJsonWith(scanner, settings.limits),
    }),
  );
  app.get("/v1/models", authenticate(keys, policies, now), authorize(), proven, counted, listModels(models, providers));
  app.get("/healthz", health());
  app.get("/readyz", readiness({ state, directory, ...(ledger && { ledger }) }));
  if (development) app.get("/dev/journal", journal(sent));
  app.all("/v1/chat/completions", takeOnly("POST"));
  app.all("/v1/models", takeOnly("GET"));
  return app;
}

/** What the proofs of a request are checked with. */
function proofPorts(pepper: string, fetch: KeySetFetch, now: () => number): ProvePorts {
  return {
    zeroTrustOf: () => settings.zeroTrust,
    keySets: new KeySets(fetch, now),
    requestSecretOf: requestSecrets(pepper),
    digestFor: tenantDigests(pepper, "subjects"),
    maxBodyBytes: settings.limits.bodyBytes,
    now,
  };
}

/** What is told of settlements that went wrong, and of budgets that are nearly spent. */
function settlementEvents(): SettlementEvents {
  return {
    notices: async () => undefined,
    lost: logLost,
    undelivered: log("ledger_delivery_failed"),
  };
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
} satisfies ExportedHandler<Env>;
