import { isObject, type Json } from "../core/json.ts";
import { openaiCompletions, openaiEmbeddings } from "./openai-natives.ts";
import { OpenaiEvents, openaiRequest } from "./openai-request.ts";
import { type ProviderDialect, type UpstreamErrorText, UpstreamFault } from "./port.ts";

/** OpenAI's own dialect: the caller's body passes through, apart from the model's name and usage. */
export const openaiCompatible: ProviderDialect = {
  name: "openai",
  request: (chat, model, written) => openaiRequest("/chat/completions", chat, model, written),
  answer(body) {
    if (!isObject(body)) throw new UpstreamFault("answer is not an object");
    if (!Array.isArray(body.choices) || body.choices.length === 0 || !body.choices.every(isMessageChoice))
      throw new UpstreamFault("answer without choices");
    return body;
  },
  stream: () => new OpenaiEvents(),
  natives: [openaiCompletions, openaiEmbeddings],
  errorMessage: openaiErrorMessage,
};

function isMessageChoice(choice: Json): boolean {
  return isObject(choice) && isObject(choice.message);
}

function openaiErrorMessage(body: Json): UpstreamErrorText | undefined {
  const error = isObject(body) ? body.error : undefined;
  // Ollama and some others send the message alone.
  if (typeof error === "string") return { message: error, param: null, code: null };
  if (!isObject(error) || typeof error.message !== "string") return undefined;
  return {
    message: error.message,
    param: typeof error.param === "string" ? error.param : null,
    code: typeof error.code === "string" ? error.code : null,
  };
}
