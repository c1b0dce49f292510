import { z } from "zod";
import { pii } from "./pii.ts";
import { zeroTrust } from "./zero-trust.ts";

const DAY_SECONDS = 86_400;
const MAX_RULES = 16;

/** A model as `provider/model`; `*` at the end stands for any rest. */
const modelPattern = z.string().regex(/^[\w.:@/-]{1,160}\*?$|^\*$/, "must be a model, or the start of one and *");

/** Requests or tokens in a time, or requests at a time. */
const limit = z.discriminatedUnion("of", [
  z.strictObject({
    of: z.enum(["requests", "tokens"]),
    per: z.enum(["key", "tenant", "user", "ip", "model"]),
    amount: z.int().min(1).max(1_000_000_000_000),
    every: z.enum(["minute", "hour", "day"]),
    /** A token bucket lets `amount` pass at once and fills evenly; a sliding window looks back over the time. */
    algorithm: z.enum(["sliding-window", "token-bucket"]).default("sliding-window"),
  }),
  z.strictObject({
    of: z.literal("concurrency"),
    per: z.enum(["key", "tenant", "user", "ip", "model"]),
    amount: z.int().min(1).max(100_000),
  }),
]);

const budget = z.strictObject({
  per: z.enum(["key", "tenant"]),
  /** Days and months of UTC. */
  period: z.enum(["day", "month"]),
  usd: z.number().min(0).max(1_000_000_000),
  /** A soft budget only warns. */
  kind: z.enum(["hard", "soft"]).default("hard"),
  /** Share of it at which the webhook is called. */
  warnAt: z.number().gt(0).max(1).default(0.8),
});

/** What may be said for a tenant and, in addition, for one of its keys: both must let a request pass. */
const access = {
  models: z.array(modelPattern).max(256).optional(),
  providers: z.array(z.string().max(32)).max(64).optional(),
  /** Paths, or the start of one and *. */
  paths: z
    .array(z.string().regex(/^\/[\w./{}-]{0,128}\*?$/))
    .max(64)
    .optional(),
  /** Addresses and networks (CIDR). */
  ips: z.array(z.string().max(64)).max(256).optional(),
  /** Hosts of the pages that may call, from `origin` or `referer`; `*.` in front stands for any subdomain. */
  referrers: z.array(z.string().max(253)).max(64).optional(),
  limits: z.array(limit).max(MAX_RULES).default([]),
  budgets: z.array(budget).max(4).default([]),
};

const cache = z.strictObject({
  enabled: z.boolean().default(true),
  ttlSeconds: z
    .int()
    .min(1)
    .max(30 * DAY_SECONDS)
    .optional(),
  maxTtlSeconds: z
    .int()
    .min(1)
    .max(30 * DAY_SECONDS)
    .optional(),
});

const onFailure = z.enum(["closed", "open"]);

export const keyPolicy = z.strictObject(access);

export const tenantPolicy = z.strictObject({
  ...access,
  /** Instead of the deployment's; see gateway.config.ts. */
  pii: pii.optional(),
  zeroTrust: zeroTrust.optional(),
  cache: cache.prefault({}),
  /** A model without a known price: refuse it, or count it as nothing, with a warning. Refused where a hard budget stands unless said otherwise. */
  unknownPrice: z.enum(["refuse", "count-as-zero"]).optional(),
  /** Fields that a translation cannot carry are refused instead of dropped. */
  strict: z.boolean().default(false),
  /** What happens while the state cannot be asked. */
  onStateFailure: z
    .strictObject({
      limits: onFailure.default("closed"),
      money: onFailure.default("closed"),
      replay: onFailure.default("closed"),
    })
    .prefault({}),
});

export type KeyPolicy = z.output<typeof keyPolicy>;
export type TenantPolicy = z.output<typeof tenantPolicy>;
export type LimitRule = TenantPolicy["limits"][number];
export type BudgetRule = TenantPolicy["budgets"][number];
