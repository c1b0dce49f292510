import type { TenantState } from "./port.ts";
import type { TenantObject } from "./tenant-object.ts";

/** Tenant state in Durable Objects, one object for each tenant. */
export function durableObjectState(namespace: DurableObjectNamespace<TenantObject>): TenantState {
  const objectOf = (tenant: string) => namespace.getByName(`tenant:${tenant}`);
  return {
    admit: (tenant, admission) => objectOf(tenant).admit(admission),
    store: (tenant, entries) => objectOf(tenant).store(entries),
    ping: () => namespace.getByName("readiness").ping(),
  };
}
