import { z } from "@hono/zod-openapi";
import { name } from "../config/schema.ts";
import { keyPolicy, tenantPolicy } from "../config/tenant-policy.ts";

const WEEK_SECONDS = 604_800;
const MAX_PAGE = 100;
const MAX_ROWS = 1_000;

// Copies, because only schemas that were made behind this library's import can be named.
const tenantId = name.clone().openapi({ example: "acme" });
const KeyPolicy = keyPolicy.clone().openapi("KeyPolicy");
export const TenantPolicy = tenantPolicy.clone().openapi("TenantPolicy");

const time = z.iso.datetime({ offset: true }).openapi({ example: "2027-01-01T00:00:00Z" });
/** For people; no control characters, so that it can be printed. */
const label = z
  .string()
  .max(128)
  .regex(/^\P{Cc}*$/u, "must have no control characters")
  .openapi({ example: "the shop's backend" });

export const Tenant = z
  .strictObject({
    id: tenantId,
    policy: TenantPolicy,
    version: z.int().openapi({ description: "Goes up with each change; sent as if-match." }),
    disabled: z.boolean().openapi({ description: "The keys of a disabled tenant are refused." }),
    createdAt: time,
  })
  .openapi("Tenant");

export const Key = z
  .strictObject({
    id: z.string().openapi({ description: "The public part of the key.", example: "yv7FKf0ut9pz" }),
    tenant: tenantId,
    label,
    policy: KeyPolicy.openapi({ description: "In addition to the tenant's: both must let a request pass." }),
    version: z.int(),
    createdAt: time,
    expiresAt: time.nullable(),
    revokedAt: time.nullable(),
    oldSecretUntil: time
      .nullable()
      .openapi({ description: "Until then the secret before the last rotation counts too." }),
    lastUsedAt: time.nullable().openapi({ description: "As the usage ledger has it; null when it is not known." }),
  })
  .openapi("Key");

export const ShownKey = Key.extend({
  key: z.string().openapi({ description: "The key itself. It is shown once, and kept nowhere." }),
  signingSecret: z
    .string()
    .optional()
    .openapi({ description: "With which its holder signs requests, where the gateway asks for that." }),
}).openapi("ShownKey");

const warning = z.string().optional();
const next = z.string().nullable().openapi({ description: "Sent as `after`, it asks for the next page." });

export const TenantList = z.strictObject({ data: z.array(Tenant), next }).openapi("TenantList");
export const KeyList = z.strictObject({ data: z.array(Key), next, warning }).openapi("KeyList");
export const OneKey = Key.extend({ warning });

export const Budgets = z
  .strictObject({
    data: z.array(
      z.strictObject({
        per: z.enum(["key", "tenant"]),
        keyId: z.string().nullable(),
        period: z.enum(["day", "month"]),
        kind: z.enum(["hard", "soft"]),
        limitUsd: z.number(),
        spentUsd: z.number(),
        reservedUsd: z.number().openapi({ description: "Held for requests that are under way." }),
        endsAt: time,
      }),
    ),
    next,
  })
  .openapi("Budgets");

const grouping = z.enum(["key", "model", "provider", "day"]);

export const Usage = z
  .strictObject({
    tenant: tenantId,
    from: time,
    to: time,
    data: z.array(
      z.strictObject({
        group: z.record(z.string(), z.string()).openapi({ example: { key: "yv7FKf0ut9pz", day: "2026-11-21" } }),
        requests: z.int(),
        failed: z.int(),
        cacheHits: z.int(),
        inputTokens: z.int(),
        cachedInputTokens: z.int(),
        outputTokens: z.int(),
        reasoningTokens: z.int(),
        unpriced: z.int().openapi({ description: "Requests for models whose price is not known." }),
        costUsd: z.number(),
      }),
    ),
  })
  .openapi("Usage");

export const Problem = z
  .strictObject({
    error: z.strictObject({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable().openapi({ description: "The field that is wrong." }),
      code: z.string(),
    }),
  })
  .openapi("Error");

export const tenantPath = z.strictObject({ tenant: tenantId });
export const keyPath = tenantPath.extend({
  key: z.string().regex(/^[A-Za-z0-9]{12}$/, "must be the public id of a key"),
});

const whole = (most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.int().min(1).max(most));

export const pageQuery = z.strictObject({
  limit: whole(MAX_PAGE).default(MAX_PAGE).openapi({ type: "integer" }),
  after: z.string().min(1).max(64).optional(),
});

export const usageQuery = z.strictObject({
  tenant: tenantId,
  from: z
    .union([z.iso.date(), time])
    .optional()
    .openapi({ description: "Inclusive; 30 days before `to` if not given.", example: "2026-11-01" }),
  to: z.union([z.iso.date(), time]).optional().openapi({ description: "Exclusive; now if not given." }),
  groupBy: z
    .string()
    .max(64)
    .transform((text) => text.split(","))
    .pipe(
      z
        .array(grouping)
        .max(4)
        .refine((names) => new Set(names).size === names.length, "must name each once"),
    )
    .optional()
    .openapi({ type: "string", example: "key,model,day" }),
  key: keyPath.shape.key.optional(),
  model: z.string().min(1).max(200).optional(),
  limit: whole(MAX_ROWS).default(MAX_ROWS).openapi({ type: "integer" }),
});

export const newTenant = z.strictObject({ id: tenantId, policy: TenantPolicy.prefault({}) }).openapi("NewTenant");

export const newKey = z
  .strictObject({ label: label.default(""), policy: KeyPolicy.prefault({}), expiresAt: time.optional() })
  .openapi("NewKey");

export const keyChange = z
  .strictObject({ label: label.optional(), policy: KeyPolicy.optional(), expiresAt: time.nullable().optional() })
  .refine((change) => Object.keys(change).length > 0, "must change something")
  .openapi("KeyChange");

export const rotation = z
  .strictObject({
    overlapSeconds: z.int().min(0).max(WEEK_SECONDS).openapi({
      description: "How long the old secret counts beside the new one; 0 when it is known to somebody else.",
      example: 86_400,
    }),
  })
  .openapi("Rotation");
