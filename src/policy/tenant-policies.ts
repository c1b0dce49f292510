import { ConfigError, within } from "../config/parse-config.ts";
import type { PiiSettings } from "../config/pii.ts";
import type { Settings } from "../config/schema.ts";
import { type KeyPolicy, type TenantPolicy, tenantPolicy } from "../config/tenant-policy.ts";
import { BoundedMap } from "../core/bounded-map.ts";
import { GatewayError } from "../core/failure.ts";
import type { CustomRule, Scanner } from "../scan/port.ts";
import { compileAccess } from "./access.ts";
import { type CallerPolicy, callerPolicy, type CompiledTenant, type Screening } from "./caller-policy.ts";
import { checkNames } from "./known-names.ts";
import { createOwnScanner } from "./own-rules.ts";
import { compilePolicy } from "./screening-policy.ts";

/** Tenants whose policies are kept compiled. */
const MAX_COMPILED = 64;
/** Of those with own rules fewer: each has an engine, which takes at least 1.5 MiB of an isolate's 128. */
const MAX_WITH_ENGINE = 16;

/** Makes an engine that looks for more than its own rules. */
type CreateScanner = (custom: readonly CustomRule[]) => Scanner;

/** A tenant's policy as it is stored. */
export interface Versioned {
  readonly id: string;
  readonly version: number;
  readonly policy: TenantPolicy;
}

interface CompiledVersion {
  readonly version: number;
  readonly tenant: CompiledTenant;
}

/** Compiles the policies of tenants and keys, and keeps what it has compiled. */
export class TenantPolicies {
  readonly #settings: Settings;
  readonly #create: CreateScanner;
  readonly #providers: readonly string[];
  readonly #shared: Screening;
  readonly #ownRules: boolean;
  /** Without any own rules, for tenants whose settings need none; made when it is needed first. */
  #plain: Scanner | undefined;
  readonly #configured: ReadonlyMap<string, CompiledTenant>;
  readonly #others: CompiledTenant;
  readonly #compiled = new BoundedMap<string, CompiledVersion>(MAX_COMPILED);
  readonly #withEngine = new BoundedMap<string, CompiledVersion>(MAX_WITH_ENGINE);

  /**
   * @param providers the ids that a policy may name.
   * @throws ConfigError naming the field of `gateway.config.ts`
   */
  constructor(settings: Settings, create: CreateScanner, providers: readonly string[]) {
    this.#settings = settings;
    this.#create = create;
    this.#providers = providers;
    this.#shared = screening(settings.pii, create);
    this.#ownRules = hasOwnRules(settings.pii);
    this.#others = this.#compile(tenantPolicy.parse({}));
    const configured = Object.entries(settings.tenants);
    this.#configured = new Map(
      configured.map(([id, policy]) => [id, within(["tenants", id], () => this.checkTenant(policy))]),
    );
  }

  /** How the deployment screens what belongs to no tenant yet. */
  get deployment(): Screening {
    return this.#shared;
  }

  /**
   * What holds for a key of a tenant. `stored` is the tenant as the directory has it, and comes
   * before what the configuration says of the tenant.
   * @throws GatewayError `misconfigured` when a stored policy cannot be used: nothing of that tenant passes
   */
  of(tenant: string, stored: Versioned | undefined, key: KeyPolicy): CallerPolicy {
    try {
      const compiled = stored === undefined ? (this.#configured.get(tenant) ?? this.#others) : this.#remembered(stored);
      return this.#caller(compiled, key);
    } catch (thrown) {
      if (!(thrown instanceof ConfigError)) throw thrown;
      throw new GatewayError({ kind: "misconfigured", reason: "policy of the tenant or of the key" });
    }
  }

  /** Tries whether a tenant's policy can be used. @throws ConfigMistake naming the field */
  checkTenant(policy: TenantPolicy): CompiledTenant {
    checkNames(policy, this.#providers);
    return this.#compile(policy);
  }

  /** Tries whether a key's policy can be used. @throws ConfigMistake naming the field */
  checkKey(policy: KeyPolicy): void {
    checkNames(policy, this.#providers);
    compileAccess(policy);
  }

  #caller(tenant: CompiledTenant, key: KeyPolicy): CallerPolicy {
    const known = tenant.callers.get(key);
    if (known !== undefined) return known;
    const policy = callerPolicy(tenant, key, this.#settings);
    tenant.callers.set(key, policy);
    return policy;
  }

  #remembered({ id, version, policy }: Versioned): CompiledTenant {
    const kept = policy.pii !== undefined && hasOwnRules(policy.pii) ? this.#withEngine : this.#compiled;
    const known = kept.get(id);
    // Of two keys one may still be remembered with an older version: the newest holds for both.
    const newest = known !== undefined && known.version >= version ? known : { version, tenant: this.#compile(policy) };
    // Set again: what was used lately stays.
    kept.set(id, newest);
    return newest.tenant;
  }

  #compile(policy: TenantPolicy): CompiledTenant {
    const { pii } = policy;
    return {
      policy,
      callers: new WeakMap(),
      access: compileAccess(policy),
      screening: pii === undefined ? this.#shared : this.#screening(pii),
    };
  }

  /** An engine of its own only where there is something that no other engine looks for. */
  #screening(pii: PiiSettings): Screening {
    if (hasOwnRules(pii)) return screening(pii, this.#create);
    const scanner = this.#ownRules ? (this.#plain ??= this.#create([])) : this.#shared.scanner;
    return { scanner, policy: compilePolicy(pii, scanner) };
  }
}

function hasOwnRules({ patterns, words }: PiiSettings): boolean {
  return patterns.length + words.length > 0;
}

function screening(pii: PiiSettings, create: CreateScanner): Screening {
  const scanner = createOwnScanner(pii, create);
  return { scanner, policy: compilePolicy(pii, scanner) };
}
