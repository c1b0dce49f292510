import type { Settings } from "../config/schema.ts";
import { GatewayError } from "../core/failure.ts";
import type { JsonFaultKind } from "../scan/port.ts";

/** What a caller is told about a body that is not acceptable JSON. */
export function jsonFaultError(fault: JsonFaultKind, offset: number, limits: Settings["limits"]): GatewayError {
  const tooLarge = (message: string) => new GatewayError({ kind: "too_large", param: null, message });
  const invalid = (problem: string) =>
    new GatewayError({
      kind: "invalid_request",
      param: null,
      message: `The request body ${problem} (at byte ${offset}).`,
    });
  switch (fault) {
    case "too_deep":
      return tooLarge(`The request body is nested deeper than ${limits.jsonDepth} levels.`);
    case "too_many_values":
      return tooLarge(`The request body holds more than ${limits.jsonValues} values.`);
    case "not_utf8":
      return invalid("is not valid UTF-8");
    case "syntax":
      return invalid("is not valid JSON");
    case "duplicate_key":
      return invalid("names the same key twice in one object");
    case "lone_surrogate":
      return invalid("holds half of a surrogate pair (\\uD800 to \\uDFFF without its partner)");
  }
}
