import type { AnswerScreener, AnswerScreening, ClientDialect } from "../port.ts";
import { openaiError } from "./error.ts";
import { chatFraming } from "./framing.ts";
import { keptChatTexts } from "./kept-texts.ts";
import { redactAnswer } from "./redact-answer.ts";
import { readChatRequest } from "./request.ts";
import { restoreAnswer } from "./restore-answer.ts";
import { StreamRestorer } from "./restore-stream.ts";
import { CHAT_LENS } from "./text.ts";
import { readChatUsage, withoutUsage } from "./usage.ts";

/** OpenAI's chat completions (`POST /v1/chat/completions`). */
export const openaiChat: ClientDialect = {
  name: "openai-chat",
  lens: () => CHAT_LENS,
  read: readChatRequest,
  error: openaiError,
  screener: chatScreener,
  readUsage: () => readChatUsage,
  withoutUsage,
  framing: () => chatFraming,
  keptTexts: keptChatTexts,
  passedHeaders: new Map(),
};

function chatScreener({ vault, redaction, jsonAnswer }: AnswerScreening): AnswerScreener {
  const stream = new StreamRestorer(vault, jsonAnswer, redaction);
  return {
    whole: (answer) => {
      const redacted = redaction === undefined ? answer : redactAnswer(answer, vault, redaction, jsonAnswer);
      return restoreAnswer(redacted, vault, jsonAnswer);
    },
    event: (chunk) => stream.restore(chunk),
  };
}
