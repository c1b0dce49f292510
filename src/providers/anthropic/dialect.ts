import type { Json, JsonObject } from "../../core/json.ts";
import type { EventTranslator, ProviderDialect } from "../port.ts";
import { completionOf } from "./answer.ts";
import { errorTextOf } from "./errors.ts";
import { messagesRequest } from "./request.ts";
import { usesLegacyFunctions } from "./request-tools.ts";
import { nativeMessages } from "./native.ts";
import { MessageStream } from "./stream.ts";

/**
 * Anthropic's Messages API (`POST /v1/messages`, version 2023-06-01) behind a chat-completions
 * front. The caller adds the base URL (`https://api.anthropic.com`), `x-api-key` and
 * `anthropic-version`.
 *
 * @param clock Unix time in milliseconds; gives answers their `created`, which Anthropic's lack.
 */
export function anthropicMessages(clock: () => number): ProviderDialect {
  const seconds = (): number => Math.floor(clock() / 1000);
  return {
    name: "anthropic",
    request: messagesRequest,
    answer: (body: Json, chat: JsonObject): JsonObject => completionOf(body, usesLegacyFunctions(chat), seconds()),
    stream: (chat: JsonObject): EventTranslator => new MessageStream(seconds, usesLegacyFunctions(chat)),
    natives: [nativeMessages],
    errorMessage: errorTextOf,
  };
}
