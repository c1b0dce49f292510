import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { OpenaiEvents, openaiRequest } from "./openai-request.ts";
import { type NativeDialect, UpstreamFault } from "./port.ts";

/** OpenAI's legacy completions. */
export const openaiCompletions: NativeDialect = {
  surface: "openai-completions",
  request: (body, model, written) => openaiRequest("/completions", body, model, written),
  answer(body: Json): JsonObject {
    if (
      !isObject(body) ||
      !Array.isArray(body.choices) ||
      body.choices.length === 0 ||
      !body.choices.every(isTextChoice)
    )
      throw new UpstreamFault("answer without choices");
    return body;
  },
  stream: () => new OpenaiEvents(),
};

/** OpenAI's embeddings, which most compatible servers have. There are no streams. */
export const openaiEmbeddings: NativeDialect = {
  surface: "openai-embeddings",
  request: (body, model, written) => ({
    path: "/embeddings",
    body: { ...body, model },
    written: written.withModel(model),
    dropped: [],
  }),
  answer(body: Json): JsonObject {
    if (!isObject(body) || !Array.isArray(body.data) || !body.data.every(isEmbedding))
      throw new UpstreamFault("answer without embeddings");
    return body;
  },
  stream() {
    throw new UpstreamFault("a stream of embeddings");
  },
};

function isTextChoice(choice: Json): boolean {
  return isObject(choice) && typeof choice.text === "string";
}

function isEmbedding(each: Json): boolean {
  return isObject(each) && (Array.isArray(each.embedding) || typeof each.embedding === "string");
}
