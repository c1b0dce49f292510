import { z } from "zod";

// Source: OpenAI's OpenAPI document, CreateEmbeddingRequest.

z.config({ jitless: true });

/** Texts in one request, as OpenAI has it. */
export const MAX_INPUTS = 2_048;
const MAX_DIMENSIONS = 100_000;
const filled = z.string().min(1, "must not be empty");

/** The fields of an embeddings request that the gateway relies on. */
export const embeddingsRequest = z.looseObject({
  model: z.string().min(1, "must not be empty").max(256),
  // Nobody can look for values in numbers of tokens.
  input: z.union([filled, z.array(filled).min(1, "must not be empty").max(MAX_INPUTS)], {
    error: "must be a text that is not empty, or a list of such texts; tokens cannot be screened",
  }),
  dimensions: z.int().min(1).max(MAX_DIMENSIONS).nullish(),
  encoding_format: z.enum(["float", "base64"]).nullish(),
});
