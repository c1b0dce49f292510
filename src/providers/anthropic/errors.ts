import type { ErrorType } from "@anthropic-ai/sdk/resources/shared";
import { isObject, type Json } from "../../core/json.ts";
import { UpstreamFault, type UpstreamErrorText } from "../port.ts";

const ERROR_TYPES = [
  "api_error",
  "authentication_error",
  "billing_error",
  "conflict_error",
  "invalid_request_error",
  "not_found_error",
  "overloaded_error",
  "permission_error",
  "rate_limit_error",
  "timeout_error",
] as const satisfies readonly ErrorType[];

/** `{"type":"error","error":{"type","message"}}` in Anthropic's own words; `undefined` for any other body. */
export function errorTextOf(body: Json): UpstreamErrorText | undefined {
  if (!isObject(body) || !isObject(body.error)) return undefined;
  const { message, type } = body.error;
  if (typeof message !== "string") return undefined;
  return { message, param: null, code: typeof type === "string" ? type : null };
}

/** The fault for an `error` event. Only types from the published list are named: the rest is upstream text. */
export function streamErrorFault(error: Json | undefined): UpstreamFault {
  const type = isObject(error) ? error.type : undefined;
  const known = ERROR_TYPES.find((name) => name === type);
  return new UpstreamFault(`stream error: ${known ?? "unknown type"}`);
}
