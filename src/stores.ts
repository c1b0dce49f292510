import { type Environment, parseEnvironment } from "./config/environment.ts";
import { D1Ledger } from "./ledger/d1.ts";
import type { UsageLedger } from "./ledger/port.ts";
import { PostgresLedger } from "./ledger/postgres.ts";
import { durableObjectState } from "./state/durable-object.ts";
import type { TenantState } from "./state/port.ts";
import { upstashState } from "./state/upstash.ts";
import { durableObjectDirectory } from "./tenants/durable-object.ts";
import type { Directory } from "./tenants/port.ts";
import { upstashDirectory } from "./tenants/upstash.ts";
import { UpstashRedis } from "./upstash/redis.ts";
import type { RestEndpoint } from "./upstash/post.ts";

/** For what happens behind an answer. */
const BACKGROUND_DEADLINE_MS = 5_000;

/** Where the gateway keeps what its replicas share. */
export interface Stores {
  readonly state: TenantState;
  readonly directory: Directory;
  readonly ledger: UsageLedger | undefined;
  /** Gives the ledger what nobody has given it: where the state cannot do so by itself. */
  readonly sweep?: () => Promise<void>;
}

/** The bindings that stores are reached through. */
type Bindings = Pick<Env, "TENANTS" | "DIRECTORY"> & LedgerBindings;

interface LedgerBindings {
  readonly LEDGER?: D1Database;
  readonly HYPERDRIVE?: Hyperdrive;
}

interface StorePorts {
  readonly fetch: RestEndpoint["fetch"];
  /** For what a caller waits for. */
  readonly deadlineMs: number;
}

/** Opens Upstash's Redis where the environment names one, else the objects that every deployment has. */
export function openStores(bindings: Bindings, environment: Environment, { fetch, deadlineMs }: StorePorts): Stores {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = environment;
  const ledger = openLedger(bindings);
  if (url === undefined || token === undefined) {
    const state = durableObjectState(bindings.TENANTS, deadlineMs, BACKGROUND_DEADLINE_MS);
    return { state, directory: durableObjectDirectory(bindings.DIRECTORY), ledger };
  }
  const upstash = new UpstashRedis({ url, token, fetch });
  const deadlines = { deadlineMs, backgroundDeadlineMs: BACKGROUND_DEADLINE_MS };
  const state = upstashState({ upstash, ledger, ...deadlines });
  return { state, directory: upstashDirectory(upstash, deadlineMs), ledger, sweep: () => state.deliverAll() };
}

/** Gives the ledger what requests have left behind. @throws ConfigError, or what the stores reject with */
export async function sweep(env: Env): Promise<void> {
  const ports = {
    fetch: (url: string, request: RequestInit) => fetch(url, request),
    deadlineMs: BACKGROUND_DEADLINE_MS,
  };
  await openStores(env, parseEnvironment({ ...env }), ports).sweep?.();
}

/** A database of one's own comes before the one that every deployment has. */
export function openLedger({ HYPERDRIVE, LEDGER }: LedgerBindings): UsageLedger | undefined {
  if (HYPERDRIVE !== undefined) return new PostgresLedger(HYPERDRIVE.connectionString);
  return LEDGER === undefined ? undefined : new D1Ledger(LEDGER);
}
