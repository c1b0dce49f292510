import type { WireError } from "../../core/failure-on-the-wire.ts";
import type { JsonObject } from "../../core/json.ts";

/** OpenAI's error object. All four keys are required by its OpenAPI document, schema `Error`. */
export function openaiError({ message, type, param, code }: WireError): JsonObject {
  return { error: { message, type, param, code } };
}
