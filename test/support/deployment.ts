import { startGateway, type TestGateway } from "./gateway.ts";
import { startUpstream, type TestUpstream } from "./upstream.ts";
import { startUpstash, type UpstashDouble } from "./upstash-rest.ts";

export type Backend = "Durable Objects" | "Upstash";

const ADMIN_TOKEN = "admin-token-of-the-tests-0123456789";
/** Replicas that share a Redis. Objects belong to one process where they run locally. */
const REPLICAS = { "Durable Objects": 1, Upstash: 2 };

export interface Made {
  readonly key: string;
  readonly id: string;
  readonly signingSecret: string;
}

/** Gateways with a state backend, an admin who makes tenants, and a provider, all real but for the provider and Upstash's front. */
export async function startDeployment(
  backend: Backend,
  variables: Readonly<Record<string, string>> = {},
  { source, replicas: count = REPLICAS[backend] }: { readonly source?: string; readonly replicas?: number } = {},
) {
  const upstream = await startUpstream();
  const upstash = backend === "Upstash" ? await startUpstash() : undefined;
  const start = (state?: string) =>
    startGateway(
      {
        OPENAI_API_KEY: "sk-upstream",
        OPENAI_BASE_URL: `${upstream.url}/v1`,
        ADMIN_TOKEN,
        ...(upstash && { UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token }),
        ...variables,
      },
      state,
      source,
    );
  const replicas = await Promise.all(Array.from({ length: count }, () => start()));
  return new Deployment(upstream, upstash, replicas, start);
}

let tenants = 0;

export class Deployment {
  readonly upstream: TestUpstream;
  readonly upstash: UpstashDouble | undefined;
  readonly replicas: TestGateway[];
  readonly #start: (state: string) => Promise<TestGateway>;
  readonly #crashed: TestGateway[] = [];
  #sent = 0;

  constructor(
    upstream: TestUpstream,
    upstash: UpstashDouble | undefined,
    replicas: TestGateway[],
    start: (state: string) => Promise<TestGateway>,
  ) {
    this.upstream = upstream;
    this.upstash = upstash;
    this.replicas = replicas;
    this.#start = start;
  }

  /** Ends a replica without a word, and starts another one on the disk that it has left. */
  async crash(index: number): Promise<void> {
    const replica = this.replicas[index];
    if (replica === undefined) throw new Error("no replica");
    await replica.kill();
    this.#crashed.push(replica);
    this.replicas[index] = await this.#start(replica.state);
  }

  /** Makes a tenant with a policy. */
  async tenant(policy: object): Promise<string> {
    tenants += 1;
    const id = `tenant-${tenants}`;
    await this.admin("POST", "/tenants", { id, policy });
    return id;
  }

  async key(tenant: string, more: object = {}): Promise<Made> {
    const made = await this.admin("POST", `/tenants/${tenant}/keys`, { label: "test", ...more });
    return { key: String(made["key"]), id: String(made["id"]), signingSecret: String(made["signingSecret"]) };
  }

  async admin(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.#replica().url}/admin/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** Sends a chat request, to one replica after the other. */
  async chat(key: string, body: object, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
    return fetch(`${this.#replica().url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  }

  #replica(): TestGateway {
    this.#sent += 1;
    const replica = this.replicas[this.#sent % this.replicas.length];
    if (replica === undefined) throw new Error("no replica");
    return replica;
  }

  async close(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.close()));
    // Their folders were still in use.
    await Promise.all(this.#crashed.map((replica) => replica.close()));
    await this.upstream.close();
    await this.upstash?.close();
  }
}

let asked = 0;
/** A question that nobody has asked before. */
export function question(more: object = {}): object {
  asked += 1;
  return { model: "openai/gpt-4o-mini", messages: [{ role: "user", content: `question ${asked}` }], ...more };
}
