import { WriteBehind } from "./cache/write-behind.ts";
import { type Environment, parseEnvironment } from "./config/environment.ts";
import type { Settings } from "./config/schema.ts";
import { secret, type Variables } from "./config/vault.ts";
import { ConfigError } from "./config/parse-config.ts";
import { configuredKeys } from "./keys/configured-keys.ts";
import { gatewayKeys } from "./keys/gateway-key.ts";
import { keyedHash } from "./keys/key-hash.ts";
import { KeyVerifier } from "./keys/key-verifier.ts";
import { requestSecrets } from "./keys/request-secret.ts";
import { tenantDigests } from "./keys/tenant-digest.ts";
import { budgetNotices } from "./ledger/budget-notices.ts";
import { budgetWebhook } from "./ledger/budget-webhook.ts";
import { signingKey } from "./ledger/webhook-signature.ts";
import { TenantPolicies } from "./policy/tenant-policies.ts";
import { Catalogue } from "./prices/catalogue.ts";
import { OwnPrices } from "./prices/own-prices.ts";
import { PriceRefresh } from "./prices/price-refresh.ts";
import { anthropicMessages } from "./providers/anthropic/dialect.ts";
import { echoProvider, withEcho } from "./providers/echo.ts";
import { Journal } from "./providers/journal.ts";
import { ModelList } from "./providers/models.ts";
import { openaiCompatible } from "./providers/openai-compatible.ts";
import { connectProviders, knownProviders } from "./providers/provider.ts";
import engine from "./scan/engine.wasm";
import { createScanner } from "./scan/wasm.ts";
import { log, logChange, logLost, logRecord } from "./stages/log.ts";
import { readJsonWith, screenTextWith } from "./stages/text-screening.ts";
import { Settlements } from "./state/settlements.ts";
import { openStores } from "./stores.ts";
import { KeySets } from "./trust/key-sets.ts";

/** What is reached over the network; tests pass their own. */
export interface Outside {
  readonly fetch: (url: string, request: RequestInit) => Promise<Response>;
}

const now = (): number => Date.now();
const newId = (): string => crypto.randomUUID();

/** Makes what the stages work with, out of the configuration: all that the gateway may touch. @throws ConfigError */
export function assemble(env: Env, settings: Settings, outside: Outside = { fetch: (url, init) => fetch(url, init) }) {
  const variables = { ...env };
  const environment = parseEnvironment(variables);
  const pepper = environment.KEY_PEPPER;
  const { state, directory, ledger } = openStores(env, environment, {
    fetch: outside.fetch,
    deadlineMs: settings.state.deadlineMs,
  });
  const policies = new TenantPolicies(settings, (own) => createScanner(engine, own), knownProviders(settings));
  const { scanner, policy } = policies.deployment;
  const hash = keyedHash(pepper);
  const keys = gatewayKeys(pepper, (length) => crypto.getRandomValues(new Uint8Array(length)));
  const catalogue = new Catalogue();
  const { limits, timeouts } = settings;
  return {
    now,
    audit: { now, newId, sink: logRecord, screenText: screenTextWith(policy) },
    keys: new KeyVerifier({ configured: configuredKeys(environment, hash), directory, own: keys, hash, now }),
    policies,
    proofs: {
      keySets: new KeySets(outside.fetch, now),
      requestSecretOf: requestSecrets(pepper),
      digestFor: tenantDigests(pepper, "subjects"),
      maxBodyBytes: limits.bodyBytes,
      now,
    },
    limits: {
      state,
      settlements: new Settlements(state, settlementEvents(settings, variables, outside), now),
      digestFor: tenantDigests(pepper, "callers"),
      leaseMs: timeouts.totalMs + settings.state.leaseMarginMs,
      now,
      newId,
    },
    screening: { limits, digestFor: tenantDigests(pepper), now },
    estimates: {
      prices: new OwnPrices(settings.prices, catalogue),
      refresh: priceRefresh(settings, catalogue, outside),
      assumedOutputTokens: limits.assumedOutputTokens,
      now,
    },
    caching: { now, writeBehind: new WriteBehind(state, now, log("cache_store_failed")) },
    ...upstreams(settings, variables, environment, outside, readJsonWith(scanner, limits)),
    admin: {
      directory,
      ledger,
      state,
      policies,
      keys,
      hash,
      signingSecret: requestSecrets(pepper),
      log: logChange,
      now,
    },
    adminCredential: environment,
    reachable: { state, directory, ...(ledger && { ledger }) },
  };
}

/** Everything about providers. In development one that echoes is among them, and what is sent is kept for the journal. */
function upstreams(
  { limits, providers: settings, timeouts }: Settings,
  variables: Variables,
  { ENVIRONMENT }: Environment,
  outside: Outside,
  readJson: ReturnType<typeof readJsonWith>,
) {
  const development = ENVIRONMENT === "development";
  const dialects = { openai: openaiCompatible, anthropic: anthropicMessages(now) };
  const configured = connectProviders(settings, variables, dialects, !development);
  const providers = development ? [...configured, echoProvider] : configured;
  const sent = development ? new Journal() : undefined;
  const network = development ? withEcho(outside.fetch, now) : outside.fetch;
  return {
    providers,
    models: new ModelList(network, now),
    parsing: { limits, providers, now },
    forwarding: { fetch: sent?.watching(network, now) ?? network, now, timeouts, readJson, newId },
    sent,
  };
}

function priceRefresh(settings: Settings, catalogue: Catalogue, { fetch }: Outside) {
  if (settings.priceRefresh === undefined) return undefined;
  const failed = log("price_refresh_failed");
  return new PriceRefresh(catalogue, settings.priceRefresh, {
    fetch,
    now,
    failed,
    providers: knownProviders(settings),
  });
}

/** Who is told of settlements that went wrong, and of budgets that are nearly spent. @throws ConfigError */
function settlementEvents({ budgetWebhook: settings }: Settings, variables: Variables, { fetch }: Outside) {
  const common = { lost: logLost, undelivered: log("ledger_delivery_failed") };
  if (settings === undefined) return { ...common, notices: async () => undefined };
  const { url, secretVariable } = settings;
  const whsec = secret(variables, secretVariable);
  if (whsec === undefined) throw new ConfigError(`environment: ${secretVariable}: is missing; budgetWebhook needs it`);
  const failed = log("budget_webhook_failed");
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, ms);
    });
  const tell = budgetWebhook(url, signingKey(whsec, secretVariable), {
    fetch,
    now,
    pause,
    failed: ({ tenant }, reason) => failed(`${tenant}: ${reason}`),
  });
  return { ...common, notices: budgetNotices(tell) };
}
