import { GatewayError } from "../core/failure.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { WrittenJson } from "../core/written-json.ts";
import type { ChunkTranslator, ClientDialect, ClientRequest, DialectName, ViaChat } from "../dialects/port.ts";
import {
  type EventTranslator,
  type NativeDialect,
  type ProviderDialect,
  UntranslatableRequest,
  type UpstreamRequest,
} from "../providers/port.ts";
import type { Target } from "../providers/resolve.ts";

/** What every provider's dialect can be put into and out of. */
const CHAT: DialectName = "openai-chat";

/** A request in its provider's dialect, and the way back into the caller's. */
export interface Translation {
  readonly request: UpstreamRequest;
  /** A complete answer. @throws UpstreamFault */
  answer(body: Json): JsonObject;
  stream(): EventTranslator;
}

/** Whether a provider speaks another dialect than the caller. */
export function isTranslated(dialect: ClientDialect, { provider }: Target): boolean {
  return dialect.name !== CHAT && nativeOf(dialect, provider.dialect) === undefined;
}

/**
 * Puts a request into its provider's dialect: not at all where that is the caller's own, else by way
 * of a chat completion, which every provider's dialect can be put into and out of.
 * @throws GatewayError `invalid_request` naming what cannot be said there
 */
export function translate(
  dialect: ClientDialect,
  target: Target,
  { body }: ClientRequest,
  written: WrittenJson,
  newId: () => string,
): Translation {
  const { provider, model } = target;
  try {
    const native = nativeOf(dialect, provider.dialect);
    if (native !== undefined)
      return {
        request: native.request(body, model, written),
        answer: (answer) => native.answer(answer),
        stream: () => native.stream(),
      };
    if (dialect.name === CHAT)
      return {
        request: provider.dialect.request(body, model, written),
        answer: (answer) => provider.dialect.answer(answer, body),
        stream: () => provider.dialect.stream(body),
      };
    if (dialect.viaChat === undefined)
      throw new UntranslatableRequest("model", "The provider of this 'model' does not offer what this path is for.");
    return throughChat(dialect.viaChat(body, model, newId), target);
  } catch (thrown) {
    if (thrown instanceof UntranslatableRequest)
      throw new GatewayError({ kind: "invalid_request", param: thrown.param, message: thrown.message });
    throw thrown;
  }
}

/** How a provider's dialect speaks the caller's, if it does. */
export function nativeOf({ name }: ClientDialect, { natives }: ProviderDialect): NativeDialect | undefined {
  return natives?.find(({ surface }) => surface === name);
}

function throughChat(via: ViaChat, { provider, model }: Target): Translation {
  const { chat, dropped } = via;
  const request = provider.dialect.request(chat, model);
  return {
    request: { ...request, dropped: [...new Set([...dropped, ...request.dropped])] },
    answer: (body) => via.answer(provider.dialect.answer(body, chat)),
    stream: () => chained(provider.dialect.stream(chat), via.stream()),
  };
}

function chained(first: EventTranslator, second: ChunkTranslator): EventTranslator {
  return {
    translate(event) {
      const { chunks, done } = first.translate(event);
      const events = chunks.flatMap((chunk) => second.translate(chunk));
      return { chunks: done ? [...events, ...second.end()] : events, done };
    },
  };
}
