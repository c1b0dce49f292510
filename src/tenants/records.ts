import { z } from "zod";
import { keyPolicy, tenantPolicy } from "../config/tenant-policy.ts";
import type { StoredKey, TenantRecord } from "./port.ts";

const version = z.int().min(0);
const time = z.int().min(0);

const tenantRecord = z.strictObject({
  id: z.string().min(1).max(256),
  policy: tenantPolicy,
  version,
  disabled: z.boolean(),
  createdAt: time,
});

const storedKey = z.strictObject({
  publicId: z.string().min(1).max(256),
  tenant: z.string().min(1).max(256),
  label: z.string().max(1024),
  hashes: z.array(z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/), until: time.optional() })).max(2),
  policy: keyPolicy,
  version,
  createdAt: time,
  expiresAt: time.optional(),
  revokedAt: time.optional(),
});

/** A record that is not what was written: nobody may pass by it. Holds nothing of the record. */
export class CorruptedRecord extends Error {
  override readonly name = "CorruptedRecord";
}

/** @throws CorruptedRecord */
export function readTenant(text: unknown, id: string): TenantRecord {
  const record = read(tenantRecord, text);
  if (record.id !== id) throw new CorruptedRecord("a tenant's record is another one's");
  return record;
}

/** @throws CorruptedRecord */
export function readKey(text: unknown, publicId: string, tenant: string): StoredKey {
  const record = read(storedKey, text);
  if (record.publicId !== publicId || record.tenant !== tenant) {
    throw new CorruptedRecord("a key's record is another one's");
  }
  return record;
}

function read<T extends z.ZodType>(schema: T, text: unknown): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(typeof text === "string" ? text : "");
  } catch {
    throw new CorruptedRecord("a record is not JSON");
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new CorruptedRecord("a record does not have its schema");
  return result.data;
}
