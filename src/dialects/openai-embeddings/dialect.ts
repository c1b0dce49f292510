import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { AnswerText } from "../../core/redaction.ts";
import { type Classify, mapText } from "../../core/text-lens.ts";
import { invalidField, invalidRequest } from "../invalid-field.ts";
import { openaiError } from "../openai-chat/error.ts";
import { chatFraming } from "../openai-chat/framing.ts";
import { readUsage } from "../openai-chat/usage.ts";
import type { AnswerScreener, AnswerScreening, ClientDialect, ClientRequest, CompleteAnswer } from "../port.ts";
import { embeddingsRequest, MAX_INPUTS } from "./schema.ts";
import { besideVectors, withoutVectors } from "./vectors.ts";

/** Which strings of an embeddings body are no text. The texts to be embedded are apart from each other. */
const LENS = ["model", "", "1", "noted"].join("\t");

/** Properties of an answer that name things. */
const STRUCTURE = new Set(["object", "model", "index", "id", "usage"]);

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
  // Before the full check, which would look at each of them.
  if (Array.isArray(body.input) && body.input.length > MAX_INPUTS)
    throw invalidRequest("input", `Invalid value for 'input': must hold at most ${MAX_INPUTS} texts.`);
  const checked = embeddingsRequest.safeParse(body);
  if (!checked.success) throw invalidField(checked.error.issues);
  const { model } = checked.data;
  const user = typeof body.user === "string" ? body.user : undefined;
  return { body, model, stream: false, showUsage: true, choices: 1, user, jsonAnswer: false, writes: false };
}

function embeddingsScreener({ vault, redaction }: AnswerScreening): AnswerScreener {
  const screenText = (text: string) => {
    const screened = new AnswerText(vault, redaction, "text");
    return screened.push(text) + screened.end();
  };
  const whole = (answer: JsonObject) => besideVectors(answer, (rest) => mapText(rest, isText, screenText));
  return { whole, event: (event) => [whole(event)] };
}

const isText: Classify = ({ key }) => (STRUCTURE.has(key) ? "skip" : "plain");

/** Vectors say nothing of anybody: the texts that they are of were masked. What stands beside them is looked at. */
function keptTexts(answer: CompleteAnswer): readonly string[] | undefined {
  if (answer.kind !== "json" || !Array.isArray(answer.body.data)) return undefined;
  const texts: string[] = [];
  mapText(
    withoutVectors(answer.body),
    () => "plain",
    (text) => {
      texts.push(text);
      return text;
    },
  );
  return texts;
}
