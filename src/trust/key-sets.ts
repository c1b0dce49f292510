import { createLocalJWKSet, errors, type JWSHeaderParameters } from "jose";
import { inTime } from "../core/deadline.ts";
import type { TokenFault } from "../core/proof-fault.ts";
import { BodyTooLargeError, readAtMost } from "../streaming/read-at-most.ts";

/** How long keys are used without asking for them again: the longest that a withdrawn key is still accepted. */
const KEPT_MS = 600_000;
/** Between two fetches because of a key that is not in the set: who invents key ids causes no more of them. */
const UNKNOWN_KEY_PAUSE_MS = 30_000;
/** Between two fetches while the issuer cannot be reached. */
const FAILURE_PAUSE_MS = 5_000;
const DEADLINE_MS = 2_000;
const MAX_SET_BYTES = 65_536;
const MAX_KEYS = 32;
const MAX_SETS = 64;

/** `fetch`, as far as key sets are asked for with it. */
export type KeySetFetch = (
  url: string,
  request: {
    readonly headers: Readonly<Record<string, string>>;
    /** A redirect would leave the configured host. */
    readonly redirect: "manual";
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

/** The keys of an issuer cannot be had. */
export class KeySetError extends Error {
  override readonly name = "KeySetError";
  readonly fault: Extract<TokenFault, "keys_unreachable" | "keys_invalid">;
  constructor(fault: KeySetError["fault"]) {
    super(fault);
    this.fault = fault;
  }
}

type Keys = ReturnType<typeof createLocalJWKSet>;
type Key = Awaited<ReturnType<Keys>>;

interface KeySet {
  keys?: Keys;
  /** Unix ms, as all times here. */
  until: number;
  askedAt: number;
  failure?: KeySetError | undefined;
  pending?: Promise<Keys> | undefined;
}

/**
 * The public keys of issuers (JWK sets, RFC 7517), kept in this isolate. Only addresses from the configuration come
 * here. When a set cannot be had nothing is accepted; one that is kept is used until its time is over.
 *
 * jose's `createRemoteJWKSet` has no bound on the size of a set, asks again for each request while an issuer is down,
 * and in Workers does not share a fetch between requests; so only the choice of the key is jose's.
 */
export class KeySets {
  readonly #fetch: KeySetFetch;
  readonly #now: () => number;
  readonly #sets = new Map<string, KeySet>();

  constructor(fetch: KeySetFetch, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /**
   * Gives the one key of a set that fits a token's header.
   * @throws KeySetError, or jose's JWKSNoMatchingKey or JWKSMultipleMatchingKeys
   */
  async find(url: string, header: JWSHeaderParameters): Promise<Key> {
    const set = this.#setOf(url);
    const kept = set.keys !== undefined && this.#now() < set.until ? set.keys : undefined;
    const keys = kept ?? (await this.#ask(url, set));
    try {
      return await keys(header);
    } catch (thrown) {
      const mayHaveRotated = thrown instanceof errors.JWKSNoMatchingKey && kept !== undefined;
      const paused = set.pending === undefined && this.#now() - set.askedAt < UNKNOWN_KEY_PAUSE_MS;
      if (!mayHaveRotated || paused) throw thrown;
      return (await this.#ask(url, set))(header);
    }
  }

  #setOf(url: string): KeySet {
    const known = this.#sets.get(url);
    if (known !== undefined) return known;
    const [oldest] = this.#sets.keys();
    if (this.#sets.size >= MAX_SETS && oldest !== undefined) this.#sets.delete(oldest);
    const set = { until: 0, askedAt: Number.NEGATIVE_INFINITY };
    this.#sets.set(url, set);
    return set;
  }

  /** Waits for the fetch that is under way, or starts one. */
  async #ask(url: string, set: KeySet): Promise<Keys> {
    const passed = this.#now() - set.askedAt;
    // A fetch ends with the request that has started it, perhaps without a word.
    if (set.pending !== undefined && passed < DEADLINE_MS) return soon(set.pending);
    if (set.failure !== undefined && passed < FAILURE_PAUSE_MS) throw set.failure;
    set.askedAt = this.#now();
    const pending = this.#load(url, set).finally(() => {
      if (set.pending === pending) set.pending = undefined;
    });
    set.pending = pending;
    return soon(pending);
  }

  async #load(url: string, set: KeySet): Promise<Keys> {
    const aborting = new AbortController();
    const timer = setTimeout(() => aborting.abort(), DEADLINE_MS);
    try {
      const keys = await fetchKeys(this.#fetch, url, aborting.signal);
      set.keys = keys;
      set.until = this.#now() + KEPT_MS;
      set.failure = undefined;
      return keys;
    } catch (thrown) {
      set.failure = thrown instanceof KeySetError ? thrown : new KeySetError("keys_unreachable");
      throw set.failure;
    } finally {
      clearTimeout(timer);
    }
  }
}

async function fetchKeys(fetch: KeySetFetch, url: string, signal: AbortSignal): Promise<Keys> {
  const headers = { accept: "application/jwk-set+json, application/json" };
  const response = await fetch(url, { headers, redirect: "manual", signal });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new KeySetError("keys_unreachable");
  }
  try {
    const bytes = await readAtMost(response.body, MAX_SET_BYTES);
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
    const set = JSON.parse(text) as { keys: [] };
    const keys = createLocalJWKSet(set);
    if (set.keys.length > MAX_KEYS) throw new KeySetError("keys_invalid");
    return keys;
  } catch (thrown) {
    const isContent =
      thrown instanceof BodyTooLargeError || thrown instanceof SyntaxError || thrown instanceof TypeError;
    throw isContent || thrown instanceof errors.JOSEError ? new KeySetError("keys_invalid") : thrown;
  }
}

/** No request waits longer, also for a fetch that another one has started. */
async function soon<T>(work: Promise<T>): Promise<T> {
  return inTime(DEADLINE_MS, work, () => new KeySetError("keys_unreachable"));
}
