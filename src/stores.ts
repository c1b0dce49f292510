import type { Environment } from "./config/environment.ts";
import { D1Ledger } from "./ledger/d1.ts";
import type { UsageLedger } from "./ledger/port.ts";
import { PostgresLedger } from "./ledger/postgres.ts";
import { durableObjectState } from "./state/durable-object.ts";
import type { TenantState } from "./state/port.ts";
import { durableObjectDirectory } from "./tenants/durable-object.ts";
import type { Directory } from "./tenants/port.ts";

/** For what a caller waits for: a store that takes longer is down, as far as a caller can tell. */
const DEADLINE_MS = 250;
/** For what happens behind an answer. */
const BACKGROUND_DEADLINE_MS = 5_000;

/** Where the gateway keeps what its replicas share. */
export interface Stores {
  readonly state: TenantState;
  readonly directory: Directory;
  readonly ledger: UsageLedger | undefined;
}

/** The bindings that stores are reached through. */
type Bindings = Pick<Env, "TENANTS" | "DIRECTORY"> & LedgerBindings;

interface LedgerBindings {
  readonly LEDGER?: D1Database;
  readonly HYPERDRIVE?: Hyperdrive;
}

export function openStores(bindings: Bindings): Stores {
  return {
    state: durableObjectState(bindings.TENANTS, DEADLINE_MS, BACKGROUND_DEADLINE_MS),
    directory: durableObjectDirectory(bindings.DIRECTORY),
    ledger: openLedger(bindings),
  };
}

/** A database of one's own comes before the one that every deployment has. */
export function openLedger({ HYPERDRIVE, LEDGER }: LedgerBindings): UsageLedger | undefined {
  if (HYPERDRIVE !== undefined) return new PostgresLedger(HYPERDRIVE.connectionString);
  return LEDGER === undefined ? undefined : new D1Ledger(LEDGER);
}
