import type { JsonObject } from "../../core/json.ts";
import { openaiError } from "../openai-chat/error.ts";
import { chatFraming } from "../openai-chat/framing.ts";
import { readUsage, withoutUsage } from "../openai-chat/usage.ts";
import type { ClientDialect, UsageReport } from "../port.ts";
import { choicesOf, keptCompletionTexts } from "./kept-texts.ts";
import { readCompletionRequest } from "./request.ts";
import { completionScreener } from "./screener.ts";
import { completionViaChat } from "./via-chat.ts";

/** OpenAI's legacy completions (`POST /v1/completions`). Errors and streams are written as chat completions' are. */
export const openaiCompletions: ClientDialect = {
  name: "openai-completions",
  lens: () => ["model", "", "1", "noted"].join("\t"),
  read: readCompletionRequest,
  error: openaiError,
  screener: completionScreener,
  readUsage: () => readCompletionUsage,
  withoutUsage,
  framing: () => chatFraming,
  keptTexts: keptCompletionTexts,
  passedHeaders: new Map(),
  viaChat: completionViaChat,
};

function readCompletionUsage(body: JsonObject): UsageReport {
  const written = choicesOf(body).flatMap(({ text }) => (typeof text === "string" ? [text] : []));
  return { usage: readUsage(body.usage), written };
}
