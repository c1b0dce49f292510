import { z } from "zod";
import { pii } from "./pii.ts";
import { parseConfig } from "./parse-config.ts";
import { tenantPolicy } from "./tenant-policy.ts";
import { zeroTrust } from "./zero-trust.ts";
import { priceRefresh, prices } from "./prices.ts";

// Workers refuse code made from strings; without this zod probes for it at every start.
z.config({ jitless: true });

const MINUTE_MS = 60_000;
const DAY_SECONDS = 86_400;
const MEBIBYTE = 1_048_576;

const CONFIG_FILE = "gateway.config.ts";

/** The name of a tenant or a provider. */
export const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, "must be lower-case letters, digits and hyphens, at most 32");

const variableName = z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, "must be the name of an environment variable");

const provider = z.strictObject({
  /** The part of `provider/model` before the slash. */
  id: name,
  /** How the provider speaks. Most vendors speak OpenAI's dialect. */
  dialect: z.enum(["openai", "anthropic"]).default("openai"),
  baseUrl: z.url({ protocol: /^https?$/ }),
  /** Name of the variable that holds its key; without one the provider is called without a credential. */
  keyVariable: variableName.optional(),
  /** Bare model names that start so are sent to this provider. */
  modelPrefixes: z.array(z.string().min(1).max(64)).max(32).default([]),
});

/** What a limit may be. */
export const requestsPerMinute = z.int().min(1).max(1_000_000);

const limits = z.strictObject({
  /** Per key, in a sliding window of one minute; a key's own figure comes before it. */
  requestsPerMinute: requestsPerMinute.default(600),
  bodyBytes: z
    .int()
    .min(1024)
    .max(12 * MEBIBYTE)
    .default(8 * MEBIBYTE),
  /** Nesting of arrays and objects in a body. */
  jsonDepth: z.int().min(8).max(256).default(64),
  /** Scalars, arrays and objects in a body. */
  jsonValues: z.int().min(100).max(2_000_000).default(500_000),
  messages: z.int().min(1).max(50_000).default(10_000),
  /** Reserved of budgets for an answer when a request does not say how long it may be. */
  assumedOutputTokens: z.int().min(1).max(1_000_000).default(4_096),
});

const cache = z.strictObject({
  enabled: z.boolean().default(true),
  ttlSeconds: z
    .int()
    .min(1)
    .max(30 * DAY_SECONDS)
    .default(300),
  /** The most that a request may ask for with x-agentshield-cache-ttl. */
  maxTtlSeconds: z
    .int()
    .min(1)
    .max(30 * DAY_SECONDS)
    .default(DAY_SECONDS),
});

const timeouts = z.strictObject({
  firstByteMs: z
    .int()
    .min(100)
    .max(10 * MINUTE_MS)
    .default(2 * MINUTE_MS),
  /** Between two pieces of an answer. */
  idleMs: z
    .int()
    .min(100)
    .max(10 * MINUTE_MS)
    .default(MINUTE_MS),
  totalMs: z
    .int()
    .min(100)
    .max(60 * MINUTE_MS)
    .default(10 * MINUTE_MS),
});

/** Told when a budget is nearly or wholly spent. */
const budgetWebhook = z.strictObject({
  url: z.union(
    [z.url({ protocol: /^https$/ }), z.url({ protocol: /^http$/, hostname: /^(?:localhost|127\.0\.0\.1)$/ })],
    {
      error: "must be an https URL, or an http URL of this machine",
    },
  ),
  /** Name of the variable that holds the secret of its signatures: `whsec_` and base64. */
  secretVariable: variableName,
});

const state = z.strictObject({
  /** How long a request waits for limits, money and keys; a state that takes longer is down, as far as a caller can tell. */
  deadlineMs: z.int().min(20).max(10_000).default(250),
  /** How much longer than any answer a reservation stands that is never settled. */
  leaseMarginMs: z.int().min(100).max(600_000).default(60_000),
});

const gateway = z.strictObject({
  providers: z.array(provider).max(64).default([]),
  limits: limits.prefault({}),
  cache: cache.prefault({}),
  timeouts: timeouts.prefault({}),
  state: state.prefault({}),
  pii: pii.prefault({}),
  /** By tenant, for those that the admin API does not know: what it has comes before this. */
  tenants: z.record(name, tenantPolicy).default({}),
  zeroTrust: zeroTrust.prefault({}),
  prices,
  priceRefresh: priceRefresh.optional(),
  budgetWebhook: budgetWebhook.optional(),
  /** Origins that browsers may call from; keys are bearer tokens, so "*" gives away nothing by itself. */
  corsOrigins: z.array(z.string().max(256)).max(64).default(["*"]),
});

/** `gateway.config.ts` as written. */
export type GatewayConfig = z.input<typeof gateway>;
/** The same with every default filled in. */
export type Settings = z.output<typeof gateway>;
export type ProviderSettings = Settings["providers"][number];

/** Types a configuration; it is validated when the Worker starts. */
export function defineGateway(config: GatewayConfig): GatewayConfig {
  return config;
}

/** @throws ConfigError naming the first field that is wrong. */
export function parseSettings(config: unknown): Settings {
  return parseConfig(gateway, config, CONFIG_FILE);
}
