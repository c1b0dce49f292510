import { GatewayError } from "../core/failure.ts";
import { BodyTooLargeError, readAtMost } from "../streaming/read-at-most.ts";

/**
 * Reads a request's body, and no more of it than the cap.
 * @throws GatewayError `too_large`, or `invalid_request` for a compressed body, which could not be bounded.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding.toLowerCase() !== "identity") {
    throw new GatewayError({
      kind: "invalid_request",
      param: "content-encoding",
      message: "Compressed request bodies are not accepted.",
    });
  }
  const declared = request.headers.get("content-length");
  if (declared === null) return readPieces(request, maxBytes);
  if (Number(declared) > maxBytes) {
    await drain(request, Number(declared));
    throw tooLarge(maxBytes);
  }
  // The HTTP server holds a body to its declared length.
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
  return bytes;
}

async function readPieces(request: Request, maxBytes: number): Promise<Uint8Array> {
  try {
    return await readAtMost(request.body, maxBytes, MAX_DRAINED_BYTES);
  } catch (thrown) {
    throw thrown instanceof BodyTooLargeError ? tooLarge(maxBytes) : thrown;
  }
}

/** A client that still sends when it is answered sees a broken connection; so some more is read, and dropped. */
async function drain(request: Request, length: number): Promise<void> {
  if (length > MAX_DRAINED_BYTES) return;
  await request.body?.pipeTo(new WritableStream());
}

const MAX_DRAINED_BYTES = 32 * 1_048_576;

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError({
    kind: "too_large",
    param: null,
    message: `The request body is larger than ${maxBytes} bytes.`,
  });
}
