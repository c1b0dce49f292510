import { GatewayError } from "../../core/failure.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { invalidField, invalidRequest } from "../invalid-field.ts";
import type { ClientRequest } from "../port.ts";
import { refuseHiddenText } from "./opaque.ts";
import { countRequest, messagesRequest } from "./schema.ts";

/**
 * Checks the shape of a Messages body.
 * @throws GatewayError `invalid_request` naming the first wrong field, `too_large` for too many messages.
 */
export function readMessagesRequest(body: Json, maxMessages: number): ClientRequest {
  const object = checkedObject(body, maxMessages);
  const checked = messagesRequest.safeParse(object);
  if (!checked.success) throw invalidField(checked.error.issues);
  const { model, stream, metadata, output_config: output, output_format: format } = checked.data;
  return {
    body: object,
    model,
    stream: stream === true,
    showUsage: true,
    choices: 1,
    user: metadata?.user_id ?? undefined,
    jsonAnswer: isJson(output?.format) || isJson(format),
    writes: true,
  };
}

/** The same for a body whose tokens are only to be counted. */
export function readCountRequest(body: Json, maxMessages: number): ClientRequest {
  const object = checkedObject(body, maxMessages);
  const checked = countRequest.safeParse(object);
  if (!checked.success) throw invalidField(checked.error.issues);
  const { model } = checked.data;
  return {
    body: object,
    model,
    stream: false,
    showUsage: true,
    choices: 1,
    user: undefined,
    jsonAnswer: false,
    writes: false,
  };
}

function checkedObject(body: Json, maxMessages: number): JsonObject {
  if (!isObject(body)) throw invalidRequest(null, "The request body must be a JSON object.");
  // Before the full check, which would look at each of them.
  if (Array.isArray(body.messages) && body.messages.length > maxMessages) {
    throw new GatewayError({
      kind: "too_large",
      param: "messages",
      message: `At most ${maxMessages} messages are allowed.`,
    });
  }
  refuseHiddenText(body);
  return body;
}

function isJson(format: { type: string } | null | undefined): boolean {
  return format !== null && format !== undefined && format.type !== "text";
}
