import { z } from "zod";
import { keyPolicy, tenantPolicy } from "../config/tenant-policy.ts";
import type { StoredKey, TenantRecord } from "./port.ts";

/** What a store holds is not a record. Carries nothing of it. */
export class BadRecord extends Error {
  override readonly name = "BadRecord";
}

const text = z.string().min(1).max(256);
const unixMs = z.int().min(0);
const version = z.int().min(1);

// What an older gateway has written is read with the defaults of what it did not know.
const tenantRecord = z.object({
  id: text,
  policy: tenantPolicy,
  version,
  disabled: z.boolean(),
  createdAt: unixMs,
});

const storedKey = z.object({
  publicId: text,
  tenant: text,
  label: z.string().max(1_024),
  hashes: z
    .array(z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), until: unixMs.optional() }))
    .min(1)
    .max(2),
  policy: keyPolicy,
  version,
  createdAt: unixMs,
  expiresAt: unixMs.optional(),
  revokedAt: unixMs.optional(),
});

/** Reads a tenant as a store holds it, in JSON; with `id`, only the record of that one. @throws BadRecord */
export function readTenant(json: unknown, id?: string): TenantRecord {
  const record = read(tenantRecord, json);
  if (id !== undefined && record.id !== id) throw new BadRecord();
  return record;
}

/** Reads a key as a store holds it, in JSON; with its id and tenant, only the record of that one. @throws BadRecord */
export function readKey(json: unknown, publicId?: string, tenant?: string): StoredKey {
  const record = read(storedKey, json);
  if (publicId !== undefined && record.publicId !== publicId) throw new BadRecord();
  if (tenant !== undefined && record.tenant !== tenant) throw new BadRecord();
  return record;
}

function read<T extends z.ZodType>(schema: T, json: unknown): z.output<T> {
  try {
    return schema.parse(JSON.parse(String(json)));
  } catch {
    throw new BadRecord();
  }
}
