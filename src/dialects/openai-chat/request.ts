import { GatewayError } from "../../core/failure.ts";
import { isObject, type Json } from "../../core/json.ts";
import type { ClientRequest } from "../port.ts";
import { invalidField, invalidRequest } from "../invalid-field.ts";
import { chatRequest } from "./schema.ts";

/**
 * Checks the shape of a chat-completions body.
 * @throws GatewayError `invalid_request` naming the first wrong field, `too_large` for too many messages.
 */
export function readChatRequest(body: Json, maxMessages: number): ClientRequest {
  if (!isObject(body)) throw invalidRequest(null, "The request body must be a JSON object.");
  // Before the full check, which would look at each of them.
  if (Array.isArray(body.messages) && body.messages.length > maxMessages) {
    throw new GatewayError({
      kind: "too_large",
      param: "messages",
      message: `At most ${maxMessages} messages are allowed.`,
    });
  }
  const checked = chatRequest.safeParse(body);
  if (!checked.success) throw invalidField(checked.error.issues);
  const { model, stream, stream_options: options, n, response_format: format } = checked.data;
  return {
    body,
    model,
    stream: stream === true,
    showUsage: options?.include_usage === true,
    choices: n ?? 1,
    user: typeof body.user === "string" ? body.user : undefined,
    jsonAnswer: format !== undefined && format !== null && format.type !== "text",
    writes: true,
  };
}
