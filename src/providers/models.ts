import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { readAtMost } from "../streaming/read-at-most.ts";
import { credentialHeader } from "./call.ts";
import type { UpstreamFetch } from "./port.ts";
import type { Provider } from "./provider.ts";

const LIST_TIMEOUT_MS = 5_000;
const KEEP_MS = 60_000;
const MAX_MODELS = 1_000;
const MAX_LIST_BYTES = 4 * 1_048_576;

/** A model as OpenAI's `GET /v1/models` lists it, named `provider/model`. */
export interface Model extends JsonObject {
  readonly id: string;
  readonly object: "model";
  readonly created: number;
  readonly owned_by: string;
}

/** Lists what each provider offers. A provider that does not answer in time is left out. */
export class ModelList {
  readonly #fetch: UpstreamFetch;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly until: number; readonly models: readonly Model[] }>();

  constructor(fetchUpstream: UpstreamFetch, now: () => number) {
    this.#fetch = fetchUpstream;
    this.#now = now;
  }

  async of(providers: readonly Provider[]): Promise<Model[]> {
    const lists = await Promise.all(providers.map((provider) => this.#ofOne(provider)));
    return lists.flat();
  }

  async #ofOne(provider: Provider): Promise<readonly Model[]> {
    const kept = this.#kept.get(provider.id);
    if (kept !== undefined && kept.until > this.#now()) return kept.models;
    const models = await this.#ask(provider);
    // An empty list is asked for again: the provider may have been down.
    if (models.length > 0) this.#kept.set(provider.id, { until: this.#now() + KEEP_MS, models });
    return models;
  }

  async #ask(provider: Provider): Promise<readonly Model[]> {
    const path = provider.dialect.name === "anthropic" ? "/v1/models?limit=1000" : "/models";
    try {
      const response = await this.#fetch(provider.baseUrl + path, {
        redirect: "manual",
        headers: { ...provider.headers, ...credentialHeader(provider.credential), accept: "application/json" },
        signal: AbortSignal.timeout(LIST_TIMEOUT_MS),
      });
      if (!response.ok) return [];
      const bytes = await readAtMost(response.body, MAX_LIST_BYTES);
      return readList(JSON.parse(new TextDecoder().decode(bytes)) as Json, provider.id);
    } catch {
      return [];
    }
  }
}

function readList(body: Json, provider: string): Model[] {
  const data = isObject(body) && Array.isArray(body.data) ? body.data.slice(0, MAX_MODELS) : [];
  return data.flatMap((entry) => {
    if (!isObject(entry) || typeof entry.id !== "string" || entry.id.length > 200) return [];
    const created = typeof entry.created === "number" ? entry.created : createdAt(entry.created_at);
    return [{ id: `${provider}/${entry.id}`, object: "model" as const, created, owned_by: provider }];
  });
}

/** Anthropic gives RFC 3339 times, OpenAI unix seconds. */
function createdAt(value: Json | undefined): number {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? 0 : Math.floor(ms / 1000);
}
