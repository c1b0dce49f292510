import { Hono } from "hono";
import gatewayConfig from "../gateway.config.ts";
import { adminApi } from "./admin/admin-api.ts";
import { WriteBehind } from "./cache/write-behind.ts";
import { ConfigError } from "./config/parse-config.ts";
import { type Environment, parseEnvironment } from "./config/environment.ts";
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
import engine from "./scan/engine.wasm";
import { D1Ledger } from "./ledger/d1.ts";
import { readJsonWith, screenTextWith } from "./stages/text-screening.ts";
import { createScanner } from "./scan/wasm.ts";
import { allowBrowsers } from "./stages/allow-browsers.ts";
import { answerFromCache } from "./stages/answer-from-cache.ts";
import { audit } from "./stages/audit.ts";
import { authenticate } from "./stages/authenticate.ts";
import { authorize } from "./stages/authorize.ts";
import type { GatewayEnvironment } from "./stages/context.ts";
import { forward } from "./stages/forward.ts";
import { health, journal, readiness } from "./stages/inspect.ts";
import { limit } from "./stages/limit.ts";
import { listModels } from "./stages/list-models.ts";
import { parse } from "./stages/parse.ts";
import { misconfigured, refuse, refusePath, takeOnly } from "./stages/refuse.ts";
import { prove, type ProvePorts } from "./stages/prove.ts";
import { reply } from "./stages/reply.ts";
import { screen } from "./stages/screen.ts";
import { durableObjectState } from "./state/durable-object.ts";
import { tenantObjectWith } from "./state/tenant-object.ts";
import { durableObjectDirectory } from "./tenants/durable-object.ts";
import { log, logChange, logRecord } from "./stages/log.ts";
import { type KeySetFetch, KeySets } from "./trust/key-sets.ts";

export { DirectoryObject } from "./tenants/directory-object.ts";

/** Limits, money and cache of one tenant. */
export class TenantObject extends tenantObjectWith(() => ({
  ledger: undefined,
  deliveryFailed: log("ledger_delivery_failed"),
})) {}

/** A state that takes longer is down, as far as a caller can tell. */
const STATE_DEADLINE_MS = 3_000;

const settings = parseSettings(gatewayConfig);
const policies = new TenantPolicies(settings, (own) => createScanner(engine, own), knownProviders(settings));

const now = () => Date.now();
const newId = () => crypto.randomUUID();

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
  const dialects = { openai: openaiCompatible, anthropic: anthropicMessages(now) };
  const configured = connectProviders(settings.providers, variables, dialects, !development);
  const providers = development ? [...configured, echoProvider] : configured;
  const sent = new Journal();
  const network = development ? withEcho(outside.fetch, now) : outside.fetch;
  const upstream = development ? sent.watching(network, now) : network;
  const hash = keyedHash(environment.KEY_PEPPER);
  const own = gatewayKeys(environment.KEY_PEPPER, (length) => crypto.getRandomValues(new Uint8Array(length)));
  const directory = durableObjectDirectory(env.DIRECTORY);
  const keys = new KeyVerifier({ configured: configuredKeys(environment, hash), directory, own, hash, now });
  const state = durableObjectState(env.TENANTS, STATE_DEADLINE_MS);
  const { scanner, policy } = policies.deployment;
  const models = new ModelList(network, now);
  const proven = prove(proofPorts(environment.KEY_PEPPER, outside.fetch));

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
    limit(state, now, newId),
    screen({ limits: settings.limits, digestFor: tenantDigests(environment.KEY_PEPPER), now }),
    parse({ limits: settings.limits, providers, now }),
    answerFromCache({ now, writeBehind: new WriteBehind(state, now, log("cache_store_failed")) }),
    forward({
      fetch: upstream,
      now,
      timeouts: settings.timeouts,
      readJson: readJsonWith(scanner, settings.limits),
    }),
  );
  app.get(
    "/v1/models",
    authenticate(keys, policies, now),
    authorize(),
    proven,
    limit(state, now, newId),
    listModels(models, providers),
  );
  const admin = { directory, ledger: new D1Ledger(env.LEDGER), state, policies, keys: own, hash, now };
  app.route("/", adminApi({ ...admin, signingSecret: signing(environment), log: logChange }, environment));
  app.get("/healthz", health());
  app.get("/readyz", readiness({ state, directory }));
  if (development) app.get("/dev/journal", journal(sent));
  app.all("/v1/chat/completions", takeOnly("POST"));
  app.all("/v1/models", takeOnly("GET"));
  return app;
}

/** Shown with a new key where its holder may have to sign requests. */
function signing({ KEY_PEPPER }: Environment): ((publicId: string) => string) | undefined {
  return settings.zeroTrust.proofs.some(({ kind }) => kind === "hmac") ? requestSecrets(KEY_PEPPER) : undefined;
}

/** What the proofs of a request are checked with. */
function proofPorts(pepper: string, fetch: KeySetFetch): ProvePorts {
  return {
    zeroTrustOf: () => settings.zeroTrust,
    keySets: new KeySets(fetch, now),
    requestSecretOf: requestSecrets(pepper),
    digestFor: tenantDigests(pepper, "subjects"),
    maxBodyBytes: settings.limits.bodyBytes,
    now,
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
