import { inTime } from "../core/deadline.ts";
import { type Failure, GatewayError } from "../core/failure.ts";
import { ChangedMeanwhile, type StoredKey, type TenantRecord } from "../tenants/port.ts";
import type { AdminPorts } from "./ports.ts";

/** A store that takes longer is down, as far as a caller can tell. */
const DEADLINE_MS = 5_000;

/**
 * Waits for the directory or the state. Of what it says when it fails only the kind is kept.
 * @throws GatewayError `state_unavailable`; ChangedMeanwhile as it is
 */
export async function fromState<T>(work: Promise<T>): Promise<T> {
  return reached("state_unavailable", work);
}

/** @throws GatewayError `ledger_unavailable` */
export async function fromLedger<T>(work: Promise<T>): Promise<T> {
  return reached("ledger_unavailable", work);
}

async function reached<T>(kind: "state_unavailable" | "ledger_unavailable", work: Promise<T>): Promise<T> {
  try {
    return await inTime(DEADLINE_MS, work);
  } catch (thrown) {
    if (thrown instanceof ChangedMeanwhile) throw thrown;
    const failure: Failure = { kind, reason: thrown instanceof Error ? thrown.name : typeof thrown };
    throw new GatewayError(failure);
  }
}

/** @throws GatewayError `unknown_record` */
export async function tenantOf({ directory }: AdminPorts, id: string): Promise<TenantRecord> {
  const tenant = await fromState(directory.tenant(id));
  if (tenant === undefined) throw new GatewayError({ kind: "unknown_record", record: "tenant" });
  return tenant;
}

/** A tenant's key; another tenant's is not there. @throws GatewayError `unknown_record` */
export async function keyOf({ directory }: AdminPorts, tenant: string, id: string): Promise<StoredKey> {
  const key = await fromState(directory.key(tenant, id));
  if (key === undefined) throw new GatewayError({ kind: "unknown_record", record: "key" });
  return key;
}

/** What was to be replaced is not the newest any more. */
export function changedMeanwhile(): GatewayError {
  return new GatewayError({ kind: "conflict", param: null, message: "It was changed meanwhile. Read it again." });
}
