import type { Json, JsonObject } from "../core/json.ts";
import type { WrittenJson } from "../core/written-json.ts";
import type { ServerSentEvent } from "../streaming/server-sent-event.ts";

export { UpstreamFault } from "../core/upstream-fault.ts";
export type { ServerSentEvent };

/** `fetch`, as far as providers are called with it. Passed in, so that nothing else can be reached. */
export type UpstreamFetch = (url: string, request: UpstreamFetchRequest) => Promise<Response>;

export interface UpstreamFetchRequest {
  readonly method?: "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** A redirect would leave the configured host. */
  readonly redirect: "manual";
  readonly signal?: AbortSignal;
}

/** What leaves for the provider. The base URL and the credential are added by the caller. */
export interface UpstreamRequest {
  /** Appended to the provider's base URL; starts with a slash. */
  readonly path: string;
  readonly body: JsonObject;
  /** The same as the caller wrote it, where that can be sent. */
  readonly written?: string | Uint8Array | undefined;
  /** Top-level or dotted names of the caller's fields that the provider's dialect cannot carry. */
  readonly dropped: readonly string[];
}

/** What one upstream event means to the caller, in the chat-completions dialect. */
export interface Translated {
  /** `chat.completion.chunk` objects, in order. */
  readonly chunks: readonly JsonObject[];
  /** The provider said that the stream is complete. */
  readonly done: boolean;
}

/** Translates the events of one streamed answer, in order. Holds that answer's state. */
export interface EventTranslator {
  /** @throws UpstreamFault when the event is not what the dialect allows, or reports an error. */
  translate(event: ServerSentEvent): Translated;
}

/** How a provider speaks. The caller's side is always a chat-completions body. Pure. */
export interface ProviderDialect {
  readonly name: string;
  /**
   * @param model the provider's own name of the model.
   * @param written the same request as the caller wrote it.
   */
  request(chat: JsonObject, model: string, written?: WrittenJson): UpstreamRequest;
  /** A complete answer as a `chat.completion` object. @throws UpstreamFault */
  answer(body: Json, chat: JsonObject): JsonObject;
  stream(chat: JsonObject): EventTranslator;
  /** The provider's own words for a refused request, where its error body has them. */
  errorMessage(body: Json): UpstreamErrorText | undefined;
}

export interface UpstreamErrorText {
  readonly message: string;
  readonly param: string | null;
  readonly code: string | null;
}

/** The caller's request cannot be said in the provider's dialect. `param` names the field; `message` is for the caller. */
export class UntranslatableRequest extends Error {
  override readonly name = "UntranslatableRequest";
  readonly param: string;
  constructor(param: string, message: string) {
    super(message);
    this.param = param;
  }
}
