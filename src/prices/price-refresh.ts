import { REMOTE_DATA_JSON_URL } from "@pydantic/genai-prices";
import type { PriceRefreshSettings } from "../config/prices.ts";
import { readAtMost } from "../streaming/read-at-most.ts";
import type { Catalogue } from "./catalogue.ts";
import { listedProvider } from "./provider-names.ts";
import { readPublishedList } from "./published-list.ts";

const HOUR_MS = 3_600_000;
const TIMEOUT_MS = 10_000;
/** The list has half a megabyte. */
const MAX_LIST_BYTES = 4 * 1_048_576;
/** After a failure, whatever the settings say. */
const RETRY_MS = 15 * 60_000;

export interface RefreshPorts {
  readonly fetch: (url: string, request: RequestInit) => Promise<Response>;
  readonly now: () => number;
  /** The gateway's names of the providers whose prices are wanted; reading all would take long. */
  readonly providers: readonly string[];
  /** Told why a refresh failed. What was known stays. */
  readonly failed: (reason: string) => void;
}

/** Keeps a catalogue new, by asking the list's publisher now and then. */
export class PriceRefresh {
  readonly #catalogue: Catalogue;
  readonly #settings: PriceRefreshSettings;
  readonly #ports: RefreshPorts;
  #due = 0;

  constructor(catalogue: Catalogue, settings: PriceRefreshSettings, ports: RefreshPorts) {
    this.#catalogue = catalogue;
    this.#settings = settings;
    this.#ports = ports;
  }

  /** Asks for the list when it is due; never rejects. To be called with each request and not waited for. */
  async refreshIfDue(): Promise<void> {
    const { now, failed, providers } = this.#ports;
    if (now() < this.#due) return;
    // At once, so that requests that come meanwhile do not ask too.
    this.#due = now() + RETRY_MS;
    try {
      const wanted = new Set(providers.map(listedProvider));
      this.#catalogue.replace(readPublishedList(await this.#fetched(), wanted));
      this.#due = now() + this.#settings.everyHours * HOUR_MS;
    } catch (thrown) {
      failed(thrown instanceof RefreshError ? thrown.message : "not a price list");
    }
  }

  async #fetched(): Promise<unknown> {
    const url = this.#settings.url ?? REMOTE_DATA_JSON_URL;
    // A redirect could lead anywhere, and off https.
    const request: RequestInit = { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) };
    const response = await this.#ports.fetch(url, request).catch(() => {
      throw new RefreshError("not reachable");
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new RefreshError(`status ${response.status}`);
    }
    const bytes = await readAtMost(response.body, MAX_LIST_BYTES).catch(() => {
      throw new RefreshError("too large, or broken off");
    });
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  }
}

class RefreshError extends Error {
  override readonly name = "RefreshError";
}
