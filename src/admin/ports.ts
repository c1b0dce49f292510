import type { BudgetRule } from "../config/tenant-policy.ts";
import type { TenantPolicies } from "../policy/tenant-policies.ts";
import type { UsageLedger } from "../ledger/port.ts";
import type { GatewayKeys } from "../keys/gateway-key.ts";
import type { KeyHash } from "../keys/key-hash.ts";
import type { TenantState } from "../state/port.ts";
import type { Directory } from "../tenants/port.ts";

/** A budget's counter in the state of its tenant. */
export interface BudgetCounter {
  readonly counter: string;
  /** End of the period, unix ms. */
  readonly endsAt: number;
}

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
  /** The counter of a budget, for the tenant as a whole or for one of its keys, in the period that `now` lies in. */
  readonly budgetCounter: (rule: BudgetRule, keyId: string | undefined, now: number) => BudgetCounter;
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
