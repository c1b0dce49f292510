import type { JsonObject } from "../../core/json.ts";
import { DroppedFields } from "../../core/translation/dropped-fields.ts";
import { estimateRequest } from "../../core/token-estimate.ts";
import type { ViaChat } from "../port.ts";
import { messageOf } from "./from-completion.ts";
import { ChunksToMessage } from "./from-chunks.ts";
import { chatMessages } from "./to-chat-messages.ts";
import { nameUncarried, reasoningSettings, samplingSettings } from "./to-chat-settings.ts";
import { toolSettings } from "./to-chat-tools.ts";

/**
 * A Messages request as a chat completion, and the answer back. What cannot be carried is named in `dropped`.
 * @throws UntranslatableRequest when leaving it out would make it another request.
 */
export function messagesViaChat(body: JsonObject, model: string, newId: () => string): ViaChat {
  const dropped = new DroppedFields();
  const chat: JsonObject = {
    model,
    messages: chatMessages(body, dropped),
    ...toolSettings(body, dropped),
    ...samplingSettings(body, model),
    ...reasoningSettings(body, model, dropped),
    ...(body.stream === true && { stream: true }),
  };
  nameUncarried(body, dropped);
  const inputTokens = () => {
    const { textTokens, imageTokens } = estimateRequest(body, 0);
    return textTokens + imageTokens;
  };
  return {
    chat,
    dropped: dropped.list(),
    answer: (completion) => messageOf(completion, newId, inputTokens),
    stream: () => new ChunksToMessage(newId, inputTokens),
  };
}
