import { type ApiKey, parseApiKey } from "../core/api-key.ts";
import { BoundedMap } from "../core/bounded-map.ts";
import type { KeyRefusal } from "../core/failure.ts";
import type { Directory, StoredKey, TenantRecord } from "../tenants/port.ts";
import { Flights } from "./flights.ts";
import type { GatewayKeys } from "./gateway-key.ts";
import { bytesOf, hexOf, isEqual, type KeyHash } from "./key-hash.ts";
import { KnownTenants } from "./known-tenants.ts";
import type { ConfiguredKey, ConfiguredKeys, VerifiedKey } from "./port.ts";

/** How long a key that was verified is not looked up again: the longest that a revocation can take. */
const REMEMBERED_MS = 30_000;
const MAX_REMEMBERED = 10_000;
/** How long a secret that was refused is not looked up again. */
const REFUSED_MS = 5_000;
const MAX_REFUSED = 10_000;
/** Compared with when a key's id is not known, so that the answer takes as long as for a wrong secret. */
const NO_HASH = new Uint8Array(32);

interface Passed {
  readonly secret: Uint8Array;
  readonly key: VerifiedKey;
  /** Unix ms. */
  readonly until: number;
}

type Found = Awaited<ReturnType<Directory["find"]>>;
type Judged = { readonly key: VerifiedKey; readonly until: number } | KeyRefusal;

export interface KeyVerifierPorts {
  readonly configured: ConfiguredKeys;
  readonly directory: Pick<Directory, "find" | "tenant">;
  readonly own: Pick<GatewayKeys, "isOwn">;
  readonly hash: KeyHash;
  readonly now: () => number;
}

/** Tells whose a key is. Secrets are compared in constant time. */
export class KeyVerifier {
  readonly #ports: KeyVerifierPorts;
  readonly #tenants: KnownTenants;
  readonly #flights: Flights<Found>;
  /** By public id; while a key is rotated, both of its secrets. */
  readonly #passed = new BoundedMap<string, readonly Passed[]>(MAX_REMEMBERED);
  readonly #refused = new BoundedMap<string, { readonly refusal: KeyRefusal; readonly until: number }>(MAX_REFUSED);

  constructor(ports: KeyVerifierPorts) {
    this.#ports = ports;
    this.#tenants = new KnownTenants((id) => ports.directory.tenant(id), ports.now, REMEMBERED_MS);
    this.#flights = new Flights(ports.now);
  }

  /** @throws GatewayError `state_unavailable` */
  async verify(text: string | undefined): Promise<VerifiedKey | KeyRefusal> {
    if (text === undefined) return "missing";
    const key = parseApiKey(text);
    if (key === undefined) return "malformed";
    const secret = encoder.encode(key.secret);
    const now = this.#ports.now();
    const passed = this.#passed.get(key.publicId) ?? [];
    const same = passed.find((one) => one.until > now && isEqual(one.secret, secret));
    if (same !== undefined) return same.key;
    const judged = await this.#judge(key);
    if (typeof judged === "string") return judged;
    const others = passed.filter((one) => one.until > now).slice(0, 1);
    this.#passed.set(key.publicId, [{ secret, ...judged }, ...others]);
    return judged.key;
  }

  async #judge(key: ApiKey): Promise<Judged> {
    const { configured, own, hash } = this.#ports;
    const presented = hash(key.secret);
    const known = configured.find(key.publicId);
    const isSame = isEqual(known?.hash ?? NO_HASH, presented);
    const isOwn = own.isOwn(key);
    if (known !== undefined) return isSame ? this.#configured(known) : "mismatch";
    return isOwn ? this.#stored(key.publicId, presented) : "forged";
  }

  async #configured({ publicId, tenant, policy }: ConfiguredKey): Promise<Judged> {
    const { record, until } = await this.#tenants.of(tenant);
    return record?.disabled ? "disabled" : { key: { publicId, tenant, policy, record }, until };
  }

  async #stored(publicId: string, presented: Uint8Array): Promise<Judged> {
    const name = `${publicId}-${hexOf(presented)}`;
    const refused = this.#refused.get(name);
    if (refused !== undefined && refused.until > this.#ports.now()) return refused.refusal;
    const first = await this.#find(publicId, presented, false);
    // An answer that somebody else has asked for before may not know the newest secret yet.
    const { judged } =
      first.joined && typeof first.judged === "string" ? await this.#find(publicId, presented, true) : first;
    if (typeof judged === "string") this.#refused.set(name, { refusal: judged, until: this.#ports.now() + REFUSED_MS });
    return judged;
  }

  async #find(publicId: string, presented: Uint8Array, fresh: boolean) {
    const { directory } = this.#ports;
    const { value, since, joined } = await this.#flights.join(publicId, () => directory.find(publicId), fresh);
    const found = value && { key: value.key, tenant: this.#tenants.shared(value.tenant) };
    return { judged: judge(found, presented, since), joined };
  }
}

/** @param now since when what was found may be old, unix ms. */
function judge(
  found: { readonly key: StoredKey; readonly tenant: TenantRecord } | undefined,
  presented: Uint8Array,
  now: number,
): Judged {
  const hashes = found?.key.hashes ?? [];
  // Every one is compared, and one more if there is none.
  const same = [...hashes.map(({ hash, until }) => ({ bytes: bytesOf(hash), until })), { bytes: NO_HASH, until: 0 }]
    .filter(({ bytes }) => isEqual(bytes, presented))
    .find(({ until }) => until === undefined || until > now);
  if (found === undefined) return "unknown";
  if (same === undefined) return "mismatch";
  const { key, tenant } = found;
  if (key.revokedAt !== undefined) return "revoked";
  if (key.expiresAt !== undefined && key.expiresAt <= now) return "expired";
  if (tenant.disabled) return "disabled";
  return {
    key: { publicId: key.publicId, tenant: tenant.id, policy: key.policy, record: tenant },
    until: Math.min(now + REMEMBERED_MS, key.expiresAt ?? Infinity, same.until ?? Infinity),
  };
}

const encoder = new TextEncoder();
