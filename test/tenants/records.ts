import { keyPolicy, tenantPolicy } from "../../src/config/tenant-policy.ts";
import type { StoredKey, TenantRecord } from "../../src/tenants/port.ts";

/** A tenant as it is added. */
export function tenantRecord(id: string, more: Partial<TenantRecord> = {}): TenantRecord {
  return { id, policy: tenantPolicy.parse({}), version: 1, disabled: false, createdAt: 1, ...more };
}

/** A key as it is added. */
export function storedKey(publicId: string, tenant: string, more: Partial<StoredKey> = {}): StoredKey {
  const hashes = [{ hash: "0".repeat(64) }];
  return { publicId, tenant, label: "", hashes, policy: keyPolicy.parse({}), version: 1, createdAt: 1, ...more };
}
