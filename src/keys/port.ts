import type { KeyPolicy } from "../config/tenant-policy.ts";
import type { TenantRecord } from "../tenants/port.ts";

/** A key of the environment. */
export interface ConfiguredKey {
  readonly publicId: string;
  /** HMAC-SHA-256 of the secret, 32 bytes. */
  readonly hash: Uint8Array;
  readonly tenant: string;
  readonly policy: KeyPolicy;
}

/** Keys that are there without asking anybody. */
export interface ConfiguredKeys {
  find(publicId: string): ConfiguredKey | undefined;
}

/** Whose key it is, and what it may do. The same object as long as it is remembered. */
export interface VerifiedKey {
  readonly publicId: string;
  readonly tenant: string;
  readonly policy: KeyPolicy;
  /** The tenant as the directory has it; a configured key's tenant may not be there. */
  readonly record: TenantRecord | undefined;
}
