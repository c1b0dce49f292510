import type { Settings } from "../config/schema.ts";
import type { ZeroTrust } from "../config/zero-trust.ts";
import type { BudgetRule, KeyPolicy, LimitRule, TenantPolicy } from "../config/tenant-policy.ts";
import type { Scanner } from "../scan/port.ts";
import { type Access, both, compileAccess } from "./access.ts";
import type { ScreeningPolicy } from "./screening-policy.ts";
import { strictestBudgets, strictestLimits } from "./strictest.ts";

/** Finds and knows how to replace what a tenant does not let pass. */
export interface Screening {
  readonly scanner: Scanner;
  readonly policy: ScreeningPolicy;
}

/** What holds for one caller: what the tenant's policy, the key's and the deployment's settings say together. */
export interface CallerPolicy extends Access {
  /** Of two that count the same, the lower one. */
  readonly limits: readonly LimitRule[];
  readonly budgets: readonly BudgetRule[];
  readonly unknownPrice: "refuse" | "count-as-zero";
  readonly cache: Settings["cache"];
  readonly strict: boolean;
  /** What a request must prove beside its key. */
  readonly zeroTrust: ZeroTrust;
  readonly onStateFailure: TenantPolicy["onStateFailure"];
  readonly screening: Screening;
}

/** What a tenant's policy was compiled to. */
export interface CompiledTenant {
  readonly policy: TenantPolicy;
  readonly access: Access;
  readonly screening: Screening;
  /** What it says for each of its keys, as long as the key is known. */
  readonly callers: WeakMap<KeyPolicy, CallerPolicy>;
}

type Deployment = Pick<Settings, "limits" | "cache" | "zeroTrust">;

/** @throws ConfigError naming the field of the key's policy */
export function callerPolicy(tenant: CompiledTenant, key: KeyPolicy, deployment: Deployment): CallerPolicy {
  const { policy, access, screening } = tenant;
  const budgets = strictestBudgets([...key.budgets, ...policy.budgets]);
  const hard = budgets.some(({ kind }) => kind === "hard");
  return {
    ...both(access, compileAccess(key)),
    limits: limitsOf(strictestLimits([...key.limits, ...policy.limits]), deployment),
    budgets,
    unknownPrice: policy.unknownPrice ?? (hard ? "refuse" : "count-as-zero"),
    cache: cacheOf(policy.cache, deployment.cache),
    strict: policy.strict,
    zeroTrust: policy.zeroTrust ?? deployment.zeroTrust,
    onStateFailure: policy.onStateFailure,
    screening,
  };
}

/** The deployment's figure holds where nothing else is said of a key's requests. */
function limitsOf(rules: readonly LimitRule[], { limits }: Deployment): readonly LimitRule[] {
  if (rules.some(({ of, per }) => of === "requests" && per === "key")) return rules;
  const amount = limits.requestsPerMinute;
  return [...rules, { of: "requests", per: "key", amount, every: "minute", algorithm: "sliding-window" }];
}

/** The tenant's settings, within the deployment's. */
function cacheOf(tenant: TenantPolicy["cache"], deployment: Settings["cache"]): Settings["cache"] {
  const maxTtlSeconds = Math.min(tenant.maxTtlSeconds ?? deployment.maxTtlSeconds, deployment.maxTtlSeconds);
  return {
    ...deployment,
    enabled: deployment.enabled && tenant.enabled,
    ttlSeconds: Math.min(tenant.ttlSeconds ?? deployment.ttlSeconds, maxTtlSeconds),
    maxTtlSeconds,
  };
}
