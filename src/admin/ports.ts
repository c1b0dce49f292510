import type { TenantPolicies } from "../policy/tenant-policies.ts";
import type { UsageLedger } from "../ledger/port.ts";
import type { GatewayKeys } from "../keys/gateway-key.ts";
import type { KeyHash } from "../keys/key-hash.ts";
import type { TenantState } from "../state/port.ts";
import type { Directory } from "../tenants/port.ts";

/** Everything that the admin API may touch. */
export interface AdminPorts {
  readonly directory: Directory;
  /** A deployment may have none. */
  readonly ledger: UsageLedger | undefined;
  readonly state: Pick<TenantState, "spending">;
  readonly policies: Pick<TenantPolicies, "checkTenant" | "checkKey">;
  readonly keys: Pick<GatewayKeys, "newId" | "newSecret">;
  readonly hash: KeyHash;
  /** With which the holder of a key signs its requests; absent where requests are not signed. */
  readonly signingSecret: ((publicId: string) => string) | undefined;
  readonly now: () => number;
  /** Writes down what was changed. */
  readonly log: (change: AdminChange) => void;
}

/** One line of the log: what was done, to what. No secret. */
export interface AdminChange {
  readonly action: string;
  readonly tenant: string;
  readonly keyId?: string | undefined;
  readonly requestId: string;
}
