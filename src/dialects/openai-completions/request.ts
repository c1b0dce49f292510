import { z } from "zod";
import { isObject, type Json } from "../../core/json.ts";
import { invalidField, invalidRequest } from "../invalid-field.ts";
import type { ClientRequest } from "../port.ts";

// Source: OpenAI's OpenAPI document, CreateCompletionRequest.

z.config({ jitless: true });

const MAX_CHOICES = 128;
const MAX_TOKENS = 100_000_000;
const filled = z.string().min(1, "must not be empty");

const completionRequest = z.looseObject({
  model: filled.max(256),
  // Nobody can look for values in numbers of tokens; of several prompts nobody could say what they may use up.
  prompt: z.union([filled, z.array(filled).length(1, "must hold one text")], {
    error: "must be a text that is not empty; tokens cannot be screened",
  }),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.int().min(1).max(MAX_CHOICES).nullish(),
  best_of: z.literal(1, { error: "must be 1" }).nullish(),
  max_tokens: z.int().min(0).max(MAX_TOKENS).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
});

/**
 * Checks the shape of a legacy completions body.
 * @throws GatewayError `invalid_request` naming the first wrong field
 */
export function readCompletionRequest(body: Json): ClientRequest {
  if (!isObject(body)) throw invalidRequest(null, "The request body must be a JSON object.");
  const checked = completionRequest.safeParse(body);
  if (!checked.success) throw invalidField(checked.error.issues);
  const { model, stream, stream_options: options, n } = checked.data;
  return {
    body,
    model,
    stream: stream === true,
    showUsage: options?.include_usage === true,
    choices: n ?? 1,
    user: typeof body.user === "string" ? body.user : undefined,
    jsonAnswer: false,
    writes: true,
  };
}
