import type { AnswerScreener, AnswerScreening, ClientDialect } from "../port.ts";
import { callersText } from "./callers-text.ts";
import { anthropicError } from "./error.ts";
import { messagesFraming } from "./framing.ts";
import { keptMessageTexts } from "./kept-texts.ts";
import { readCountRequest, readMessagesRequest } from "./request.ts";
import { screenMessage } from "./screen-message.ts";
import { MessageStreamScreener } from "./screen-stream.ts";
import { messagesLens } from "./text.ts";
import { readMessagesUsage } from "./usage.ts";
import { messagesViaChat } from "./via-chat.ts";

const MAX_BETAS = 32;
const BETA = String.raw`[a-z][a-z0-9.-]{0,63}-\d{4}-?\d{2}-?\d{2}`;

/** Anthropic's Messages (`POST /v1/messages`, version 2023-06-01). */
export const anthropicMessages: ClientDialect = {
  name: "anthropic-messages",
  lens: messagesLens,
  callersText,
  read: readMessagesRequest,
  error: anthropicError,
  screener: messagesScreener,
  readUsage: readMessagesUsage,
  // It is a part of every stream.
  withoutUsage: (event) => [event],
  framing: messagesFraming,
  keptTexts: keptMessageTexts,
  passedHeaders: new Map([
    ["anthropic-version", /^\d{4}-\d{2}-\d{2}$/],
    ["anthropic-beta", new RegExp(`^${BETA}(?: *, *${BETA}){0,${MAX_BETAS - 1}}$`)],
  ]),
  viaChat: messagesViaChat,
};

/** Counting the tokens of a Messages request (`POST /v1/messages/count_tokens`). */
export const anthropicCount: ClientDialect = { ...anthropicMessages, read: readCountRequest };

function messagesScreener(screening: AnswerScreening): AnswerScreener {
  const stream = new MessageStreamScreener(screening);
  return { whole: (message) => screenMessage(message, screening), event: (event) => stream.event(event) };
}
