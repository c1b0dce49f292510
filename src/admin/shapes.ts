import type { z } from "@hono/zod-openapi";
import type { StoredKey, TenantRecord } from "../tenants/port.ts";
import type { Key, Tenant } from "./schemas.ts";

/** A tenant as the API shows it. */
export function shownTenant({ id, policy, version, disabled, createdAt }: TenantRecord): z.output<typeof Tenant> {
  return { id, policy, version, disabled, createdAt: timeOf(createdAt) };
}

/** A key as the API shows it: nothing of its secrets. */
export function shownKey(key: StoredKey, lastUsedAt: number | undefined, now: number): z.output<typeof Key> {
  const old = key.hashes.slice(1).find(({ until }) => until !== undefined && until > now);
  return {
    id: key.publicId,
    tenant: key.tenant,
    label: key.label,
    policy: key.policy,
    version: key.version,
    createdAt: timeOf(key.createdAt),
    expiresAt: timeOrNull(key.expiresAt),
    revokedAt: timeOrNull(key.revokedAt),
    oldSecretUntil: timeOrNull(old?.until),
    lastUsedAt: timeOrNull(lastUsedAt),
  };
}

export function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

function timeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : timeOf(ms);
}

/** Dollars of whole micro-dollars. */
export function usdOf(microdollars: number): number {
  return microdollars / 1_000_000;
}
