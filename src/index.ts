import { Hono } from "hono";
import gatewayConfig from "../gateway.config.ts";
import { WriteBehind } from "./cache/write-behind.ts";
import { ConfigError } from "./config/parse-config.ts";
import { parseEnvironment } from "./config/environment.ts";
import { parseSettings } from "./config/schema.ts";
import { configuredKeys } from "./keys/configured-keys.ts";
import { keyedHash } from "./keys/key-hash.ts";
import { KeyVerifier } from "./keys/key-verifier.ts";
import { tenantDigests } from "./keys/tenant-digest.ts";
import { createOwnScanner } from "./policy/own-rules.ts";
import { compilePolicy } from "./policy/screening-policy.ts";
import { anthropicMessages } from "./providers/anthropic/dialect.ts";
import { echoProvider, withEcho } from "./providers/echo.ts";
import { Journal } from "./providers/journal.ts";
import { ModelList } from "./providers/models.ts";
import { openaiCompatible } from "./providers/openai-compatible.ts";
import type { UpstreamFetch } from "./providers/port.ts";
import { connectProviders } from "./providers/provider.ts";
import engine from "./scan/engine.wasm";
import { readJsonWith, screenTextWith } from "./stages/text-screening.ts";
import { createScanner } from "./scan/wasm.ts";
import { allowBrowsers } from "./stages/allow-browsers.ts";
import { answerFromCache } from "./stages/answer-from-cache.ts";
import { audit } from "./stages/audit.ts";
import { authenticate } from "./stages/authenticate.ts";
import type { GatewayEnvironment } from "./stages/context.ts";
import { forward } from "./stages/forward.ts";
import { health, journal, readiness } from "./stages/inspect.ts";
import { limit } from "./stages/limit.ts";
import { listModels } from "./stages/list-models.ts";
import { parse } from "./stages/parse.ts";
import { misconfigured, refuse, refusePath, takeOnly } from "./stages/refuse.ts";
import { reply } from "./stages/reply.ts";
import { screen } from "./stages/screen.ts";
import { durableObjectState } from "./state/durable-object.ts";
import { tenantObjectWith } from "./state/tenant-object.ts";
import { log, logRecord } from "./stages/log.ts";

/** Limits, money and cache of one tenant. */
export class TenantObject extends tenantObjectWith(() => ({
  ledger: undefined,
  deliveryFailed: log("ledger_delivery_failed"),
})) {}

/** A state that takes longer is down, as far as a caller can tell. */
const STATE_DEADLINE_MS = 3_000;

const settings = parseSettings(gatewayConfig);
const scanner = createOwnScanner(settings.pii, (own) => createScanner(engine, own));
const policy = compilePolicy(settings.pii, scanner);

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
  const stored = configuredKeys(environment, settings.limits.requestsPerMinute, hash);
  const keys = new KeyVerifier(stored, hash, now);
  const state = durableObjectState(env.TENANTS, STATE_DEADLINE_MS);
  const screenText = screenTextWith(policy);

  const app = new Hono<GatewayEnvironment>();
  app.onError(refuse);
  app.notFound(refusePath);
  app.use(audit({ now, newId, sink: logRecord, screenText }));
  app.use("/v1/*", allowBrowsers(settings.corsOrigins));

  app.post(
    "/v1/chat/completions",
    reply(),
    authenticate(keys, now),
    limit(state, now, newId),
    screen({ limits: settings.limits, scanner, policy, digestFor: tenantDigests(environment.KEY_PEPPER), now }),
    parse({ limits: settings.limits, providers, screenText, now }),
    answerFromCache({
      settings: settings.cache,
      now,
      holdsValues: (text) => policy.scan(text).length > 0,
      writeBehind: new WriteBehind(state, now, log("cache_store_failed")),
    }),
    forward({
      fetch: upstream,
      now,
      timeouts: settings.timeouts,
      readJson: readJsonWith(scanner, settings.limits),
      screenText,
    }),
  );
  app.get(
    "/v1/models",
    authenticate(keys, now),
    limit(state, now, newId),
    listModels(new ModelList(network, now), providers),
  );
  app.get("/healthz", health());
  app.get("/readyz", readiness(state));
  if (development) app.get("/dev/journal", journal(sent));
  app.all("/v1/chat/completions", takeOnly("POST"));
  app.all("/v1/models", takeOnly("GET"));
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
} satisfies ExportedHandler<Env>;
