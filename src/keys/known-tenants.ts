import { BoundedMap } from "../core/bounded-map.ts";
import type { TenantRecord } from "../tenants/port.ts";
import { Flights } from "./flights.ts";

const MAX_TENANTS = 1_000;

interface Known {
  readonly record: TenantRecord | undefined;
  /** Unix ms. */
  readonly until: number;
}

/** The tenants of configured keys, and those that are not there, remembered for a while. */
export class KnownTenants {
  readonly #find: (id: string) => Promise<TenantRecord | undefined>;
  readonly #now: () => number;
  readonly #keptMs: number;
  readonly #known = new BoundedMap<string, Known>(MAX_TENANTS);
  readonly #records = new BoundedMap<string, TenantRecord>(MAX_TENANTS);
  readonly #flights: Flights<TenantRecord | undefined>;

  constructor(find: (id: string) => Promise<TenantRecord | undefined>, now: () => number, keptMs: number) {
    this.#find = find;
    this.#now = now;
    this.#keptMs = keptMs;
    this.#flights = new Flights(now);
  }

  /** @throws GatewayError `state_unavailable` */
  async of(id: string): Promise<{ readonly record: TenantRecord | undefined; readonly until: number }> {
    const known = this.#known.get(id);
    if (known !== undefined && known.until > this.#now()) return known;
    const { value, since } = await this.#flights.join(id, () => this.#find(id));
    const found = { record: value && this.shared(value), until: since + this.#keptMs };
    this.#known.set(id, found);
    return found;
  }

  /** The same object for the same version, so that a large policy is held once and not with each key. */
  shared(record: TenantRecord): TenantRecord {
    const held = this.#records.get(record.id);
    if (held?.version === record.version) return held;
    this.#records.set(record.id, record);
    return record;
  }
}
