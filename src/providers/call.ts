import { type Failure, GatewayError } from "../core/failure.ts";
import { type Deadlines, Watchdog } from "../streaming/watchdog.ts";
import { type UpstreamFetch, UpstreamFault, type UpstreamRequest } from "./port.ts";
import type { Credential, Provider } from "./provider.ts";

export interface CallOptions {
  readonly fetch: UpstreamFetch;
  readonly now: () => number;
  readonly deadlines: Deadlines;
  readonly stream: boolean;
  /** Aborts when the client goes away. */
  readonly clientGone: AbortSignal;
}

/** One call to a provider, from its headers to its end. Must be closed. */
export class UpstreamCall {
  readonly response: Response;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #life: CallLife;

  constructor(response: Response, life: CallLife) {
    this.response = response;
    this.#life = life;
    this.#reader = response.body?.getReader();
    life.onEnd = () => void this.#reader?.cancel().catch(ignoreCancelled);
  }

  /** The next bytes of the body, undefined at its end. */
  async read(): Promise<Uint8Array | undefined> {
    const piece = await this.#reader?.read();
    if (this.#life.failure !== undefined) throw new GatewayError(this.#life.failure);
    this.#life.watchdog.touch();
    return piece?.value;
  }

  /** What a thrown value means for the caller; a passed deadline or a client gone comes first. */
  failureOf(thrown: unknown): GatewayError {
    return this.#life.errorOf(thrown);
  }

  /** The client has gone away. */
  leave(): void {
    this.#life.leave();
  }

  close(): void {
    this.#life.end();
  }
}

/** Deadlines and abort of one call. The first thing that ends it is what it failed of. */
class CallLife {
  readonly abort = new AbortController();
  readonly watchdog: Watchdog;
  readonly #clientGone: AbortSignal;
  readonly leave = (): void => this.#fail({ kind: "client_gone" });
  failure: Failure | undefined;
  onEnd = (): void => undefined;

  constructor({ deadlines, now, clientGone }: CallOptions) {
    this.watchdog = new Watchdog(deadlines, now, (phase) => this.#fail({ kind: "upstream_timeout", phase }));
    this.#clientGone = clientGone;
    if (clientGone.aborted) this.leave();
    else clientGone.addEventListener("abort", this.leave);
  }

  #fail(failure: Failure): void {
    this.failure ??= failure;
    this.end();
  }

  end(): void {
    this.watchdog.stop();
    this.#clientGone.removeEventListener("abort", this.leave);
    this.abort.abort();
    this.onEnd();
  }

  errorOf(thrown: unknown): GatewayError {
    if (this.failure !== undefined) return new GatewayError(this.failure);
    if (thrown instanceof GatewayError) return thrown;
    if (thrown instanceof UpstreamFault) return new GatewayError({ kind: "upstream_broken", reason: thrown.reason });
    const reason = `connection failed: ${thrown instanceof Error ? thrown.name : typeof thrown}`;
    return new GatewayError({ kind: "upstream_broken", reason });
  }
}

/**
 * Sends a request to a provider and waits for the headers of its answer. Only the configuration
 * decides the host; a redirect is not followed.
 * @throws GatewayError
 */
export async function callProvider(
  provider: Provider,
  request: UpstreamRequest,
  options: CallOptions,
): Promise<UpstreamCall> {
  const life = new CallLife(options);
  try {
    const response = await options.fetch(provider.baseUrl + request.path, {
      method: "POST",
      redirect: "manual",
      headers: {
        ...provider.headers,
        ...credentialHeader(provider.credential),
        "content-type": "application/json",
        accept: options.stream ? "text/event-stream" : "application/json",
        "user-agent": "agentshield",
      },
      body: JSON.stringify(request.body),
      signal: life.abort.signal,
    });
    life.watchdog.answering();
    return new UpstreamCall(response, life);
  } catch (thrown) {
    const error = life.errorOf(thrown);
    life.end();
    throw error;
  }
}

export function credentialHeader(credential: Credential | undefined): Record<string, string> {
  if (credential === undefined) return {};
  const key = credential.secret.reveal();
  return credential.scheme === "bearer" ? { authorization: `Bearer ${key}` } : { "x-api-key": key };
}

/** A reader that is already cancelled or broken has nothing left to stop. */
function ignoreCancelled(): void {}
