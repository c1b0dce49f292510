import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { AnswerText } from "../../core/redaction.ts";
import { mapText } from "../../core/text-lens.ts";
import { invalidField, invalidRequest } from "../invalid-field.ts";
import { openaiError } from "../openai-chat/error.ts";
import { chatFraming } from "../openai-chat/framing.ts";
import { readUsage } from "../openai-chat/usage.ts";
import type { AnswerScreener, AnswerScreening, ClientDialect, ClientRequest, CompleteAnswer } from "../port.ts";
import { embeddingsRequest } from "./schema.ts";

/** Which strings of an embeddings body are no text. The texts to be embedded are apart from each other. */
const LENS = ["model", "", "1", "noted"].join("\t");

/** Properties of an answer that name things, and the vectors, which may be written in base64. */
const STRUCTURE = new Set(["object", "model", "embedding", "index", "id", "usage"]);

/** OpenAI's embeddings (`POST /v1/embeddings`). The vectors are those of the masked texts. */
export const openaiEmbeddings: ClientDialect = {
  name: "openai-embeddings",
  lens: () => LENS,
  read: readEmbeddingsRequest,
  error: openaiError,
  screener: embeddingsScreener,
  readUsage:
    () =>
    ({ usage }) => ({ usage: readUsage(usage), written: [] }),
  // There are no streams.
  withoutUsage: (event) => [event],
  framing: () => chatFraming,
  keptTexts,
  passedHeaders: new Map(),
};

/**
 * Checks the shape of an embeddings body.
 * @throws GatewayError `invalid_request` naming the first wrong field
 */
function readEmbeddingsRequest(body: Json): ClientRequest {
  if (!isObject(body)) throw invalidRequest(null, "The request body must be a JSON object.");
  const checked = embeddingsRequest.safeParse(body);
  if (!checked.success) throw invalidField(checked.error.issues);
  const { model } = checked.data;
  const user = typeof body.user === "string" ? body.user : undefined;
  return { body, model, stream: false, showUsage: true, choices: 1, user, jsonAnswer: false, writes: false };
}

function embeddingsScreener({ vault, redaction }: AnswerScreening): AnswerScreener {
  const whole = (answer: JsonObject) =>
    mapText(
      answer,
      ({ key }) => (STRUCTURE.has(key) ? "skip" : "plain"),
      (text) => {
        const screened = new AnswerText(vault, redaction, "text");
        return screened.push(text) + screened.end();
      },
    );
  return { whole, event: (event) => [whole(event)] };
}

/** Vectors say nothing of anybody: the texts that they are of were masked. What stands beside them is looked at. */
function keptTexts(answer: CompleteAnswer): readonly string[] | undefined {
  if (answer.kind !== "json" || !Array.isArray(answer.body.data)) return undefined;
  const texts: string[] = [];
  mapText(
    answer.body,
    ({ key }) => (key === "embedding" ? "skip" : "plain"),
    (text) => {
      texts.push(text);
      return text;
    },
  );
  return texts;
}
