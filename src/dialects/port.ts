import type { Usage } from "../core/audit-record.ts";
import type { WireError } from "../core/failure-on-the-wire.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { Redaction } from "../core/redaction.ts";
import type { Vault } from "../core/vault.ts";

export type DialectName = "openai-chat" | "anthropic-messages" | "openai-completions" | "openai-embeddings";

/** A checked request. `body` is the caller's, masked, whole and unchanged. */
export interface ClientRequest {
  readonly body: JsonObject;
  readonly model: string;
  readonly stream: boolean;
  /** The caller asked to be shown what a stream has used, or its dialect always shows it. */
  readonly showUsage: boolean;
  readonly choices: number;
  /** Whom the caller says that it asks for. */
  readonly user: string | undefined;
  /** The answer's text is a JSON document, so what is put back into it must be escaped. */
  readonly jsonAnswer: boolean;
  /** Whether the model writes an answer, which costs tokens too. */
  readonly writes: boolean;
}

/** What of an answer is looked at and put back, and how. */
export interface AnswerScreening {
  readonly vault: Vault;
  /** Without it, what the caller never sent is passed on. */
  readonly redaction: Redaction | undefined;
  readonly jsonAnswer: boolean;
  /** The provider speaks another dialect: nothing in the answer is as it has written it. */
  readonly translated: boolean;
}

/** Replaces what the caller never sent and puts the caller's values back, in one answer. Holds its state. */
export interface AnswerScreener {
  whole(answer: JsonObject): JsonObject;
  /** One event of a stream, as any number of events. */
  event(event: JsonObject): readonly JsonObject[];
}

/** An answer that is complete. */
export type CompleteAnswer =
  | { readonly kind: "json"; readonly body: JsonObject }
  | { readonly kind: "stream"; readonly chunks: readonly JsonObject[] };

/** What one answer, or one event of it, says of what was used. */
export interface UsageReport {
  /** Absent when it says nothing. */
  readonly usage?: Usage | undefined;
  /** How the provider says that it has worked, where that is not the standard. */
  readonly tier?: Usage["serviceTier"];
  /** What the model has written, to be counted where nobody says how many tokens it was. */
  readonly written: readonly string[];
}

/** Reads the answers, or the events of the stream, of one request, in their order. */
export type ReadUsage = (body: JsonObject) => UsageReport;

/** How the events of one stream are written (WHATWG HTML, section 9.2). */
export interface StreamFraming {
  /** Empty for an event that waits for the end. */
  event(event: JsonObject): string;
  /** Ends a stream that is complete, once. */
  end(): string;
  /** Ends one that is not; nothing follows. */
  error(error: JsonObject): string;
  /** Says nothing, and shows that the connection lives. */
  readonly ping: string;
}

/** A request as a chat completion, for providers that do not speak the caller's dialect, and the way back. */
export interface ViaChat {
  readonly chat: JsonObject;
  /** Names of the caller's fields that chat completions cannot carry. */
  readonly dropped: readonly string[];
  /** A complete `chat.completion` in the caller's dialect. @throws UpstreamFault */
  answer(completion: JsonObject): JsonObject;
  stream(): ChunkTranslator;
}

/** The chunks of one streamed chat completion, in order, as events in the caller's dialect. */
export interface ChunkTranslator {
  translate(chunk: JsonObject): readonly JsonObject[];
  /** The stream is complete. */
  end(): readonly JsonObject[];
}

/** What clients speak on one path. Every stage learns of it here, so that none is left out on any path. Pure. */
export interface ClientDialect {
  readonly name: DialectName;
  /**
   * Which strings of a body are no text; what it says holds for this body only (rust-wasm/src/document/lens.rs).
   * @param trustsThinking what a provider has signed is not looked at.
   */
  lens(bytes: Uint8Array, trustsThinking: boolean): string;
  /** Leaves out of a body's text what the provider itself has said: placeholders in it are the gateway's own. */
  readonly callersText?: (text: string) => string;
  /** @throws GatewayError `invalid_request` naming the first wrong field, `too_large` for too many messages. */
  read(body: Json, maxMessages: number): ClientRequest;
  error(error: WireError, requestId: string): JsonObject;
  screener(screening: AnswerScreening): AnswerScreener;
  readUsage(): ReadUsage;
  /** What a caller who asked for no usage sees of an event, if anything. */
  withoutUsage(event: JsonObject): readonly JsonObject[];
  framing(): StreamFraming;
  /** The texts of an answer that may be given to somebody who asks the same; undefined for any other answer. */
  keptTexts(answer: CompleteAnswer): readonly string[] | undefined;
  /** Headers of the caller's that providers that speak this dialect may see, and the form that each must have. */
  readonly passedHeaders: ReadonlyMap<string, RegExp>;
  /** Absent for chat completions, which every provider understands, and for what only its own providers do. @throws UntranslatableRequest */
  readonly viaChat?: (body: JsonObject, model: string, newId: () => string) => ViaChat;
}
