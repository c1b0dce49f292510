import { GatewayError } from "../core/failure.ts";
import { isObject, parseJson } from "../core/json.ts";
import type { ClientDialect } from "../dialects/port.ts";

const MAX_METADATA_PAIRS = 16;
const MAX_METADATA_CHARACTERS = 8_192;

type ScreenText = (text: string) => string;

/** The caller's request id, if it is well-formed and holds nothing that must not be logged. */
export function requestId(header: string | undefined, screenText: ScreenText): string | undefined {
  if (header === undefined || !/^[\w.-]{8,128}$/.test(header)) return undefined;
  return screenText(header) === header ? header : undefined;
}

/**
 * Reads `x-agentshield-metadata`: a JSON object of up to 16 strings, for the audit record.
 * @throws GatewayError `invalid_request`
 */
export function screenedMetadata(
  header: string | undefined,
  screenText: ScreenText,
): Readonly<Record<string, string>> | undefined {
  if (header === undefined) return undefined;
  const metadata = parseJson(header);
  const pairs = isObject(metadata) ? Object.entries(metadata) : undefined;
  if (pairs === undefined || pairs.length > MAX_METADATA_PAIRS || header.length > MAX_METADATA_CHARACTERS)
    throw invalid();
  return Object.fromEntries(
    pairs.map(([name, value]) => {
      if (typeof value !== "string") throw invalid();
      return [screenText(name), screenText(value)];
    }),
  );
}

/** Whom `x-agentshield-metadata` says that a request is for: its `user`, if it has one. */
export function metadataUser(header: string | undefined): string | undefined {
  const metadata = header === undefined || header.length > MAX_METADATA_CHARACTERS ? undefined : parseJson(header);
  return isObject(metadata) && typeof metadata.user === "string" ? metadata.user : undefined;
}

/**
 * Reads `x-agentshield-timeout-ms`: a shorter time for the whole call, never a longer one.
 * @throws GatewayError `invalid_request`
 */
export function askedTimeoutMs(header: string | undefined): number {
  if (header === undefined) return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,8}$/.test(header))
    throw invalidHeader("x-agentshield-timeout-ms", "a positive whole number of milliseconds");
  return Number(header);
}

/**
 * The caller's headers that a provider may see, in the order in which its dialect names them.
 * @throws GatewayError `invalid_request` for one that has not the form of its kind
 */
export function passedHeaders({ passedHeaders: allowed }: ClientDialect, headers: Headers): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, form] of allowed) {
    const value = headers.get(name);
    if (value === null) continue;
    if (!form.test(value)) throw invalidHeader(name, "of the form that the provider's documentation gives");
    passed[name] = value;
  }
  return passed;
}

function invalid(): GatewayError {
  return invalidHeader("x-agentshield-metadata", `a JSON object of at most ${MAX_METADATA_PAIRS} strings`);
}

function invalidHeader(name: string, expected: string): GatewayError {
  return new GatewayError({
    kind: "invalid_request",
    param: name,
    message: `Invalid header '${name}': must be ${expected}.`,
  });
}
