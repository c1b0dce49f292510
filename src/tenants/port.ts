import type { KeyPolicy, TenantPolicy } from "../config/tenant-policy.ts";

/** A tenant as it is stored. */
export interface TenantRecord {
  readonly id: string;
  readonly policy: TenantPolicy;
  /** Goes up with each change. */
  readonly version: number;
  /** A disabled tenant's keys are refused. */
  readonly disabled: boolean;
  /** Unix ms. */
  readonly createdAt: number;
}

/** A key as it is stored: of its secrets only keyed hashes. */
export interface StoredKey {
  readonly publicId: string;
  readonly tenant: string;
  /** For people; no secret. */
  readonly label: string;
  /** HMAC-SHA-256, hex, newest first; at most two, the older one until its overlap ends. */
  readonly hashes: readonly { readonly hash: string; readonly until?: number | undefined }[];
  readonly policy: KeyPolicy;
  readonly version: number;
  readonly createdAt: number;
  /** Unix ms. */
  readonly expiresAt?: number | undefined;
  readonly revokedAt?: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Asks for the next page; absent on the last. */
  readonly next?: string | undefined;
}

/** The version that a change was based on is not the newest any more. */
export class ChangedMeanwhile extends Error {
  override readonly name = "ChangedMeanwhile";
}

/**
 * Tenants and their keys, shared by every replica. Every method rejects when the store cannot be
 * reached. Keys are found by public id; everything else names its tenant, and finds nothing of
 * another one's.
 */
export interface Directory {
  /** A key with its tenant. */
  find(publicId: string): Promise<{ readonly key: StoredKey; readonly tenant: TenantRecord } | undefined>;
  tenant(id: string): Promise<TenantRecord | undefined>;
  tenants(limit: number, after?: string): Promise<Page<TenantRecord>>;
  /** False when the id is taken. */
  addTenant(tenant: TenantRecord): Promise<boolean>;
  /** Replaces a tenant of version `tenant.version - 1`. @throws ChangedMeanwhile */
  replaceTenant(tenant: TenantRecord): Promise<void>;
  /** False when the public id is taken, or there is no such tenant. */
  addKey(key: StoredKey): Promise<boolean>;
  key(tenant: string, publicId: string): Promise<StoredKey | undefined>;
  keys(tenant: string, limit: number, after?: string): Promise<Page<StoredKey>>;
  /** Replaces a key of version `key.version - 1`. @throws ChangedMeanwhile */
  replaceKey(key: StoredKey): Promise<void>;
  ping(): Promise<void>;
}
