import type { Json, JsonObject } from "../core/json.ts";
import type { WrittenJson } from "../core/written-json.ts";
import type { ServerSentEvent } from "../streaming/server-sent-event.ts";

export { UntranslatableRequest } from "../core/translation/untranslatable-request.ts";
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
  /** Beside the provider's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The same as the caller wrote it, where that can be sent. */
  readonly written?: string | Uint8Array | undefined;
  /** Top-level or dotted names of the caller's fields that the provider's dialect cannot carry. */
  readonly dropped: readonly string[];
}

/** What one upstream event means to the caller, in the caller's dialect. */
export interface Translated {
  /** Events, in order; of chat completions `chat.completion.chunk` objects. */
  readonly chunks: readonly JsonObject[];
  /** The provider said that the stream is complete. */
  readonly done: boolean;
}

/** Translates the events of one streamed answer, in order. Holds that answer's state. */
export interface EventTranslator {
  /** @throws UpstreamFault when the event is not what the dialect allows, or reports an error. */
  translate(event: ServerSentEvent): Translated;
}

/** A client dialect that a provider speaks itself: what passes is carried as it is. Pure. */
export interface NativeDialect {
  /** The client dialect's name. */
  readonly surface: string;
  /** @param written the same request as the caller wrote it. */
  request(body: JsonObject, model: string, written: WrittenJson): UpstreamRequest;
  /** @throws UpstreamFault when it is no complete answer. */
  answer(body: Json): JsonObject;
  stream(): EventTranslator;
  /** Where tokens are counted without asking the model, if there is such a place. */
  readonly countPath?: string;
}

/** How a provider speaks. The caller's side is a chat-completions body, or the dialect's own. Pure. */
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
  /** Beside chat completions. */
  readonly natives?: readonly NativeDialect[];
  /** The provider's own words for a refused request, where its error body has them. */
  errorMessage(body: Json): UpstreamErrorText | undefined;
}

export interface UpstreamErrorText {
  readonly message: string;
  readonly param: string | null;
  readonly code: string | null;
}
