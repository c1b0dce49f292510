import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { UpstreamFault } from "../port.ts";

/** @throws UpstreamFault with `reason` */
export function objectOf(value: Json | undefined, reason: string): JsonObject {
  if (!isObject(value)) throw new UpstreamFault(reason);
  return value;
}

/** @throws UpstreamFault with `reason` */
export function textOf(value: Json | undefined, reason: string): string {
  if (typeof value !== "string") throw new UpstreamFault(reason);
  return value;
}

/** `msg_abc` becomes `chatcmpl-abc`: the same answer has the same id in both dialects. */
export function completionId(message: JsonObject): string {
  return `chatcmpl-${textOf(message.id, "message without an id").replace(/^msg_/, "")}`;
}

/**
 * The input of a tool call as the JSON text that chat completions carry.
 * @throws UpstreamFault when it is no object, or nested too deep to be written.
 */
export function argumentsOf(input: Json | undefined): string {
  const value = objectOf(input, "tool_use block without an input object");
  try {
    return JSON.stringify(value);
  } catch {
    throw new UpstreamFault("tool_use input nested too deep");
  }
}
