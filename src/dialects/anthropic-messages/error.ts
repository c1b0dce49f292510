import type { WireError } from "../../core/failure-on-the-wire.ts";
import type { JsonObject } from "../../core/json.ts";

/** Anthropic's error object, as its SDKs read it. Source: Anthropic's API reference, "Errors". */
export function anthropicError({ status, message }: WireError, requestId: string): JsonObject {
  return {
    type: "error",
    error: { type: TYPES.get(status) ?? (status < 500 ? "invalid_request_error" : "api_error"), message },
    request_id: requestId,
  };
}

const TYPES: ReadonlyMap<number, string> = new Map([
  [401, "authentication_error"],
  [402, "billing_error"],
  [403, "permission_error"],
  [404, "not_found_error"],
  [413, "request_too_large"],
  [429, "rate_limit_error"],
  [503, "overloaded_error"],
  [504, "timeout_error"],
]);
