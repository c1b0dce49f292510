import type { Failure, Refusal } from "../core/failure.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { UpstreamCall } from "./call.ts";
import { type ProviderDialect, UpstreamFault } from "./port.ts";

/** Bytes of a complete answer. */
const MAX_ANSWER_BYTES = 16 * 1_048_576 - 1;
const MAX_ERROR_BYTES = 65_536;
const MAX_ERROR_CHARACTERS = 500;

/** Checks and parses JSON from a provider. @throws UpstreamFault */
export type ReadJson = (bytes: Uint8Array) => Json;

/** Reads a complete answer and puts it into the caller's dialect. @throws GatewayError */
export async function upstreamAnswer(
  call: UpstreamCall,
  translate: (body: Json) => JsonObject,
  readJson: ReadJson,
): Promise<JsonObject> {
  try {
    return translate(readJson(await readBody(call, MAX_ANSWER_BYTES)));
  } catch (thrown) {
    throw call.failureOf(thrown);
  } finally {
    call.close();
  }
}

/** What an answer that is no success means for the caller. Closes the call. */
export async function upstreamRefusal(
  call: UpstreamCall,
  dialect: ProviderDialect,
  screen: (text: string) => string,
): Promise<Failure> {
  const { status, headers } = call.response;
  try {
    if (status === 429)
      return { kind: "upstream_rate_limited", retryAfter: wellFormedRetryAfter(headers.get("retry-after")) };
    if (status === 401 || status === 402 || status === 403) return { kind: "upstream_rejected_gateway", status };
    if (!CALLERS_FAULT.has(status)) return { kind: "upstream_broken", reason: `status ${status}` };
    return { kind: "upstream_refused", status, refusal: await readRefusal(call, dialect, screen) };
  } finally {
    call.close();
  }
}

const CALLERS_FAULT = new Set([400, 404, 409, 413, 415, 422]);

async function readRefusal(
  call: UpstreamCall,
  dialect: ProviderDialect,
  screen: (text: string) => string,
): Promise<Refusal> {
  const fallback = {
    message: `The provider refused the request with status ${call.response.status}.`,
    param: null,
    code: null,
  };
  try {
    const text = new TextDecoder().decode(await readBody(call, MAX_ERROR_BYTES));
    const said = dialect.errorMessage(JSON.parse(text) as Json);
    if (said === undefined) return fallback;
    return {
      message: `The provider refused the request: ${screen(said.message).slice(0, MAX_ERROR_CHARACTERS)}`,
      param: said.param === null ? null : screen(said.param).slice(0, MAX_ERROR_CHARACTERS),
      code: wellFormedCode(said.code, screen),
    };
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof UpstreamFault) return fallback;
    throw thrown;
  }
}

function wellFormedCode(code: string | null, screen: (text: string) => string): string | null {
  return code !== null && /^[a-z0-9_.-]{1,64}$/i.test(code) && screen(code) === code ? code : null;
}

async function readBody(call: UpstreamCall, maxBytes: number): Promise<Uint8Array> {
  const declared = call.response.headers.get("content-length");
  if (declared !== null && Number(declared) <= maxBytes && !call.response.headers.has("content-encoding"))
    return call.readAll();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let piece = await call.read(); piece !== undefined; piece = await call.read()) {
    length += piece.byteLength;
    if (length > maxBytes) throw new UpstreamFault("answer too large");
    pieces.push(piece);
  }
  const [only] = pieces;
  return only !== undefined && pieces.length === 1 ? only : concatenate(pieces, length);
}

function concatenate(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}

/** Seconds or an HTTP date (RFC 9110, section 10.2.3); anything else is dropped. */
function wellFormedRetryAfter(value: string | null): string | null {
  return value !== null && /^(?:\d{1,7}|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT)$/.test(value)
    ? value
    : null;
}
