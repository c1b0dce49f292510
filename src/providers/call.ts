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
  readonly #life: CallLife;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(response: Response, life: CallLife) {
    this.response = response;
    this.#life = life;
  }

  /** The next bytes of the body, undefined at its end. */
  async read(): Promise<Uint8Array | undefined> {
    if (this.response.body === null) return undefined;
    this.#reader ??= this.#life.letGoWith(this.response.body.getReader());
    const piece = await this.#life.outlast(this.#reader.read());
    if (piece.done) this.#life.complete = true;
    return piece.value;
  }

  /** The whole body at once, which is cheaper; only for a body whose length was declared. */
  async readAll(): Promise<Uint8Array> {
    const body = await this.#life.outlast(this.response.arrayBuffer());
    this.#life.complete = true;
    return new Uint8Array(body);
  }

  /** What a thrown value means for the caller; a passed deadline or a client gone comes first. */
  failureOf(thrown: unknown): GatewayError {
    return this.#life.errorOf(thrown);
  }

  /** The client has gone away. */
  leave(): void {
    this.#life.leave();
  }

  /** Resolves when a deadline has passed or the client has gone away, also if nobody reads on. */
  get endedEarly(): Promise<Failure> {
    return this.#life.endedEarly;
  }

  close(): void {
    this.#life.end();
    if (this.#reader === undefined && !this.#life.complete) this.response.body?.cancel().catch(ignoreBroken);
  }
}

/** Deadlines of one call, and what ends it early. The first thing that does is what it failed of. */
class CallLife {
  readonly leave = (): void => this.#fail({ kind: "client_gone" });
  /** The body was read to its end: there is nothing to let go. */
  complete = false;
  readonly endedEarly: Promise<Failure>;
  #endEarly: (failure: Failure) => void = () => undefined;
  readonly #watchdog: Watchdog;
  readonly #clientGone: AbortSignal;
  #failure: Failure | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #giveUp: ((error: GatewayError) => void) | undefined;

  constructor({ deadlines, now, clientGone }: CallOptions) {
    this.endedEarly = new Promise((resolve) => {
      this.#endEarly = resolve;
    });
    this.#watchdog = new Watchdog(deadlines, now, (phase) => this.#fail({ kind: "upstream_timeout", phase }));
    this.#clientGone = clientGone;
    if (clientGone.aborted) this.leave();
    else clientGone.addEventListener("abort", this.leave);
  }

  /** Waits for something of the call, but no longer than the call may live. */
  async outlast<T>(work: Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw new GatewayError(this.#failure);
    const givenUp = new Promise<never>((_, reject) => {
      this.#giveUp = reject;
    });
    const result = await Promise.race([work, givenUp]);
    this.#watchdog.touch();
    return result;
  }

  /** The headers have come. */
  answering(): void {
    this.#watchdog.answering();
  }

  letGoWith(reader: ReadableStreamDefaultReader<Uint8Array>): ReadableStreamDefaultReader<Uint8Array> {
    this.#reader = reader;
    return reader;
  }

  end(): void {
    this.#watchdog.stop();
    this.#clientGone.removeEventListener("abort", this.leave);
    if (!this.complete) this.#reader?.cancel().catch(ignoreBroken);
  }

  #fail(failure: Failure): void {
    this.#failure ??= failure;
    this.#giveUp?.(new GatewayError(this.#failure));
    this.#endEarly(this.#failure);
    this.end();
  }

  errorOf(thrown: unknown): GatewayError {
    if (this.#failure !== undefined) return new GatewayError(this.#failure);
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
    // Given up by not waiting: the runtime ends what a request has begun when the request ends.
    const asked = options.fetch(provider.baseUrl + request.path, {
      method: "POST",
      redirect: "manual",
      headers: {
        ...provider.headers,
        ...request.headers,
        ...credentialHeader(provider.credential),
        "content-type": "application/json",
        accept: options.stream ? "text/event-stream" : "application/json",
        "user-agent": "agentshield",
      },
      body: request.written ?? JSON.stringify(request.body),
    });
    const response = await life.outlast(asked);
    life.answering();
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

/** A connection that is already broken has nothing left to stop. */
function ignoreBroken(): void {}
